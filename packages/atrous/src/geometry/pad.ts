/**
 * @file `F.pad` and the padding layers: which cell of the input every cell of the result shows.
 *
 * `pad` lists pairs from the LAST axis backwards, `[left, right, top, bottom, front, back]`; negative amounts crop.
 */

import { ArgumentError, NotSupportedError, ShapeError } from '../errors.js';
import { intArray } from './ints.js';
import { sizeList } from './python.js';
import { checkNotNegative } from './shape-checks.js';
import type { Rank, Shape } from './types.js';

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** One padded axis, in elements; negative amounts crop. */
export interface PadAxis {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

export interface PadGeometry {
  readonly mode: PadMode;
  /** Sizes of the result, outermost axis first. */
  readonly shape: number[];
  /** One entry per axis of the input, outermost first; an axis that keeps its size has `before = after = 0`. */
  readonly axes: PadAxis[];
}

const PAIRS = 'Give a pair for every axis, from the last axis backwards: [left, right, top, bottom].';
const MODES: readonly string[] = ['constant', 'reflect', 'replicate', 'circular'];

/** Shown outside the input in constant mode. */
export const OUTSIDE = -1;

/** How many cells are left of an axis after cropping and before padding. */
function kept({ size, before, after }: PadAxis): number {
  return size + Math.min(before, 0) + Math.min(after, 0);
}

/** The size of an axis after padding: `size + before + after`. */
function padded({ size, before, after }: PadAxis): number {
  return size + before + after;
}

/**
 * The input cell that result cell `at` shows, or `OUTSIDE` (constant mode only).
 *
 *     constant   i = at − before, OUTSIDE beyond what the crop leaves
 *     replicate  i clamped to [0, size − 1]
 *     reflect    i mirrored about the border cells, which are not repeated
 *     circular   i wrapped inside what the crop leaves
 */
export function padSource(at: number, axis: PadAxis, mode: PadMode): number {
  const { size, before } = axis;
  const i = at - before;
  if (mode === 'replicate') return Math.min(Math.max(i, 0), size - 1);
  if (mode === 'reflect') return i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
  const first = Math.max(-before, 0);
  const count = kept(axis);
  if (i >= first && i < first + count) return i;
  if (mode === 'constant') return OUTSIDE;
  return i < first ? i + count : i - count;
}

function padAxes(input: Shape, pad: readonly number[]): PadAxis[] {
  return input.map((size, axis) => {
    const pair = 2 * (input.length - 1 - axis);
    return { size, before: pad[pair] ?? 0, after: pad[pair + 1] ?? 0 };
  });
}

function checkConstant(axes: readonly PadAxis[]): void {
  const axis = axes.findIndex((a) => kept(a) < 0);
  if (axis < 0) return;
  const { size, before, after } = axes[axis]!;
  throw new ShapeError('narrow(): length must be non-negative.', {
    hint: `Axis ${axis} has ${size} cells, and padding (${before}, ${after}) crops ${size - kept(axes[axis]!)} of them.`,
    fields: { axis, ...axes[axis] },
  });
}

/** Reflect, replicate and circular pad the last one, two or three axes of an input with or without a batch. */
function checkSpatialRank(input: Shape, pad: readonly number[]): void {
  const spatial = pad.length / 2;
  const rank = input.length;
  if (spatial >= 1 && spatial <= 3 && (rank === spatial + 1 || rank === spatial + 2)) return;
  throw new NotSupportedError(
    [
      `Padding size ${pad.length} is not supported for ${rank}D input tensor.`,
      'Supported combinations for non-constant padding:',
      '  - 2D or 3D input: padding size = 2 (pads last dimension)',
      '  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)',
      '  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)',
    ].join('\n'),
    { fields: { rank, padding: pad.length } },
  );
}

/** Only the batch may be empty. */
function checkNotEmpty(input: Shape, spatial: number): void {
  const batched = input.length === spatial + 2;
  if (input.slice(batched ? 1 : 0).every((size) => size > 0)) return;
  throw new ShapeError(
    `Expected ${spatial + 1}D or ${spatial + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero ` +
      `dimensions for input, but got: ${sizeList(input)}`,
    { fields: { input } },
  );
}

/** Reflection reaches at most to the cell beside the far border; the last axis is asked first. */
function checkReflect(input: Shape, axes: readonly PadAxis[], spatial: number): void {
  for (let back = 1; back <= spatial; back++) {
    const axis = input.length - back;
    const { size, before, after } = axes[axis]!;
    if (before < size && after < size) continue;
    throw new ShapeError(
      `Argument #${2 + 2 * back}: Padding size should be less than the corresponding input dimension, but got: ` +
        `padding (${before}, ${after}) at dimension ${axis} of input ${sizeList(input)}`,
      {
        hint: `Reflection pads this axis by at most ${size - 1} on each side.`,
        fields: { axis, size, before, after },
      },
    );
  }
}

const tooSmall: Readonly<Record<number, (i: readonly number[], o: readonly number[], space: string) => string>> = {
  1: ([w], [oW]) => `input (W: ${w}) is too small. Calculated output W: ${oW}`,
  2: ([h, w], [oH, oW], space) => `input (H: ${h}, W: ${w}${space}) is too small. Calculated output H: ${oH} W: ${oW}`,
  3: ([d, h, w], [oD, oH, oW]) =>
    `input (D: ${d} H: ${h}, W: ${w}) is too small. Calculated output D: ${oD} H: ${oH} W: ${oW}`,
};

/** PyTorch asks first whether every axis vanished, and then falls over the one that did. */
function checkCropped(axes: readonly PadAxis[], shape: readonly number[], spatial: number, mode: PadMode): void {
  const output = shape.slice(-spatial);
  if (output.every((size) => size < 1)) {
    const sizes = axes.slice(-spatial).map((axis) => axis.size);
    const text = tooSmall[spatial]!(sizes, output, mode === 'replicate' ? ' ' : '');
    throw new ShapeError(text, {
      hint: 'Crop less: at least one cell has to be left.',
      fields: { input: sizes, output },
    });
  }
  checkNotNegative(shape, 'The negative amounts crop more cells than the axis has.');
}

/** One turn round the axis at most, inside what a crop at the other end leaves; the first axis is asked first. */
function checkCircular(axes: readonly PadAxis[], spatial: number): void {
  for (const axis of axes.slice(-spatial)) {
    const { size, before, after } = axis;
    if (before > size || after > size) throw wrapsTwice(axis);
    if (padded(axis) < 0)
      throw new ShapeError('Negative padding value is resulting in an empty dimension', { fields: { ...axis } });
    // PyTorch does not ask this one, and then reads memory that it never wrote.
    if (Math.max(before, after) > kept(axis)) throw wrapsTwice(axis);
  }
}

function wrapsTwice(axis: PadAxis): ShapeError {
  return new ShapeError('Padding value causes wrapping around more than once.', {
    hint: `Circular padding pads this axis by at most ${Math.max(kept(axis), 0)} on each side.`,
    fields: { ...axis },
  });
}

/**
 * Sizes of `F.pad(input, pad, mode, value)`, checked in PyTorch's order.
 *
 * Constant mode pads any axes of any rank; the others the last 1, 2 or 3 axes of an input with or without a batch.
 *
 * @param value   refused (unless 0) where the mode takes none
 * @throws NotSupportedError for an unknown mode or rank, ShapeError for sizes, ArgumentError where `pad` is no list of integers
 */
export function padGeometry(
  input: Shape,
  pad: readonly number[],
  mode: PadMode = 'constant',
  value: number | null = null,
): PadGeometry {
  intArray('pad', 'pad', 2, pad, PAIRS);
  if (!MODES.includes(mode))
    throw new NotSupportedError(`Unrecognised padding mode ${mode}`, {
      hint: `The modes are ${MODES.join(', ')}.`,
      fields: { mode },
    });
  if (pad.length % 2 !== 0)
    throw new ShapeError('Padding length must be divisible by 2', {
      hint: PAIRS,
      fields: { padding: pad.length },
    });
  if (pad.length > 2 * input.length)
    throw new ShapeError(
      `Padding length should be less than or equal to two times the input dimension but got padding length ` +
        `${pad.length} and input of dimension ${input.length}`,
      { fields: { padding: pad.length, rank: input.length } },
    );
  const axes = padAxes(input, pad);
  const shape = axes.map(padded);
  if (mode === 'constant') {
    checkConstant(axes);
    return { mode, shape, axes };
  }
  if (value !== null && value !== 0)
    throw new ShapeError(`Padding mode "${mode}" doesn't take in value argument`, { fields: { mode, value } });
  checkSpatialRank(input, pad);
  const spatial = pad.length / 2;
  if (mode === 'circular') checkCircular(axes, spatial);
  else {
    checkNotEmpty(input, spatial);
    if (mode === 'reflect') checkReflect(input, axes, spatial);
    checkCropped(axes, shape, spatial, mode);
  }
  return { mode, shape, axes };
}

/**
 * What `CircularPad1d`, `2d` and `3d` ask before they pad; the other padding layers do not.
 *
 * @throws ArgumentError unless the input has `rank + 1` or `rank + 2` dimensions
 */
export function checkCircularPadRank(rank: Rank, input: Shape): void {
  if (input.length === rank + 1 || input.length === rank + 2) return;
  throw new ArgumentError(`expected ${rank + 1}D or ${rank + 2}D input (got ${input.length}D input)`, {
    fields: { rank, input },
  });
}
