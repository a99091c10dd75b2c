/** @file What an activation asks of its input's shape. */

import { ArgumentError } from '../errors.js';
import type { Shape } from './types.js';

/** @throws ArgumentError with PyTorch's text for an input that is neither [N, C, H, W] nor [C, H, W] */
export function checkSoftmax2dRank(input: Shape): void {
  if (input.length !== 3 && input.length !== 4)
    throw new ArgumentError(`Softmax2d: expected input to be 3D or 4D, got ${input.length}D instead`, {
      fields: { input },
    });
}
