/** @file Unpooling: the sizes that undo a max pooling. */

import { ArgumentError, IndexError, runtimeError, ShapeError } from '../errors.js';
import { ARRAY, intArray, intList } from './ints.js';
import { product } from './product.js';
import { sizeList, tuple } from './python.js';
import type { PerAxis, Rank, Shape } from './types.js';
import { perAxis } from './window.js';

export interface UnpoolOptions {
  readonly kernelSize: PerAxis;
  /** `null` or absent means the kernel size. */
  readonly stride?: PerAxis | null | undefined;
  readonly padding?: PerAxis | undefined;
  /** The spatial sizes wanted, or the whole shape of a batched output. */
  readonly outputSize?: readonly number[] | null | undefined;
}

/** Sizes of one unpooling call; flat indices count within a plane of `output`. */
export interface UnpoolGeometry {
  readonly planes: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly shape: readonly number[];
}

interface UnpoolWindows {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
}

/** Python's `_single`, `_pair`, `_triple`: a number for every axis, a list as it is. */
function repeated(callee: string, name: string, position: number, rank: Rank, value: unknown): readonly number[] {
  const values = intList(callee, name, position, value);
  return Array.isArray(value) ? values : perAxis(values, rank);
}

function readWindows(rank: Rank, options: UnpoolOptions): UnpoolWindows {
  const callee = `max_unpool${rank}d`;
  const kernel = repeated(callee, 'kernel_size', 3, rank, options.kernelSize);
  const given = options.stride ?? null;
  const stride = given === null ? kernel : repeated(callee, 'stride', 4, rank, given);
  const padding = repeated(callee, 'padding', 5, rank, options.padding ?? 0);
  for (const [name, values] of Object.entries({ kernelSize: kernel, stride, padding }))
    if (values.length !== rank) throw lengthError(rank, name, values);
  return { kernel, stride, padding };
}

/** PyTorch reads past the end of a short list and ignores the rest of a long one; here both are refused. */
function lengthError(rank: Rank, name: string, values: readonly number[]): ArgumentError {
  return new ArgumentError(`max_unpool${rank}d: ${name} should have ${rank} elements, but got ${values.length}`, {
    hint: 'Give one number for every axis, or one per axis.',
    fields: { argument: name, value: values },
  });
}

/**
 * Spatial sizes of an unpooled input: (size − 1)·stride − 2·padding + kernel, or `outputSize` where it lies
 * strictly within one stride of that.
 *
 * @throws ArgumentError for an `outputSize` of the wrong length or out of reach
 */
export function unpoolOutput(rank: Rank, input: Shape, options: UnpoolOptions): readonly number[] {
  const { kernel, stride, padding } = readWindows(rank, options);
  if (input.length < rank)
    throw new IndexError('tuple index out of range', {
      hint: `The input is ${sizeList(input)}; it needs ${rank} spatial axes.`,
      fields: { input },
    });
  const spatial = input.slice(-rank);
  const usual = spatial.map((size, axis) => (size - 1) * stride[axis]! + kernel[axis]! - 2 * padding[axis]!);
  const wanted = options.outputSize ?? null;
  if (wanted === null) return usual;
  intArray(`max_unpool${rank}d`, 'output_size', 6, wanted, ARRAY);
  const sizes = wanted.length === rank + 2 ? wanted.slice(2) : wanted;
  if (sizes.length !== rank) throw sizeLengthError(rank, wanted);
  sizes.forEach((size, axis) => checkReach(sizes, size, axis, usual[axis]!, stride[axis]!));
  return sizes;
}

function sizeLengthError(rank: Rank, outputSize: readonly number[]): ArgumentError {
  return new ArgumentError(
    `output_size should be a sequence containing ${rank} or ${rank + 2} elements, but it has a length of '${outputSize.length}'`,
    { hint: '`outputSize` holds the spatial sizes, or the whole shape.', fields: { outputSize } },
  );
}

function checkReach(sizes: readonly number[], size: number, axis: number, usual: number, stride: number): void {
  const [low, high] = [usual - stride, usual + stride];
  if (low < size && size < high) return;
  const [smallest, most] = [low + 1, high - 1];
  throw new ArgumentError(`invalid output_size "${tuple(sizes)}" (dim ${axis} must be between ${low} and ${high})`, {
    hint: reachHint(smallest, most),
    fields: { axis, size, smallest, largest: most },
  });
}

/** Both ends of PyTorch's range are excluded. */
function reachHint(smallest: number, most: number): string | undefined {
  if (smallest > most) return undefined;
  return smallest === most ? `Only ${smallest} works.` : `${smallest} to ${most} work: both ends are excluded.`;
}

/**
 * Sizes of max unpooling.
 *
 * @param indices  the shape of the indices, which is the input's
 * @throws ArgumentError, ShapeError with PyTorch's texts, in its order
 */
export function unpoolGeometry(rank: Rank, input: Shape, indices: Shape, options: UnpoolOptions): UnpoolGeometry {
  const output = unpoolOutput(rank, input, options);
  checkSizes(output);
  // PyTorch unpools 1-D as an image of one column.
  const kernelRank = rank === 3 ? 3 : 2;
  const column = rank === 1 ? [1] : [];
  checkShapes(kernelRank, [...input, ...column], [...indices, ...column]);
  const { stride } = readWindows(rank, options);
  if (rank === 3 && stride.some((value) => value <= 0))
    throw runtimeError(`strides should be greater than zero, but got stride: ${sizeList(stride)}`, {
      hint: 'Leave `stride` out to step by the kernel, or give at least 1.',
      fields: { stride },
    });
  const leading = input.slice(0, -rank);
  const shape = [...leading, ...output];
  const planes = product(leading);
  return { planes, input: input.slice(-rank), output, shape };
}

function checkShapes(rank: 2 | 3, input: Shape, indices: Shape): void {
  if (input.length !== rank + 1 && input.length !== rank + 2)
    throw new ShapeError(
      `Input to max_unpooling${rank}d should be a ${rank + 1}d or ${rank + 2}d Tensor, but got a tensor with ${input.length} dimensions.`,
      { fields: { input } },
    );
  if (input.length !== indices.length || input.some((size, i) => size !== indices[i]))
    throw new ShapeError(
      `Expected shape of indices to be same as that of the input tensor (${sizeList(input)}) but got indices tensor with shape: ${sizeList(indices)}`,
      { hint: 'Give the indices that max pooling returned with this input.', fields: { input, indices } },
    );
  const dim = input.findIndex((size, i) => i > 0 && size === 0);
  if (dim > 0)
    throw new ShapeError(
      `max_unpooling${rank}d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got ${sizeList(input)} with dimension ${dim} being empty.`,
      { hint: 'Only the batch may be empty.', fields: { input, dim } },
    );
}

/** Padding or a stride below zero can ask for a size below zero. */
function checkSizes(output: readonly number[]): void {
  const axis = output.findIndex((size) => size < 0);
  if (axis < 0) return;
  throw new ArgumentError(
    `max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[${axis}]=${output[axis]}`,
    { hint: 'The padding takes more than there is; lower `padding`.', fields: { axis, output } },
  );
}
