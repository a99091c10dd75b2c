/** @file Sums, products, quotients and powers of tensors. */

import { differentiable } from '../../autograd/index.js';
import { DTypeError, NotSupportedError, runtimeError } from '../../errors.js';
import { checkOptions } from '../../geometry/options.js';
import type { DType } from '../../tensor/dtype.js';
import { checkCall } from '../../tensor/operand.js';
import { kindOf, resultType } from '../../tensor/promote.js';
import type { Tensor } from '../../tensor/tensor.js';
import { notImplemented } from '../not-implemented.js';
import { combine, type Operand, tensorOf, tensorsOf } from './binary.js';
import { gt, lt } from './compare.js';
import {
  crossed,
  divGradient,
  extremeGradient,
  flatGradient,
  mulGradient,
  powGradient,
  powGradients,
  sumGradient,
} from './gradient.js';
import { eachPair, withKernel, type PairLoop, product, quotient, scaledSum } from './loops.js';

export interface AlphaOptions {
  /** Factor of the second operand; default 1. */
  readonly alpha?: number;
}

export interface DivOptions {
  /** `'trunc'` rounds quotients towards zero, `'floor'` down, as integers stay integers; default: true division. */
  readonly roundingMode?: 'trunc' | 'floor' | null;
}

/** A loop and the dtype it computes in, for given operands. */
export interface Rule {
  readonly loop: PairLoop;
  readonly dtype: DType;
}

/** The value of one element from those of the operands. */
type Combine = (a: number, b: number) => number;

/** a + alpha·b; of bools, or. */
export function addRule(a: Operand, b: Operand, options: AlphaOptions = {}): Rule {
  checkOptions('add', options, ['alpha']);
  const { alpha = 1 } = options;
  const dtype = resultType([a, b]);
  checkAlpha(alpha, dtype);
  if (dtype === 'bool') return { loop: eachPair((x, y) => Math.max(x, y * alpha)), dtype };
  return { loop: scaledSum(alpha), dtype };
}

/** @throws DTypeError where a tensor of bools is subtracted, or something from it */
function checkSubtracts(a: Operand, b: Operand): void {
  const bools = [a, b].filter((x) => typeof x !== 'number' && x.dtype === 'bool').length;
  if (bools === 0) return;
  throw new DTypeError(
    bools === 2
      ? 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
      : 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
    { hint: 'Use `logicalNot()`, `ne()`, or convert to int32.' },
  );
}

/** a − alpha·b. */
export function subRule(a: Operand, b: Operand, options: AlphaOptions = {}): Rule {
  checkOptions('sub', options, ['alpha']);
  const { alpha = 1 } = options;
  const dtype = resultType([a, b]);
  checkSubtracts(a, b);
  checkAlpha(alpha, dtype);
  return { loop: scaledSum(-alpha), dtype };
}

function checkAlpha(alpha: number, dtype: DType): void {
  if (dtype === 'bool' && alpha !== 1 && alpha !== 0)
    throw runtimeError('Boolean alpha only supported for Boolean results.', {
      hint: 'For bool tensors alpha is 0 or 1.',
      fields: { alpha },
    });
  if (kindOf(dtype) < 2 && !Number.isInteger(alpha))
    throw runtimeError('For integral input tensors, argument alpha must not be a floating point number.', {
      fields: { alpha, dtype },
    });
}

/** a·b; of bools, and. Int32 products wrap around exactly. */
export function mulRule(a: Operand, b: Operand): Rule {
  const dtype = resultType([a, b]);
  return { loop: dtype === 'int32' ? eachPair(Math.imul) : product, dtype };
}

function checkDivisor(y: number): void {
  if (y === 0) throw runtimeError('ZeroDivisionError');
}

const truncated: Combine = (x, y) => Math.trunc(x / y);

/** ⌊x / y⌋ by way of the remainder, which is exact where the quotient is not; IEEE's answer for y = 0. */
const floored: Combine = (x, y) => {
  if (y === 0) return x / y;
  const rest = x % y;
  const quotient = (x - rest) / y - (rest !== 0 && y < 0 !== rest < 0 ? 1 : 0);
  if (quotient === 0) return Object.is(x / y, -0) || x / y < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
};

/** a / b. Integers divide to float32, unless a rounding mode keeps them integers. */
export function divRule(a: Operand, b: Operand, options: DivOptions = {}): Rule {
  checkOptions('div', options, ['roundingMode']);
  const mode = options.roundingMode ?? null;
  const dtype = resultType([a, b]);
  if (mode === null) return { loop: quotient, dtype: kindOf(dtype) === 2 ? dtype : 'float32' };
  if (mode !== 'trunc' && mode !== 'floor')
    throw runtimeError(
      `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${mode as string}'`,
      { fields: { roundingMode: mode } },
    );
  const f = mode === 'trunc' ? truncated : floored;
  if (kindOf(dtype) === 2) return { loop: eachPair(f), dtype };
  if (dtype === 'bool') throw notImplemented(`div_${mode}_cpu`, dtype);
  const whole: Combine = (x, y) => {
    checkDivisor(y);
    return f(x, y);
  };
  return { loop: eachPair(whole), dtype };
}

