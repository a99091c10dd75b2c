/** @file What a call throws, as PyTorch would name and word it. */

import { AtrousError } from '../src/errors.js';
import '../src/ops/methods.js';

/** `RuntimeError: text`; `nothing` if it throws nothing. Our own bugs pass through. */
export function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return `${error.pythonType}: ${error.torchMessage}`;
    throw error;
  }
  return 'nothing';
}
