/** @file Calls of those activations and dropouts that look at the shape, or whose outputs read each other. */

import { runtimeError, ShapeError } from '../../../errors.js';
import { checkSoftmax2dRank } from '../../activation.js';
import { wrapDimension } from '../../dim.js';
import type { Shape } from '../../types.js';
import { call, type CallRule } from '../rule.js';

/** The outputs along `dim` read each other, which a receptive field notices where `dim` is a spatial axis. */
const along = (dim: number | null, input: Shape): ('whole' | null)[] =>
  input.map((_, axis) => (dim !== null && wrapDimension(dim, input.length) === axis ? 'whole' : null));

/** Softmax and its kin; without `dim` PyTorch takes 0 for rank 0, 1 and 3, else 1. */
const softmax = call<{ dim: number | null }>({
  output({ dim }, input) {
    if (dim !== null) wrapDimension(dim, input.length);
    return [...input];
  },
  reads: ({ dim }, input) => along(dim ?? ([0, 1, 3].includes(input.length) ? 0 : 1), input),
});

export const ACTIVATION_CALLS: Readonly<Record<string, CallRule>> = {
  GELU: call<{ approximate: string }>({
    output({ approximate }, input) {
      if (approximate === 'none' || approximate === 'tanh') return [...input];
      throw runtimeError('approximate argument must be either none or tanh.', { fields: { approximate } });
    },
  }),
  PReLU: call<{ numParameters: number }>({
    output({ numParameters }, input) {
      const channels = input.length < 2 ? 1 : input[1]!;
      if (numParameters === 1 || numParameters === channels) return [...input];
      throw new ShapeError(
        `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${numParameters} and channel size = ${channels}.`,
        { hint: `Use \`numParameters\` 1 or ${channels}.`, fields: { numParameters, channels } },
      );
    },
  }),
  GLU: call<{ dim: number }>({
    output({ dim }, input) {
      const axis = wrapDimension(dim, input.length);
      const size = input[axis] ?? 1;
      if (size % 2 !== 0)
        throw new ShapeError(`Halving dimension must be even, but dimension ${axis} is size ${size}`, {
          fields: { axis, size },
        });
      return input.map((s, i) => (i === axis ? s / 2 : s));
    },
    reads: ({ dim }, input) => along(dim, input),
  }),
  Softmax: softmax,
  LogSoftmax: softmax,
  Softmin: softmax,
  Softmax2d: call({
    output(_, input) {
      checkSoftmax2dRank(input);
      return [...input];
    },
  }),
  Dropout1d: call({
    output(_, input) {
      if (input.length === 2 || input.length === 3) return [...input];
      throw new ShapeError(
        `dropout1d: Expected 2D or 3D input, but received a ${input.length}D input. Note that dropout1d exists to ` +
          'provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional ' +
          'batch dimension (i.e. 2D or 3D inputs).',
        { fields: { input } },
      );
    },
  }),
};
