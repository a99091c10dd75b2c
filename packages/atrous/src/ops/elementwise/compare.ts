/** @file Comparisons and logic, element by element: bool tensors. */

import { resultType } from '../../tensor/promote.js';
import type { Tensor } from '../../tensor/tensor.js';
import { combine, type Combine, type Operand } from './binary.js';

/** Compares in the dtype that both promote to. */
function compare(f: Combine, input: Tensor, other: Operand): Tensor {
  return combine(f, input, other, resultType([input, other]), 'bool');
}

/** input = other. */
export function eq(input: Tensor, other: Operand): Tensor {
  return compare((x, y) => Number(x === y), input, other);
}

/** input ≠ other. */
export function ne(input: Tensor, other: Operand): Tensor {
  return compare((x, y) => Number(x !== y), input, other);
}

/** input < other. */
export function lt(input: Tensor, other: Operand): Tensor {
  return compare((x, y) => Number(x < y), input, other);
}

/** input ≤ other. */
export function le(input: Tensor, other: Operand): Tensor {
  return compare((x, y) => Number(x <= y), input, other);
}

/** input > other. */
export function gt(input: Tensor, other: Operand): Tensor {
  return compare((x, y) => Number(x > y), input, other);
}

/** input ≥ other. */
export function ge(input: Tensor, other: Operand): Tensor {
  return compare((x, y) => Number(x >= y), input, other);
}

/** Whether both are not zero. */
export function logicalAnd(input: Tensor, other: Tensor): Tensor {
  return compare((x, y) => Number(x !== 0 && y !== 0), input, other);
}

/** Whether one of both is not zero. */
export function logicalOr(input: Tensor, other: Tensor): Tensor {
  return compare((x, y) => Number(x !== 0 || y !== 0), input, other);
}
