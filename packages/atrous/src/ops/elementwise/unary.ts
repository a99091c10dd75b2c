/** @file Functions of one element. */

import { differentiable } from '../../autograd/index.js';
import { DTypeError } from '../../errors.js';
import { isFloatingPoint, type DType } from '../../tensor/dtype.js';
import { cast } from '../../tensor/cast.js';
import { zerosLike } from '../../tensor/create.js';
import { numbers } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { byKernel, type KernelCall } from '../engine.js';
import { notImplemented } from '../not-implemented.js';
import { div, mul, pow } from './arithmetic.js';
import { finish, workspace } from './binary.js';
import { gated } from './gated.js';
import { each, type Loop, type SlopeLoop } from './loops.js';

/** The loop over all elements, stored as `dtype`; by an engine, if it knows the call. */
export function map(loop: Loop, t: Tensor, dtype: DType, call?: KernelCall): Tensor {
  const quick = byKernel(call, t.shape, t);
  if (quick) return quick;
  const x = numbers(t);
  const out = workspace(dtype, x.length);
  loop(x, out);
  return finish(out, t.shape, dtype);
}

/** The loop in floating point: integers and bools become float32. */
function mapFloat(name: string, loop: Loop, t: Tensor): Tensor {
  checkCall(name.toLowerCase(), { input: t });
  const x = isFloatingPoint(t.dtype) ? t : cast(t, 'float32');
  return map(loop, x, x.dtype, { name });
}

/** The gradient of a function of one element, of the gradient of its result and what was saved. */
type Slope = (grad: Tensor, saved: Tensor) => Tensor;

/** With a gradient that reads the input. */
function fromInput(name: string, input: Tensor, output: Tensor, slope: Slope): Tensor {
  return differentiable(name, [input], output, (grad, [x]) => [slope(grad, x!)], [input]);
}

/** In floating point, with a gradient that reads the input. */
const ofInput = (name: string, loop: Loop, input: Tensor, slope: Slope): Tensor =>
  fromInput(name, input, mapFloat(name, loop, input), slope);

/** In floating point, with a gradient that reads the output. */
function ofOutput(name: string, loop: Loop, input: Tensor, slope: Slope): Tensor {
  const output = mapFloat(name, loop, input);
  return differentiable(name, [input], output, (grad, [y]) => [slope(grad, y!)], [output]);
}

/** With steps and nothing between: the gradient is 0. */
function flat(name: string, input: Tensor, output: Tensor): Tensor {
  return differentiable(name, [input], output, (grad) => [zerosLike(grad)]);
}

/** One of the roundings, which PyTorch has no code of for bools. */
function stepped(name: string, f: (x: number) => number, input: Tensor): Tensor {
  const callee = name.toLowerCase();
  checkCall(callee, { input });
  if (input.dtype === 'bool') throw notImplemented(`${callee}_vml_cpu`, 'bool');
  return flat(name, input, map(each(f), input, input.dtype));
}

const negated: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = -x[i]!;
};

/** −x. */
export function neg(input: Tensor): Tensor {
  checkCall('neg', { input });
  if (input.dtype === 'bool')
    throw new DTypeError(
      'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
      { hint: 'Use `logicalNot()`.' },
    );
  return differentiable('Neg', [input], map(negated, input, input.dtype, { name: 'Neg' }), (grad) => [neg(grad)]);
}

/** −1, 0 or 1; 0 for NaN. */
const signs: Loop = each((x) => Number(x > 0) - Number(x < 0));

const magnitudes: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = Math.abs(x[i]!);
};

const withSign: SlopeLoop = (g, x, y) => {
  for (let i = 0; i < g.length; i++) y[i] = x[i]! > 0 ? g[i]! : x[i]! < 0 ? -g[i]! : 0;
};

/** |x|; its gradient at 0 is 0. */
export function abs(input: Tensor): Tensor {
  checkCall('abs', { input });
  if (input.dtype === 'bool') throw notImplemented('abs_cpu', 'bool');
  return fromInput('Abs', input, map(magnitudes, input, input.dtype, { name: 'Abs' }), (grad, x) =>
    gated(grad, x, withSign, { name: 'AbsBackward' }),
  );
}

/** −1, 0 or 1; 0 for NaN. */
export function sign(input: Tensor): Tensor {
  checkCall('sign', { input });
  return flat('Sign', input, map(signs, input, input.dtype));
}

/** The largest integer that is not above x. */
export function floor(input: Tensor): Tensor {
  return stepped('Floor', Math.floor, input);
}

/** The smallest integer that is not below x. */
export function ceil(input: Tensor): Tensor {
  return stepped('Ceil', Math.ceil, input);
}

/** x without its fraction. */
export function trunc(input: Tensor): Tensor {
  return stepped('Trunc', Math.trunc, input);
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
  return stepped('Round', nearestEven, input);
}

const squares: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = x[i]! * x[i]!;
};

/** x². */
export function square(input: Tensor): Tensor {
  checkCall('square', { input });
  if (input.dtype === 'bool') return square(cast(input, 'int64'));
  const loop = input.dtype === 'int32' ? each((x) => Math.imul(x, x)) : squares;
  const output = map(loop, input, input.dtype, { name: 'Square' });
  return fromInput('Pow', input, output, (grad, x) => mul(grad, mul(x, 2)));
}

const powers: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]!);
};

/** eˣ. */
export function exp(input: Tensor): Tensor {
  return ofOutput('Exp', powers, input, mul);
}

/** The natural logarithm. */
export function log(input: Tensor): Tensor {
  return ofInput('Log', each(Math.log), input, div);
}

const roots: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = Math.sqrt(x[i]!);
};

/** √x. */
export function sqrt(input: Tensor): Tensor {
  return ofOutput('Sqrt', roots, input, (grad, y) => div(grad, mul(y, 2)));
}

/** 1 / √x. */
export function rsqrt(input: Tensor): Tensor {
  const loop = each((x) => 1 / Math.sqrt(x));
  return ofOutput('Rsqrt', loop, input, (grad, y) => mul(mul(grad, -0.5), pow(y, 3)));
}

/** 1 / x. */
export function reciprocal(input: Tensor): Tensor {
  const loop = each((x) => 1 / x);
  return ofOutput('Reciprocal', loop, input, (grad, y) => neg(mul(grad, square(y))));
}

/** The sine of x radians. */
export function sin(input: Tensor): Tensor {
  return ofInput('Sin', each(Math.sin), input, (grad, x) => mul(grad, cos(x)));
}

/** The cosine of x radians. */
export function cos(input: Tensor): Tensor {
  return ofInput('Cos', each(Math.cos), input, (grad, x) => neg(mul(grad, sin(x))));
}

/** What holds of each element, as bool. */
function tested(callee: string, condition: Loop, input: Tensor): Tensor {
  checkCall(callee, { input });
  return map(condition, input, 'bool');
}

/** Whether x is NaN. */
export function isnan(input: Tensor): Tensor {
  return tested(
    'isnan',
    each((x) => Number(Number.isNaN(x))),
    input,
  );
}

/** Whether x is infinite. */
export function isinf(input: Tensor): Tensor {
  return tested(
    'isinf',
    each((x) => Number(Math.abs(x) === Infinity)),
    input,
  );
}

/** Whether x is neither infinite nor NaN. */
export function isfinite(input: Tensor): Tensor {
  return tested(
    'isfinite',
    each((x) => Number(Number.isFinite(x))),
    input,
  );
}

/** Whether x is zero. */
export function logicalNot(input: Tensor): Tensor {
  return tested(
    'logical_not',
    each((x) => Number(x === 0)),
    input,
  );
}
