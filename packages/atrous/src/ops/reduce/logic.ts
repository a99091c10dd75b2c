/** @file Whether all, or any, elements are not zero. */

import type { DType } from '../../tensor/dtype.js';
import { fromNumbers, type NumberArray } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { rowsOf, type Dims, type KeepDimOptions } from './rows.js';

/** Whether x[start] … x[end − 1] has an element that is (`zero`), or is not, zero. */
function some(x: NumberArray, start: number, end: number, zero: boolean): boolean {
  for (let i = start; i < end; i++) if ((x[i] === 0) === zero) return true;
  return false;
}

/** `uint8` stays what it is, every other type answers in bool. */
const answerDType = (dtype: DType): DType => (dtype === 'uint8' ? 'uint8' : 'bool');

/** `all` looks for a zero, and holds where there is none; `any` looks for something else, and holds where it is. */
function test(input: Tensor, dim: Dims, keepdim: boolean | undefined, zero: boolean): Tensor {
  const { values, rows, length, shape } = rowsOf(input, dim, keepdim);
  const out = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) out[i] = Number(some(values, i * length, (i + 1) * length, zero) !== zero);
  return fromNumbers(out, shape, answerDType(input.dtype));
}

/** Whether no element over the given dimensions (default all) is zero; true of nothing. */
export function all(input: Tensor, dim?: Dims, options: KeepDimOptions = {}): Tensor {
  checkCall('all', { input }, options, ['keepdim']);
  return test(input, dim, options.keepdim, true);
}

/** Whether some element over the given dimensions (default all) is not zero; false of nothing. */
export function any(input: Tensor, dim?: Dims, options: KeepDimOptions = {}): Tensor {
  checkCall('any', { input }, options, ['keepdim']);
  return test(input, dim, options.keepdim, false);
}
