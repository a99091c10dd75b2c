/** @file What activations and dropout ask of their input's shape and of their arguments. */

import { ArgumentError } from '../errors.js';
import { requireOrdered } from './ints.js';
import { asGiven } from './python.js';
import type { Shape } from './types.js';

/** @throws ArgumentError with PyTorch's text for an input that is neither [N, C, H, W] nor [C, H, W] */
export function checkSoftmax2dRank(input: Shape): void {
  if (input.length !== 3 && input.length !== 4)
    throw new ArgumentError(`Softmax2d: expected input to be 3D or 4D, got ${input.length}D instead`, {
      fields: { input },
    });
}

/** @throws ArgumentError outside [0, 1] */
export function checkDropoutProbability(p: number = 0.5): void {
  requireOrdered('<', p);
  if (!(p >= 0 && p <= 1))
    throw new ArgumentError(`dropout probability has to be between 0 and 1, but got ${asGiven(p)}`, {
      fields: { p },
    });
}
