/** @file `|actual − expected| ≤ atol + rtol·|expected|`, nan equal to nan and to nothing else. */

import { resolve, type Family, type GoldenTensor, type Summary, type TensorRef } from './files.js';

export interface Tolerance {
  readonly atol: number;
  readonly rtol: number;
}

export const EXACT: Tolerance = { atol: 0, rtol: 0 };

/** What the suite needs of the library's tensor. */
export interface ActualTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
}

const isInteger = (dtype: string): boolean => /^u?int|^bool/.test(dtype);

/** Written so that a NaN on one side alone fails. */
function close(actual: number, expected: number, { atol, rtol }: Tolerance): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  return Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
}

/** Integer results are int32 here and int64 in PyTorch: the same values in another width. */
function expectSameDtype(actual: string, expected: string, what: string): void {
  const same = actual === expected || (actual === 'int32' && expected === 'int64');
  if (!same) throw new Error(`${what}: dtype ${actual}, expected ${expected}`);
}

function expectSameShape(actual: readonly number[], expected: readonly number[], what: string): void {
  if (actual.length !== expected.length || actual.some((size, i) => size !== expected[i]))
    throw new Error(`${what}: shape [${actual.join(', ')}], expected [${expected.join(', ')}]`);
}

export function expectClose(actual: ActualTensor, expected: GoldenTensor, tolerance: Tolerance, what: string): void {
  expectSameShape(actual.shape, expected.shape, what);
  expectSameDtype(actual.dtype, expected.dtype, what);
  const bound = isInteger(expected.dtype) ? EXACT : tolerance;
  let wrong = 0;
  let first = -1;
  for (let i = 0; i < expected.values.length; i++) {
    if (close(Number(actual.data[i]), Number(expected.values[i]), bound)) continue;
    wrong++;
    if (first < 0) first = i;
  }
  if (wrong > 0)
    throw new Error(
      `${what}: ${wrong} of ${expected.values.length} elements differ, first at ${first}: ${Number(actual.data[first])}, expected ${Number(expected.values[first])}`,
    );
}

/** Number of elements of the block from `start` to the far end, visited in row-major order. */
function cropOf(actual: ActualTensor, start: readonly number[]): Float64Array {
  const sizes = actual.shape.map((size, axis) => size - start[axis]!);
  const values = new Float64Array(sizes.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    let offset = 0;
    let step = 1;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      offset += (start[axis]! + (rest % sizes[axis]!)) * step;
      rest = Math.floor(rest / sizes[axis]!);
      step *= actual.shape[axis]!;
    }
    values[i] = Number(actual.data[offset]);
  }
  return values;
}

function expectValues(actual: ArrayLike<number>, expected: GoldenTensor, tolerance: Tolerance, what: string): void {
  for (let i = 0; i < expected.values.length; i++)
    if (!close(actual[i]!, Number(expected.values[i]), tolerance))
      throw new Error(`${what}[${i}]: ${actual[i]}, expected ${Number(expected.values[i])}`);
  if (actual.length !== expected.values.length)
    throw new Error(`${what}: ${actual.length} values, expected ${expected.values.length}`);
}

/** A sum of n elements may differ by n·atol + rtol·(sum of magnitudes). */
function expectSum(
  actual: number,
  expected: number,
  count: number,
  magnitude: number,
  { atol, rtol }: Tolerance,
  what: string,
): void {
  if (!(Math.abs(actual - expected) <= count * atol + rtol * magnitude))
    throw new Error(`${what}: ${actual}, expected ${expected}`);
}

function expectSummary(
  family: Family,
  actual: ActualTensor,
  summary: Summary,
  tolerance: Tolerance,
  what: string,
): void {
  expectSameShape(actual.shape, summary.shape, what);
  const bound = isInteger(actual.dtype) ? EXACT : tolerance;
  expectValues(cropOf(actual, summary.crop.start), resolve(family, summary.crop.values), bound, `${what}, crop`);
  const samples = Float64Array.from({ length: Math.ceil(actual.data.length / summary.samples.stride) }, (_, i) =>
    Number(actual.data[i * summary.samples.stride]),
  );
  expectValues(samples, resolve(family, summary.samples.values), bound, `${what}, samples`);
  const channels = new Float64Array(actual.shape[1]!);
  const magnitudes = new Float64Array(channels.length);
  const inner = actual.shape.slice(2).reduce((a, b) => a * b, 1);
  let sum = 0;
  let magnitude = 0;
  for (let i = 0; i < actual.data.length; i++) {
    const value = Number(actual.data[i]);
    const channel = Math.floor(i / inner) % channels.length;
    sum += value;
    magnitude += Math.abs(value);
    channels[channel]! += value;
    magnitudes[channel]! += Math.abs(value);
  }
  const { abs_sum: absolute } = summary;
  expectSum(sum, summary.sum, actual.data.length, absolute ?? magnitude, bound, `${what}, sum`);
  if (absolute !== undefined)
    expectSum(magnitude, absolute, actual.data.length, absolute, bound, `${what}, sum of magnitudes`);
  if (summary.channel_sums === undefined) return;
  const expected = resolve(family, summary.channel_sums);
  for (let c = 0; c < channels.length; c++)
    expectSum(
      channels[c]!,
      Number(expected.values[c]),
      actual.data.length / channels.length,
      magnitudes[c]!,
      bound,
      `${what}, channel ${c}`,
    );
}

/** Compares a whole tensor or its summary. */
export function expectMatches(
  family: Family,
  actual: ActualTensor,
  ref: TensorRef,
  tolerance: Tolerance,
  what: string,
): void {
  if (typeof ref === 'object' && 'summary' in ref) expectSummary(family, actual, ref.summary, tolerance, what);
  else expectClose(actual, resolve(family, ref), tolerance, what);
}
