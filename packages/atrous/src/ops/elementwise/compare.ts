/** @file Comparisons and logic, element by element: bool tensors. */

import { checkCall } from '../../tensor/operand.js';
import { resultType } from '../../tensor/promote.js';
import type { Tensor } from '../../tensor/tensor.js';
import { combine, type Operand } from './binary.js';
import { atLeast, atMost, eachPair, equal, greater, less, type PairLoop } from './loops.js';

/** Compares in the dtype that both promote to. */
function compare(loop: PairLoop, input: Tensor, other: Operand): Tensor {
  return combine(loop, input, other, resultType([input, other]), 'bool');
}

/** input = other. */
export function eq(input: Tensor, other: Operand): Tensor {
  return compare(equal, input, other);
}

/** input ≠ other. */
export function ne(input: Tensor, other: Operand): Tensor {
  return compare(
    eachPair((x, y) => Number(x !== y)),
    input,
    other,
  );
}

/** input < other. */
export function lt(input: Tensor, other: Operand): Tensor {
  return compare(less, input, other);
}

/** input ≤ other. */
export function le(input: Tensor, other: Operand): Tensor {
  return compare(atMost, input, other);
}

/** input > other. */
export function gt(input: Tensor, other: Operand): Tensor {
  return compare(greater, input, other);
}

/** input ≥ other. */
export function ge(input: Tensor, other: Operand): Tensor {
  return compare(atLeast, input, other);
}

/** Whether both are not zero. */
export function logicalAnd(input: Tensor, other: Tensor): Tensor {
  checkCall('logical_and', { input, other });
  return compare(
    eachPair((x, y) => Number(x !== 0 && y !== 0)),
    input,
    other,
  );
}

/** Whether one of both is not zero. */
export function logicalOr(input: Tensor, other: Tensor): Tensor {
  checkCall('logical_or', { input, other });
  return compare(
    eachPair((x, y) => Number(x !== 0 || y !== 0)),
    input,
    other,
  );
}
