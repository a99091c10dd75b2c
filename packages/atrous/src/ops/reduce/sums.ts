/** @file Sums, means, products, variances and norms, accumulated in double precision and rounded once. */

import { differentiable } from '../../autograd/index.js';
import { DTypeError, runtimeError } from '../../errors.js';
import { checkDType, DTYPES, isFloatingPoint, type DType } from '../../tensor/dtype.js';
import type { NumberArray } from '../../tensor/element.js';
import { checkCall } from '../../tensor/operand.js';
import type { Tensor } from '../../tensor/tensor.js';
import { to } from '../cast.js';
import { finish, workspace } from '../elementwise/binary.js';
import { meanGradient, normGradient, prodGradient, stdGradient, sumGradient, varGradient } from './gradient.js';
import { totals } from './totals.js';
import { type Reduction, reductionOf, rowsOf, type Dims, type KeepDimOptions } from './rows.js';

export interface SumOptions extends KeepDimOptions {
  /** Converted to before the sum, and the result's; default the input's own, int64 for integers and bool. */
  readonly dtype?: DType | null;
}

export interface VarOptions extends KeepDimOptions {
  /** Subtracted from the count in the divisor; default 1 (Bessel's), 0 for the biased variance. */
  readonly correction?: number;
}

export interface NormOptions extends KeepDimOptions {
  readonly dim?: Dims;
}

/** The result of one row: x[start] … x[end − 1]. */
type Fold = (x: NumberArray, start: number, end: number) => number;

function reduce(input: Tensor, { dims, keepdim }: Reduction, fold: Fold): Tensor {
  const { values, rows, length, shape } = rowsOf(input, dims, keepdim);
  const out = workspace(input.dtype, rows);
  for (let i = 0; i < rows; i++) out[i] = fold(values, i * length, (i + 1) * length);
  return finish(out, shape, input.dtype);
}

/** PyTorch's name of the backward of a reduction: it counts the one over given dimensions apart. */
const backwardName = (name: string, dims: Dims): string =>
  `${name}Backward${dims === null || dims === undefined ? 0 : 1}`;

const total: Fold = (x, start, end) => {
  let sum = 0;
  for (let i = start; i < end; i++) sum += x[i]!;
  return sum;
};

const product: Fold = (x, start, end) => {
  let result = 1;
  for (let i = start; i < end; i++) result *= x[i]!;
  return result;
};

const average: Fold = (x, start, end) => total(x, start, end) / (end - start);

/** Σ (x − mean)² / max(n − correction, 0), in two passes, which keeps the digits that Σ x² − n·mean² loses. */
const deviation =
  (correction: number): Fold =>
  (x, start, end) => {
    const mean = average(x, start, end);
    let sum = 0;
    for (let i = start; i < end; i++) sum += (x[i]! - mean) ** 2;
    return sum / Math.max(end - start - correction, 0);
  };

/** Integers and bool add up as int64. */
const sumDType = (dtype: DType): DType => (isFloatingPoint(dtype) ? dtype : 'int64');

/** The sum over the given dimensions (default all). Integers and bool sum to int64. */
export function sum(input: Tensor, dim?: Dims, options: SumOptions = {}): Tensor {
  checkCall('sum', { input }, options, ['keepdim', 'dtype']);
  const dtype = checkDType('sum', options.dtype ?? sumDType(input.dtype));
  const source = to(input, dtype);
  const over = reductionOf(source, dim, options.keepdim);
  return differentiable(
    backwardName('Sum', dim),
    [source],
    totals(source, over, 1) ?? reduce(source, over, total),
    sumGradient(over),
  );
}

/** The product over one dimension (default all). */
export function prod(input: Tensor, dim?: number | null, options: SumOptions = {}): Tensor {
  checkCall('prod', { input }, options, ['keepdim', 'dtype']);
  const dtype = checkDType('prod', options.dtype ?? sumDType(input.dtype));
  const source = to(input, dtype);
  const over = reductionOf(source, dim, options.keepdim);
  const output = reduce(source, over, product);
  return differentiable(backwardName('Prod', dim), [source], output, prodGradient(over), [source]);
}

/**
 * The mean over the given dimensions (default all); NaN of nothing.
 *
 * @throws DTypeError for integers and bool, unless `dtype` names a float
 */
