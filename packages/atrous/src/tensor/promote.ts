/**
 * @file The dtype of a result from those of its operands, as PyTorch promotes.
 *
 * @see https://docs.pytorch.org/docs/2.13/tensor_attributes.html#type-promotion-doc
 */

import { isFloatingPoint, type DType } from './dtype.js';
import { wrongType } from './operand.js';
import { isTensor } from './value-options.js';
import type { Tensor } from './tensor.js';

/** From narrow to wide within one kind; the two 16-bit types, of which neither holds the other, meet in float32. */
const ORDER: readonly DType[] = ['bool', 'uint8', 'int32', 'int64', 'float16', 'bfloat16', 'float32', 'float64'];

/** 0 for bool, 1 for integers, 2 for floats. */
export function kindOf(dtype: DType): 0 | 1 | 2 {
  if (dtype === 'bool') return 0;
  return isFloatingPoint(dtype) ? 2 : 1;
}

/** The narrowest dtype that holds both. */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  const [low, high] = ORDER.indexOf(a) < ORDER.indexOf(b) ? [a, b] : [b, a];
  return low === 'float16' && high === 'bfloat16' ? 'float32' : high;
}

/** What a plain number counts as: an integer, or else the default float. */
function numberDType(value: number): DType {
  return Number.isInteger(value) ? 'int64' : 'float32';
}

/** `low` widens `high` only if it is of a higher kind. */
function outrank(high: DType | undefined, low: DType | undefined): DType | undefined {
  if (high === undefined || low === undefined) return high ?? low;
  return kindOf(high) >= kindOf(low) ? high : promote(high, low);
}

/**
 * The dtype in which operands are computed with each other.
 *
 * Tensors with dimensions decide; scalar tensors, and after them plain numbers, only where they are of a higher kind
 * (an int32 tensor plus 0.5 is float32). A whole number counts as an integer, JavaScript having no 2.0.
 *
 * @throws ArgumentError (Python's TypeError) for what is neither
 */
export function resultType(operands: readonly (Tensor | number)[]): DType {
  let dimensioned: DType | undefined;
  let scalar: DType | undefined;
  let plain: DType | undefined;
  for (const operand of operands) {
    if (typeof operand === 'number') {
      const dtype = numberDType(operand);
      plain = plain === undefined ? dtype : promote(plain, dtype);
    } else if (!isTensor(operand)) {
      throw wrongType('argument must be Tensor or Number, not ', operand);
    } else if (operand.dim() > 0) {
      dimensioned = dimensioned === undefined ? operand.dtype : promote(dimensioned, operand.dtype);
    } else {
      scalar = scalar === undefined ? operand.dtype : promote(scalar, operand.dtype);
    }
  }
  return outrank(outrank(dimensioned, scalar), plain)!;
}