/** C's `pow`, which unlike JavaScript's takes 1 to any power, and −1 to an infinite one, to be 1. */
const power: Combine = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);

/** Powers whose short form is also more exact: squares, and roots, which unlike x ** 0.5 are NaN for −∞. */
function powerBy(exponent: Operand): Combine {
  if (exponent === 2) return (x) => x * x;
  return exponent === 0.5 ? (x) => Math.sqrt(x) : power;
}

const wholePower: Combine = (x, y) => {
  if (y < 0)
    throw runtimeError('Integers to negative integer powers are not allowed.', {
      hint: "Convert to a float first: x.to('float32').",
    });
  return x ** y;
};

/** a to the power of b. Integer powers beyond 2⁵³ would wrap to other digits than PyTorch's, and are refused. */
function powRule(a: Operand, b: Operand): Rule {
  const dtype = resultType([a, b]);
  if (kindOf(dtype) === 2) return { loop: withKernel('power', eachPair(powerBy(b))), dtype };
  return { loop: eachPair(dtype === 'bool' ? power : exactWhole(wholePower)), dtype };
}

/** Refuses integers beyond 2⁵³. */
const exactWhole =
  (f: Combine): Combine =>
  (x, y) => {
    const value = f(x, y);
    if (!Number.isSafeInteger(value))
      throw new NotSupportedError(`an integer power of ${value} is beyond 2**53 and cannot be computed exactly`, {
        hint: "Convert to float64 first: x.to('float64').",
        fields: { value },
      });
    return value;
  };

/** The larger of both; NaN wins. */
function maximumRule(a: Operand, b: Operand): Rule {
  return { loop: withKernel('maximum', eachPair(Math.max)), dtype: resultType([a, b]) };
}

/** The smaller of both; NaN wins. */
function minimumRule(a: Operand, b: Operand): Rule {
  return { loop: withKernel('minimum', eachPair(Math.min)), dtype: resultType([a, b]) };
}

/** Runs a rule on its operands. */
function run({ loop, dtype }: Rule, a: Operand, b: Operand): Tensor {
  return combine(loop, a, b, dtype);
}

/** input + alpha·other. */
export function add(input: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  const output = run(addRule(input, other, options), input, other);
  return differentiable('Add', tensorsOf(input, other), output, sumGradient(input, other, options?.alpha ?? 1));
}

/** input − alpha·other. */
export function sub(input: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  const output = run(subRule(input, other, options), input, other);
  return differentiable('Sub', tensorsOf(input, other), output, sumGradient(input, other, -(options?.alpha ?? 1)));
}

/** input · other, element by element. */
export function mul(input: Tensor, other: Operand): Tensor {
  const output = run(mulRule(input, other), input, other);
  return differentiable('Mul', tensorsOf(input, other), output, mulGradient(input, other), crossed(input, other));
}

/** input / other; with `roundingMode` rounded (and without slope). Integers divide to float32. */
export function div(input: Tensor, other: Operand, options?: DivOptions): Tensor {
  const output = run(divRule(input, other, options), input, other);
  if (options?.roundingMode) return differentiable('Div', tensorsOf(input, other), output, flatGradient(input, other));
  const saved = typeof other !== 'number' && other.requiresGrad ? [other, input] : tensorsOf(other);
  return differentiable('Div', tensorsOf(input, other), output, divGradient(input, other), saved);
}

/** input to the power of exponent; one of the two may be a plain number. */
export function pow(input: Operand, exponent: Operand): Tensor {
  const output = run(powRule(input, exponent), input, exponent);
  if (typeof exponent === 'number')
    return differentiable('Pow', tensorsOf(input), output, powGradient(exponent), tensorsOf(input));
  const rule = powGradients(input, exponent);
  return differentiable('PowBackward1', [tensorOf(input), exponent], output, rule, [
    exponent,
    output,
    ...tensorsOf(input),
  ]);
}

/** The larger of both, element by element; NaN wins. Equal ones share the gradient. */
export function maximum(input: Tensor, other: Tensor): Tensor {
  checkCall('maximum', { input, other });
  const output = run(maximumRule(input, other), input, other);
  return differentiable('Maximum', [input, other], output, extremeGradient(input, other, lt, gt), [input, other]);
}

/** The smaller of both, element by element; NaN wins. Equal ones share the gradient. */
export function minimum(input: Tensor, other: Tensor): Tensor {
  checkCall('minimum', { input, other });
  const output = run(minimumRule(input, other), input, other);
  return differentiable('Minimum', [input, other], output, extremeGradient(input, other, gt, lt), [input, other]);
}