export function mean(input: Tensor, dim?: Dims, options: SumOptions = {}): Tensor {
  checkCall('mean', { input }, options, ['keepdim', 'dtype']);
  const dtype = checkDType('mean', options.dtype ?? input.dtype);
  if (!isFloatingPoint(dtype))
    throw new DTypeError(
      `mean(): could not infer output dtype. ${options.dtype ? 'Optional' : 'Input'} dtype must be either a floating point or complex dtype. Got: ${DTYPES[dtype].scalar}`,
      { hint: "Convert it first: `x.to('float32')`.", fields: { dtype } },
    );
  const source = to(input, dtype);
  const over = reductionOf(source, dim, options.keepdim);
  const output = totals(source, over, over.length) ?? reduce(source, over, average);
  return differentiable(backwardName('Mean', dim), [source], output, meanGradient(over));
}

function checkFloat(name: string, input: Tensor): void {
  if (isFloatingPoint(input.dtype)) return;
  throw new DTypeError(`${name} only support floating point and complex dtypes`, { fields: { dtype: input.dtype } });
}

/**
 * The variance over the given dimensions (default all): Σ (x − mean)² / (n − correction).
 *
 * @throws DTypeError for integers and bool
 */
export function variance(input: Tensor, dim?: Dims, options: VarOptions = {}): Tensor {
  checkCall('var', { input }, options, ['correction', 'keepdim']);
  checkFloat('std and var', input);
  const { correction = 1, keepdim } = options;
  const over = reductionOf(input, dim, keepdim);
  const output = reduce(input, over, deviation(correction));
  return differentiable('Var', [input], output, varGradient(over, correction), [input]);
}

/**
 * The standard deviation over the given dimensions (default all): the root of the variance.
 *
 * @throws DTypeError for integers and bool
 */
export function std(input: Tensor, dim?: Dims, options: VarOptions = {}): Tensor {
  checkCall('std', { input }, options, ['correction', 'keepdim']);
  checkFloat('std and var', input);
  const { correction = 1, keepdim } = options;
  const over = reductionOf(input, dim, keepdim);
  const variance = deviation(correction);
  const output = reduce(input, over, (x, start, end) => Math.sqrt(variance(x, start, end)));
  return differentiable('Std', [input], output, stdGradient(over, correction), [input, output]);
}

/** Folds magnitudes: `end(combine(combine(first, |x₀|), |x₁|) …)`. */
const magnitudes =
  (first: number, combine: (folded: number, magnitude: number) => number, end: (folded: number) => number): Fold =>
  (x, start, stop) => {
    let folded = first;
    for (let i = start; i < stop; i++) folded = combine(folded, Math.abs(x[i]!));
    return end(folded);
  };

const same = (folded: number): number => folded;

/** The fold of one order of norm. */
function normFold(p: number): Fold {
  if (p === Infinity) return magnitudes(0, Math.max, same);
  if (p === -Infinity) return magnitudes(Infinity, Math.min, same);
  if (p === 0) return magnitudes(0, (count, m) => count + Number(m !== 0), same);
  if (p === 1) return magnitudes(0, (sum, m) => sum + m, same);
  if (p === 2) return magnitudes(0, (sum, m) => sum + m * m, Math.sqrt);
  return magnitudes(
    0,
    (sum, m) => sum + m ** p,
    (sum) => sum ** (1 / p),
  );
}

/**
 * (Σ |x|ᵖ)^(1/p) over the given dimensions (default all); ±∞ for the largest and smallest magnitude, 0 for the number
 * of elements that are not zero.
 *
 * @param p default 2, which `'fro'` says too
 * @throws DTypeError for integers and bool
 */
export function norm(input: Tensor, p: number | 'fro' = 2, options: NormOptions = {}): Tensor {
  checkCall('norm', { input }, options, ['dim', 'keepdim']);
  if (typeof p !== 'number' && p !== 'fro')
    throw runtimeError(`unsupported norm order: ${String(p)}`, { fields: { p } });
  if (!isFloatingPoint(input.dtype))
    throw new DTypeError(
      `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${DTYPES[input.dtype].scalar}`,
      { fields: { dtype: input.dtype } },
    );
  const order = p === 'fro' ? 2 : p;
  const over = reductionOf(input, options.dim, options.keepdim);
  const output = reduce(input, over, normFold(order));
  return differentiable('LinalgVectorNorm', [input], output, normGradient(over, order), [input, output]);
}
