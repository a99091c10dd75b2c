/** @file Unfold (im2col) and Fold (col2im): sliding blocks of an image as columns, and back. */

import { IndexError, runtimeError, ShapeError } from '../errors.js';
import { intArray } from './ints.js';
import { sizeList, tuple } from './python.js';
import type { PerAxis, Shape, Window } from './types.js';
import { span, symmetricWindows, windowCount } from './window.js';

export interface UnfoldOptions {
  readonly kernelSize: PerAxis;
  readonly dilation?: PerAxis | undefined;
  readonly padding?: PerAxis | undefined;
  readonly stride?: PerAxis | undefined;
}

export interface FoldOptions extends UnfoldOptions {
  /** Height and width of the image. */
  readonly outputSize: PerAxis;
}

/** Sizes of one call, in either direction. */
export interface FoldGeometry {
  readonly batch: number;
  readonly channels: number;
  /** Height and width of the image. */
  readonly image: readonly number[];
  /** Positions of the block along height and width; their product is the number of columns. */
  readonly blocks: readonly number[];
  readonly windows: readonly Window[];
  /** Shape of the result. */
  readonly shape: readonly number[];
}

/** The four pairs of a call. */
interface Pairs {
  readonly kernel: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly number[];
  readonly stride: readonly number[];
}

/** Python's `_pair`: a number twice, a list as it is. */
function pair(callee: string, name: string, position: number, value: unknown): readonly number[] {
  return intArray(callee, name, position, Array.isArray(value) ? value : [value, value]);
}

function readPairs(callee: string, from: number, options: UnfoldOptions): Pairs {
  const { kernelSize, dilation = 1, padding = 0, stride = 1 } = options;
  return {
    kernel: pair(callee, 'kernel_size', from, kernelSize),
    dilation: pair(callee, 'dilation', from + 1, dilation),
    padding: pair(callee, 'padding', from + 2, padding),
    stride: pair(callee, 'stride', from + 3, stride),
  };
}

function checkLength(name: string, values: readonly number[]): void {
  if (values.length !== 2)
    throw runtimeError(`It is expected ${name} equals to 2, but got size ${values.length}`, {
      hint: 'Give one number for both axes, or two (H, W).',
      fields: { argument: name, value: values },
    });
}

function checkLengths({ kernel, dilation, padding, stride }: Pairs): void {
  checkLength('kernel_size', kernel);
  checkLength('dilation', dilation);
  checkLength('padding', padding);
  checkLength('stride', stride);
}

function checkPositive(words: string, name: string, option: string, [h, w]: readonly number[]): void {
  if (h! > 0 && w! > 0) return;
  throw new ShapeError(`${words} should be greater than zero, but got ${name}_height: ${h} ${name}_width: ${w}`, {
    hint: `Give a \`${option}\` of at least 1 on both axes.`,
    fields: { argument: option, value: [h, w] },
  });
}

const checkKernel = (pairs: Pairs): void => checkPositive('kernel size', 'kernel', 'kernelSize', pairs.kernel);
const checkDilation = (pairs: Pairs): void => checkPositive('dilation', 'dilation', 'dilation', pairs.dilation);
const checkStride = (pairs: Pairs): void => checkPositive('stride', 'stride', 'stride', pairs.stride);

function checkPadding({ padding: [h, w] }: Pairs): void {
  if (h! >= 0 && w! >= 0) return;
  throw new ShapeError(`padding should be non-negative, but got pad_height: ${h} pad_width: ${w}`, {
    hint: '`padding` is 0 or more.',
    fields: { argument: 'padding', value: [h, w] },
  });
}

function windowsOf({ kernel, dilation, padding, stride }: Pairs): Window[] {
  return symmetricWindows(kernel, stride, padding, dilation);
}

/** The fewest elements of an axis that give one block. */
function smallestImage({ kernel, dilation, padBefore, padAfter }: Window): number {
  return Math.max(1, span(kernel, dilation) - padBefore - padAfter);
}

function smallestHint(windows: readonly Window[], image: readonly number[], blocks: readonly number[]): string {
  const axis = blocks.findIndex((count) => count < 1);
  return `Axis ${'HW'[axis]} needs at least ${smallestImage(windows[axis]!)} elements, not ${image[axis]}.`;
}

/**
 * Sizes of unfolding (N, C, H, W) into (N, C·kH·kW, blocks), or the same without N.
 *
 * @throws ShapeError, ArgumentError, IndexError with PyTorch's texts, in its order
 */
