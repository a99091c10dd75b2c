/** @file The error that a call throws, whole: PyTorch's type and text, and the hint under it. */

import { AtrousError } from '../src/errors.js';

/** Our own bugs pass through, and so does a call that throws nothing. */
export function thrown(run: () => unknown): AtrousError {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
