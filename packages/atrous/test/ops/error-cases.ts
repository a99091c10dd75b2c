/** @file The golden error cases of one function of an input and a weight. */

import type { Tensor } from '../../src/tensor/tensor.js';
import { failure } from '../failure.js';
import { describedInputs, type ErrorCase, errorCases, options } from './golden.js';

export type { ErrorCase };

export const functionalErrors = (op: string): ErrorCase[] => errorCases('functional', [op]);

/** `ExceptionType: text` of what the call throws, `nothing` if it throws nothing. */
export function runError(
  golden: ErrorCase,
  run: (input: Tensor, weight: Tensor, options: Record<string, unknown>) => unknown,
): string {
  const { input, weight, ...others } = describedInputs(golden);
  return failure(() => run(input!, weight!, { ...options(golden.args), ...others }));
}