export function unfoldGeometry(input: Shape, options: UnfoldOptions): FoldGeometry {
  const pairs = readPairs('im2col', 2, options);
  checkLengths(pairs);
  checkKernel(pairs);
  checkDilation(pairs);
  checkPadding(pairs);
  checkStride(pairs);
  checkImage(input);
  const windows = windowsOf(pairs);
  const image = input.slice(-2);
  const channels = input.at(-3)!;
  const blocks = windows.map((window, axis) => windowCount(image[axis]!, window));
  if (blocks.some((count) => count < 1))
    throw new ShapeError(
      `Given input with spatial size ${tuple(image)}, kernel_size=${tuple(pairs.kernel)}, dilation=${tuple(pairs.dilation)}, padding=${tuple(pairs.padding)}, calculated shape of the array of sliding blocks as ${tuple(blocks)}, but its components must be at least one.`,
      { hint: smallestHint(windows, image, blocks), fields: { input, windows, blocks } },
    );
  const leading = input.slice(0, -3);
  const shape = [...leading, channels * pairs.kernel[0]! * pairs.kernel[1]!, blocks[0]! * blocks[1]!];
  return { batch: leading[0] ?? 1, channels, image, blocks, windows, shape };
}

/** PyTorch asks for the sizes of dimensions 1 and 2 before it looks at how many there are. */
function checkImage(input: Shape): void {
  const rank = input.length;
  for (const dim of [1, 2]) {
    if (dim >= rank) throw missingDim(dim, input);
    if (input[dim] === 0) break;
  }
  const batched = rank === 4;
  if ((batched || rank === 3) && !input.slice(batched ? 1 : 0).includes(0)) return;
  throw new ShapeError(
    `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizeList(input)}`,
    { hint: 'Give (N, C, H, W) or (C, H, W); only N may be 0.', fields: { input } },
  );
}

function missingDim(dim: number, input: Shape): IndexError {
  const rank = input.length;
  const text =
    rank === 0
      ? `Dimension specified as ${dim} but tensor has no dimensions`
      : `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`;
  return new IndexError(text, { hint: 'Give (N, C, H, W) or (C, H, W).', fields: { input, dim } });
}

/**
 * Sizes of folding (N, C·kH·kW, blocks) into (N, C, H, W), or the same without N.
 *
 * @throws ShapeError, ArgumentError with PyTorch's texts, in its order
 */
export function foldGeometry(input: Shape, options: FoldOptions): FoldGeometry {
  const image = pair('col2im', 'output_size', 2, options.outputSize);
  const pairs = readPairs('col2im', 3, options);
  checkLength('output_size', image);
  checkLengths(pairs);
  checkKernel(pairs);
  checkStride(pairs);
  checkDilation(pairs);
  checkPadding(pairs);
  checkColumns(input);
  const windows = windowsOf(pairs);
  const channels = checkedChannels(input, pairs.kernel);
  const blocks = windows.map((window, axis) => windowCount(image[axis]!, window));
  checkBlocks(input, image, pairs, blocks);
  const leading = input.slice(0, -2);
  return { batch: leading[0] ?? 1, channels, image, blocks, windows, shape: [...leading, channels, ...image] };
}

function checkColumns(input: Shape): void {
  const batched = input.length === 3;
  if ((batched || input.length === 2) && !input.slice(batched ? 1 : 0).includes(0)) return;
  throw new ShapeError(
    `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${sizeList(input)}`,
    { hint: 'Give (N, C·kH·kW, blocks) or (C·kH·kW, blocks); only N may be 0.', fields: { input } },
  );
}

/** Channels of the image, from the rows of the columns. */
function checkedChannels(input: Shape, kernel: readonly number[]): number {
  const rows = input.at(-2)!;
  const area = kernel[0]! * kernel[1]!;
  if (rows % area === 0) return rows / area;
  throw new ShapeError(
    `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${rows} and kernel_size=${tuple(kernel)}.`,
    { hint: `Every channel is ${area} rows: give a multiple of ${area}.`, fields: { rows, kernel } },
  );
}

function checkBlocks(input: Shape, image: readonly number[], pairs: Pairs, blocks: readonly number[]): void {
  const columns = input.at(-1)!;
  const count = blocks[0]! * blocks[1]!;
  const given = `Given output_size=${tuple(image)}, kernel_size=${tuple(pairs.kernel)}, dilation=${tuple(pairs.dilation)}, padding=${tuple(pairs.padding)}, stride=${tuple(pairs.stride)}`;
  const fields = { outputSize: image, columns, blocks };
  const fits = blocks.every((n) => n >= 1);
  const small = fits ? undefined : smallestHint(windowsOf(pairs), image, blocks);
  if (columns !== count)
    throw new ShapeError(
      `${given}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${blocks[0]} * ${blocks[1]} = ${count}, but got input.size(2)=${columns}.`,
      { hint: small ?? `These sizes make ${count} columns.`, fields },
    );
  if (!fits)
    throw new ShapeError(
      `${given}, calculated shape of the array of sliding blocks as ${tuple(blocks)}, which is too small (non-positive)`,
      { hint: small, fields },
    );
  if (image.some((size) => size < 1))
    throw new ShapeError(`Expected output spatial size to be positive, but got: output_size=${tuple(image)}.`, {
      hint: 'Height and width of the image are at least 1.',
      fields,
    });
}
