/** @file Functions of one element. */

import { DTypeError } from '../../errors.js';
import { isFloatingPoint, type DType } from '../../tensor/dtype.js';
import { cast } from '../../tensor/cast.js';
import { numbers } from '../../tensor/element.js';
import type { Tensor } from '../../tensor/tensor.js';
import { finish, workspace } from './binary.js';

/** The value of one element in double precision; the caller rounds. */
type Apply = (x: number) => number;

/** f of every element, stored as `dtype`. */
export function map(f: Apply, t: Tensor, dtype: DType): Tensor {
  const x = numbers(t);
  const out = workspace(dtype, x.length);
  for (let i = 0; i < x.length; i++) out[i] = f(x[i]!);
  return finish(out, t.shape, dtype);
}

/** f in floating point: integers and bools become float32. */
function mapFloat(f: Apply, t: Tensor): Tensor {
  const x = isFloatingPoint(t.dtype) ? t : cast(t, 'float32');
  return map(f, x, x.dtype);
}

/** −x. */
export function neg(input: Tensor): Tensor {
  if (input.dtype === 'bool')
    throw new DTypeError(
      'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
      { hint: 'Use `logicalNot()`.' },
    );
  return map((x) => -x, input, input.dtype);
}

/** |x|. */
export function abs(input: Tensor): Tensor {
  return map(Math.abs, input, input.dtype);
}

/** −1, 0 or 1; 0 for NaN. */
export function sign(input: Tensor): Tensor {
  return map((x) => Number(x > 0) - Number(x < 0), input, input.dtype);
}

/** The largest integer that is not above x. */
export function floor(input: Tensor): Tensor {
  return map(Math.floor, input, input.dtype);
}

/** The smallest integer that is not below x. */
export function ceil(input: Tensor): Tensor {
  return map(Math.ceil, input, input.dtype);
}

/** x without its fraction. */
export function trunc(input: Tensor): Tensor {
  return map(Math.trunc, input, input.dtype);
}

/** The nearest integer; of two equally near, the even one. −0 keeps its sign. */
function nearestEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : Math.ceil(x);
  return floor % 2 === 0 ? floor : Math.ceil(x);
}

/** The nearest integer; of two equally near, the even one. */
export function round(input: Tensor): Tensor {
  return map(nearestEven, input, input.dtype);
}

/** x². */
export function square(input: Tensor): Tensor {
  return map(input.dtype === 'int32' ? (x) => Math.imul(x, x) : (x) => x * x, input, input.dtype);
}

/** eˣ. */
export function exp(input: Tensor): Tensor {
  return mapFloat(Math.exp, input);
}

/** The natural logarithm. */
export function log(input: Tensor): Tensor {
  return mapFloat(Math.log, input);
}

/** √x. */
export function sqrt(input: Tensor): Tensor {
  return mapFloat(Math.sqrt, input);
}

/** 1 / √x. */
export function rsqrt(input: Tensor): Tensor {
  return mapFloat((x) => 1 / Math.sqrt(x), input);
}

/** 1 / x. */
export function reciprocal(input: Tensor): Tensor {
  return mapFloat((x) => 1 / x, input);
}

/** The sine of x radians. */
export function sin(input: Tensor): Tensor {
  return mapFloat(Math.sin, input);
}

/** The cosine of x radians. */
export function cos(input: Tensor): Tensor {
  return mapFloat(Math.cos, input);
}

/** Whether x is NaN. */
export function isnan(input: Tensor): Tensor {
  return map((x) => Number(Number.isNaN(x)), input, 'bool');
}

/** Whether x is infinite. */
export function isinf(input: Tensor): Tensor {
  return map((x) => Number(Math.abs(x) === Infinity), input, 'bool');
}

/** Whether x is neither infinite nor NaN. */
export function isfinite(input: Tensor): Tensor {
  return map((x) => Number(Number.isFinite(x)), input, 'bool');
}

/** Whether x is zero. */
export function logicalNot(input: Tensor): Tensor {
  return map((x) => Number(x === 0), input, 'bool');
}
