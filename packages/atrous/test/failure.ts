/** @file What a call throws, as PyTorch would name and word it. */

import { AtrousError } from '../src/errors.js';
import '../src/ops/methods.js';

function caught(run: () => unknown): AtrousError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  return undefined;
}

/** The error whole, with its hint. Our own bugs pass through; it is an error that nothing is thrown. */
export function thrown(run: () => unknown): AtrousError {
  const error = caught(run);
  if (error === undefined) throw new Error('nothing was thrown');
  return error;
}

/** `RuntimeError: text`; `nothing` if it throws nothing. Our own bugs pass through. */
export function failure(run: () => unknown): string {
  const error = caught(run);
  return error === undefined ? 'nothing' : `${error.pythonType}: ${error.torchMessage}`;
}
