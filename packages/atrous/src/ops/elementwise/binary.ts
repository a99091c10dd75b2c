/** @file Two operands, element by element: promotion, broadcasting, and one loop. */

import { NotSupportedError, runtimeError } from '../../errors.js';
import { broadcastShapes, broadcastStrides } from '../../tensor/broadcast.js';
import type { DType } from '../../tensor/dtype.js';
import { cast } from '../../tensor/cast.js';
import { allocate, fromNumbers, numbers, type NumberArray } from '../../tensor/element.js';
import { eachRow } from '../../tensor/strides.js';
import { numel, Tensor } from '../../tensor/tensor.js';
import { byKernel } from '../engine.js';
import { type PairLoop, runPair } from './loops.js';

/** A tensor or a plain number, which counts as a scalar of no dimensions. */
export type Operand = Tensor | number;

/** The operand, unless it is a plain number, which has no history. */
export function tensorOf(value: Operand): Tensor | null {
  return typeof value === 'number' ? null : value;
}

/** The tensors among operands. */
export function tensorsOf(...operands: readonly Operand[]): Tensor[] {
  return operands.filter((operand) => typeof operand !== 'number');
}

/** What C++ calls the integer types whose range a plain number has to keep; unsigned ones take negatives, wrapped. */
const LIMITS: Partial<Record<DType, readonly [name: string, low: number, high: number]>> = {
  uint8: ['uint8_t', -255, 255],
  int32: ['int', -(2 ** 31), 2 ** 31 - 1],
};

/**
 * An operand in the dtype that the computation runs in; a plain number is a scalar of no dimensions.
 *
 * @throws ArgumentError for a number that an integer type cannot hold
 */
export function operand(value: Operand, common: DType): Tensor {
  if (typeof value !== 'number') return cast(value, common);
  const limits = LIMITS[common];
  if (limits !== undefined && !(value >= limits[1] && value <= limits[2]))
    throw runtimeError(`value cannot be converted to type ${limits[0]} without overflow`, {
      fields: { value, dtype: common },
    });
  return cast(new Tensor(Float64Array.of(value), [], 'float64'), common);
}

/** The array to compute a result of this dtype in: 16-bit floats in float32, int64 in float64. */
export function workspace(dtype: DType, length: number): NumberArray {
  if (dtype === 'float16' || dtype === 'bfloat16') return new Float32Array(length);
  if (dtype === 'int64') return new Float64Array(length);
  return allocate(dtype, length) as NumberArray;
}

/** Refuses int64 results that a double does not hold exactly. */
function checkExact(values: NumberArray, dtype: DType): void {
  if (dtype !== 'int64') return;
  for (const value of values)
    if (!Number.isSafeInteger(value))
      throw new NotSupportedError(`an int64 result of ${value} is beyond 2**53 and cannot be computed exactly`, {
        hint: "Convert to float64 first: x.to('float64').",
        fields: { value },
      });
}

/** The tensor of a workspace's values. */
export function finish(values: NumberArray, shape: readonly number[], dtype: DType): Tensor {
  checkExact(values, dtype);
  return dtype === 'bool' ? new Tensor(values, shape, dtype) : fromNumbers(values, shape, dtype);
}

/** Runs the loop over the broadcast operands into `out`, whose shape is theirs; `out` may be one of them. */
export function combineInto(out: NumberArray, shape: readonly number[], loop: PairLoop, a: Tensor, b: Tensor): void {
  const [x, y] = [numbers(a), numbers(b)];
  eachRow(shape, [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)], (start, length, at, steps) =>
    runPair(loop, out, start, start + length, x, at[0]!, steps[0]!, y, at[1]!, steps[1]!),
  );
}

/** The first operand, and as many numbers or one, by an engine. */
function quickly(kernel: string | undefined, shape: readonly number[], x: Tensor, y: Tensor): Tensor | undefined {
  if (kernel === undefined || y.dtype !== 'float32') return undefined;
  if (y.numel() === x.numel()) return byKernel({ name: kernel }, shape, x, y);
  return y.numel() === 1 ? byKernel({ name: `${kernel}With`, constants: [numbers(y)[0]!] }, shape, x) : undefined;
}

/**
 * The loop over the broadcast operands, computed from values of `common` and stored as `dtype`. For bool it gives 0 or 1.
 *
 * @throws ShapeError if the shapes do not broadcast
 */
export function combine(loop: PairLoop, a: Operand, b: Operand, common: DType, dtype: DType = common): Tensor {
  const [x, y] = [operand(a, common), operand(b, common)];
  const shape = broadcastShapes(x.shape, y.shape);
  const count = numel(shape);
  const quick = x.numel() === count && quickly(loop.kernel, shape, x, y);
  if (quick) return quick;
  const out = workspace(dtype, count);
  combineInto(out, shape, loop, x, y);
  return finish(out, shape, dtype);
}
