/** @file Activations, softmax and dropout: layers that keep the shape and, GLU and PReLU aside, look at nothing of it. */

import { ArgumentError, ShapeError } from '../../errors.js';
import { wrapDimension } from '../dim.js';
import { asGiven, float } from '../python.js';
import type { Shape } from '../types.js';
import { arg, INPLACE, layer, type ArgRule, type LayerRule, PLACE, same } from './rule.js';

/** Element by element; the last word is shown where it is true. */
const elementwise = (shown: string, ...args: ArgRule[]): LayerRule => layer(args, shown, { output: same });

const float1 = (name: string, value: number): ArgRule => arg('float', name, value);

/** The outputs along `dim` read each other, which a receptive field notices where `dim` is a spatial axis. */
const along = (dim: number | null, input: Shape): ('whole' | null)[] =>
  input.map((_, axis) => (dim !== null && wrapDimension(dim, input.length) === axis ? 'whole' : null));

/** Softmax and its kin; without `dim` PyTorch takes 0 for rank 0, 1 and 3, else 1. */
const softmax = (): LayerRule =>
  layer<{ dim: number | null }>([arg('intOrNone', 'dim', null)], 'dim', {
    output({ dim }, input) {
      if (dim !== null) wrapDimension(dim, input.length);
      return [...input];
    },
    reads: ({ dim }, input) => along(dim ?? ([0, 1, 3].includes(input.length) ? 0 : 1), input),
  });

const dropout = (rank?: 1): LayerRule =>
  layer<{ p: number }>([arg('float', 'p', 0.5), INPLACE], 'p inplace', {
    check({ p }) {
      if (p >= 0 && p <= 1) return undefined;
      throw new ArgumentError(`dropout probability has to be between 0 and 1, but got ${asGiven(p)}`, {
        fields: { p },
      });
    },
    output(_, input) {
      if (rank === undefined || input.length === 2 || input.length === 3) return [...input];
      throw new ShapeError(
        `dropout1d: Expected 2D or 3D input, but received a ${input.length}D input. Note that dropout1d exists to ` +
          'provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional ' +
          'batch dimension (i.e. 2D or 3D inputs).',
        { fields: { input } },
      );
    },
  });

const inplaceOnly = (): LayerRule => elementwise('inplace?', INPLACE);
const plain = (): LayerRule => elementwise('');

export const ACTIVATIONS: Readonly<Record<string, LayerRule>> = {
  ReLU: inplaceOnly(),
  ReLU6: inplaceOnly(),
  SELU: inplaceOnly(),
  SiLU: inplaceOnly(),
  Mish: inplaceOnly(),
  Hardswish: inplaceOnly(),
  Hardsigmoid: inplaceOnly(),
  Sigmoid: plain(),
  Tanh: plain(),
  Softsign: plain(),
  Tanhshrink: plain(),
  LogSigmoid: plain(),
  LeakyReLU: elementwise('negativeSlope inplace?', float1('negativeSlope', 0.01), INPLACE),
  ELU: elementwise('alpha inplace?', float1('alpha', 1), INPLACE),
  CELU: elementwise('alpha inplace?', float1('alpha', 1), INPLACE),
  Softplus: elementwise('beta threshold', arg('number', 'beta', 1), arg('number', 'threshold', 20)),
  Hardshrink: elementwise('*lambd', float1('lambd', 0.5)),
  Softshrink: elementwise('*lambd', float1('lambd', 0.5)),
  Threshold: elementwise('threshold value inplace?', arg('number', 'threshold'), arg('number', 'value'), INPLACE),
  RReLU: elementwise('lower upper inplace?', float1('lower', 1 / 8), float1('upper', 1 / 3), INPLACE),
  Hardtanh: layer<{ minVal: number; maxVal: number }>(
    [float1('minVal', -1), float1('maxVal', 1), INPLACE],
    'minVal maxVal inplace?',
    {
      check({ minVal, maxVal }) {
        if (maxVal > minVal) return undefined;
        throw new ArgumentError(`max_val (${float(maxVal)}) must be greater than min_val (${float(minVal)})`, {
          pythonType: 'AssertionError',
          fields: { minVal, maxVal },
        });
      },
      output: same,
    },
  ),
  GELU: layer<{ approximate: string }>([arg('string', 'approximate', 'none')], 'approximate', {
    output({ approximate }, input) {
      if (approximate === 'none' || approximate === 'tanh') return [...input];
      throw new ArgumentError('approximate argument must be either none or tanh.', {
        pythonType: 'RuntimeError',
        fields: { approximate },
      });
    },
  }),
  PReLU: layer<{ numParameters: number }>(
    [arg('int', 'numParameters', 1), float1('init', 0.25), ...PLACE],
    'numParameters',
    {
      parameters: ({ numParameters }) => [['weight', [numParameters]]],
      output({ numParameters }, input) {
        const channels = input.length < 2 ? 1 : input[1]!;
        if (numParameters === 1 || numParameters === channels) return [...input];
        throw new ShapeError(
          `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${numParameters} and channel size = ${channels}.`,
          { hint: `Use \`numParameters\` 1 or ${channels}.`, fields: { numParameters, channels } },
        );
      },
    },
  ),
  GLU: layer<{ dim: number }>([arg('int', 'dim', -1)], 'dim', {
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
  Softmax: softmax(),
  LogSoftmax: softmax(),
  Softmin: softmax(),
  Softmax2d: layer([], '', {
    output(_, input) {
      if (input.length === 3 || input.length === 4) return [...input];
      throw new ArgumentError(`Softmax2d: expected input to be 3D or 4D, got ${input.length}D instead`, {
        fields: { input },
      });
    },
  }),
  Dropout: dropout(),
  Dropout1d: dropout(1),
  Dropout2d: dropout(),
  Dropout3d: dropout(),
  AlphaDropout: dropout(),
  FeatureAlphaDropout: dropout(),
};
