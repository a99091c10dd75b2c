/** @file The operations that write into their tensor. Each raises its version and returns it. */

import { checkInPlace, differentiable } from '../../autograd/index.js';
import { ShapeError } from '../../errors.js';
import { sizeList } from '../../geometry/python.js';
import { broadcastShapes, broadcastStrides } from '../../tensor/broadcast.js';
import { cast } from '../../tensor/cast.js';
import { zerosLike } from '../../tensor/create.js';
import { cannotCast, isFloat, type DType } from '../../tensor/dtype.js';
import { cells, encode, numbers } from '../../tensor/element.js';
import { requireTensor } from '../../tensor/operand.js';
import { checkHeld } from '../../tensor/overflow.js';
import { kindOf } from '../../tensor/promote.js';
import { copyStrided } from '../../tensor/strides.js';
import type { Tensor } from '../../tensor/tensor.js';
import { recordInPlace } from '../in-place.js';
import { fit, formOf } from '../reduce/sum-to.js';
import {
  add,
  addRule,
  type AlphaOptions,
  div,
  type DivOptions,
  divRule,
  mul,
  mulRule,
  type Rule,
  sub,
  subRule,
} from './arithmetic.js';
import { combine, combineInto, operand, type Operand, tensorOf } from './binary.js';
import { clamp, type ClampOptions } from './clamp.js';

/** A tensor keeps its own dtype, and takes results of its kind or a lower one. */
function checkKeeps(own: DType, result: DType, spelling: 'scalar' | 'cpp' = 'scalar'): void {
  if (kindOf(result) > kindOf(own)) throw cannotCast(result, own, spelling);
}

/** A tensor keeps its own shape. */
function checkFits(own: readonly number[], other: readonly number[]): void {
  const shape = broadcastShapes(own, other);
  if (shape.length === own.length && shape.every((size, d) => size === own[d])) return;
  throw new ShapeError(`output with shape ${sizeList(own)} doesn't match the broadcast shape ${sizeList(shape)}`, {
    fields: { own: [...own], broadcast: shape },
  });
}

/** Writes a tensor of any dtype over `input`, broadcast. */
export function overwrite(input: Tensor, source: Tensor): Tensor {
  checkFits(input.shape, source.shape);
  const own = cast(source, input.dtype);
  const full =
    own.numel() === input.numel() ? own : copyStrided(own, input.shape, broadcastStrides(own.shape, input.shape));
  (input.storage.array as { set(values: unknown): void }).set(full.storage.array);
  return input.touch();
}

/** An operation that makes a new tensor of two. */
type Pure = (input: Tensor, other: Operand) => Tensor;

/** Runs a rule and keeps its result in `input`, without another array where the types allow it. */
function assign(input: Tensor, other: Operand, { loop, dtype }: Rule, pure: Pure): Tensor {
  if (typeof other !== 'number') checkFits(input.shape, other.shape);
  checkKeeps(input.dtype, dtype);
  if (recordInPlace(input, [tensorOf(other)], (before) => pure(before, other))) return input;
  if (input.dtype !== dtype || !isFloat(dtype)) return overwrite(input, combine(loop, input, other, dtype));
  combineInto(numbers(input), input.shape, loop, input, operand(other, dtype));
  return input.touch();
}

/** input ← input + alpha·other. */
export function add_(input: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  return assign(input, other, addRule(input, other, options), (a, b) => add(a, b, options));
}

/** input ← input − alpha·other. */
export function sub_(input: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  return assign(input, other, subRule(input, other, options), (a, b) => sub(a, b, options));
}

/** input ← input · other. */
export function mul_(input: Tensor, other: Operand): Tensor {
  return assign(input, other, mulRule(input, other), mul);
}

/** input ← input / other. */
export function div_(input: Tensor, other: Operand, options?: DivOptions): Tensor {
  return assign(input, other, divRule(input, other, options), (a, b) => div(a, b, options));
}

/** Limits the values to a range. */
export function clamp_(input: Tensor, options?: ClampOptions): Tensor {
  if (recordInPlace(input, [], (before) => clamp(before, options))) return input;
  const limited = clamp(input, options);
  checkKeeps(input.dtype, limited.dtype, 'cpp');
  return overwrite(input, limited);
}

/** One value everywhere; no gradient passes. */
export function fill_(input: Tensor, value: number | boolean): Tensor {
  checkHeld(input.dtype, Number(value), 'cpp');
  return forgetting('Fill', input, () => {
    const raw = encode(input.dtype, Number(value));
    const own = cells(input);
    for (let i = 0; i < own.length; i++) own[i] = raw;
    input.touch();
  });
}

/** Zero everywhere; no gradient passes. */
export function zero_(input: Tensor): Tensor {
  return fill_(input, 0);
}

/** Lets `write` put values into `input` that do not depend on what it held. */
export function forgetting(name: string, input: Tensor, write: () => void): Tensor {
  checkInPlace(input);
  write();
  return differentiable(name, [input], input, (grad) => [zerosLike(grad)]);
}

/** The values of another tensor, broadcast and converted; the gradient goes to that one. */
export function copy_(input: Tensor, source: Tensor): Tensor {
  requireTensor('copy_', 'other', 1, source);
  checkInPlace(input, [source]);
  const form = formOf(source);
  overwrite(input, source);
  return differentiable('Copy', [input, source], input, (grad, _, needs) => [
    needs[0] ? zerosLike(grad) : null,
    needs[1] ? fit(grad, form) : null,
  ]);
}
