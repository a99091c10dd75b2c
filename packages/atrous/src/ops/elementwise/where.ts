/** @file Choosing between two tensors. */

import { differentiable } from '../../autograd/index.js';
import { DTypeError } from '../../errors.js';
import { broadcastShapes, broadcastStrides } from '../../tensor/broadcast.js';
import { DTYPES } from '../../tensor/dtype.js';
import { cells, empty } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import { resultType } from '../../tensor/promote.js';
import { eachRow } from '../../tensor/strides.js';
import type { Tensor } from '../../tensor/tensor.js';
import { fit, formOf } from '../reduce/sum-to.js';
import { operand, type Operand, tensorOf } from './binary.js';

/**
 * `input` where the condition holds, else `other`; all three broadcast.
 *
 * @throws DTypeError if the condition is not bool (or uint8)
 */
export function where(condition: Tensor, input: Operand, other: Operand): Tensor {
  checkCall('where', { condition });
  if (condition.dtype !== 'bool' && condition.dtype !== 'uint8')
    throw new DTypeError(
      `where expected condition to be a boolean tensor, but got a tensor with dtype ${DTYPES[condition.dtype].scalar}`,
      { fields: { dtype: condition.dtype } },
    );
  const dtype = resultType([input, other]);
  const out = chosen(condition, operand(input, dtype), operand(other, dtype));
  const [formYes, formNo] = [formOf(input), formOf(other)];
  return differentiable(
    'Where',
    [tensorOf(input), tensorOf(other)],
    out,
    (grad, [mask], needs) => [
      needs[0] ? fit(where(mask!, grad, 0), formYes) : null,
      needs[1] ? fit(where(mask!, 0, grad), formNo) : null,
    ],
    [condition],
  );
}

/** Both have one dtype. The loop stands apart from the rule, which would else hold on to all arrays. */
function chosen(condition: Tensor, yes: Tensor, no: Tensor): Tensor {
  const shape = broadcastShapes(broadcastShapes(condition.shape, yes.shape), no.shape);
  const out = empty(shape, yes.dtype);
  const [to, c, a, b] = [cells(out), cells(condition), cells(yes), cells(no)];
  const strides = [condition, yes, no].map((t) => broadcastStrides(t.shape, shape));
  eachRow(shape, strides, (start, length, [atC, atA, atB], [stepC, stepA, stepB]) => {
    for (let i = 0; i < length; i++)
      to[start + i] = c[atC! + i * stepC!] === 0 ? b[atB! + i * stepB!]! : a[atA! + i * stepA!]!;
  });
  return out;
}
