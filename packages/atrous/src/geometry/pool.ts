/** @file Max, average and LP pooling: how many windows there are, and which settings PyTorch refuses. */

import { ArgumentError, IndexError, runtimeError, ShapeError, typeError } from '../errors.js';
import { intList, oneInt } from './ints.js';
import {
  type PoolRequest,
  checkHalfKernel,
  checkNotEmpty,
  checkOutput,
  checkPositive,
  checkWindow,
  smallestInput,
} from './pool-checks.js';
import { product } from './product.js';
import { sizeList } from './python.js';
import type { PerAxis, Rank, Shape, Window } from './types.js';
import { AXIS_NAMES, perAxis, span, symmetricWindows } from './window.js';

/** The sizes of one pooling call. `planes` counts every (n, c); `shape` is the whole output. */
export interface PoolGeometry {
  readonly planes: number;
  /** Spatial sizes, outermost first. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly windows: readonly Window[];
  readonly shape: readonly number[];
}

interface SlidingOptions {
  readonly kernelSize: PerAxis;
  /** `null`, absent and the empty list mean the kernel size. */
  readonly stride?: PerAxis | null | undefined;
  /** Rounds the number of windows up; a last window that would start in the padding at the far end is dropped. */
  readonly ceilMode?: boolean | undefined;
}

export interface MaxPoolOptions extends SlidingOptions {
  readonly padding?: PerAxis | undefined;
  readonly dilation?: PerAxis | undefined;
  /** Changes no size, but in 1-D the texts of the errors: PyTorch then runs its 2-D kernel. */
  readonly returnIndices?: boolean | undefined;
}

export interface AvgPoolOptions extends SlidingOptions {
  readonly padding?: PerAxis | undefined;
  /** What sums are divided by instead of the window's size; 2-D and 3-D only. */
  readonly divisorOverride?: number | null | undefined;
}

export interface LpPoolOptions extends SlidingOptions {
  /** ±Infinity pool by the maximum or minimum and report errors as max pooling does. */
  readonly normType?: number | undefined;
}

/**
 * How many windows pooling puts along an axis of `size` elements:
 *
 *     ⌊(size + 2·padding − span) / stride⌋ + 1,   rounded up instead of down with `ceilMode`,
 *     less one where the last window of `ceilMode` would start at or after `size + padding`.
 *
 * Not positive where no window fits.
 *
 * @see PyTorch `pooling_output_shape`, aten/src/ATen/native/Pool.h
 */
export function poolCount(size: number, window: Window, ceilMode = false): number {
  const { kernel, stride, padBefore, padAfter, dilation } = window;
  const slack = size + padBefore + padAfter - span(kernel, dilation);
  const count = Math.floor((slack + (ceilMode ? stride - 1 : 0)) / stride) + 1;
  return ceilMode && (count - 1) * stride >= size + padBefore ? count - 1 : count;
}

/** The four lists of a call, as long as they were given. */
interface Lists {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

/** Reads the arguments, as PyTorch passes them: in their places, or by their names; a missing stride is the kernel. */
function readLists(callee: string, options: MaxPoolOptions): Lists {
  const placed = Number(callee.startsWith('max'));
  const { kernelSize, stride, padding = 0, dilation = 1 } = options;
  return {
    kernel: intList(callee, 'kernel_size', 2, kernelSize),
    stride: intList(callee, 'stride', 3 * placed, stride ?? []),
    padding: intList(callee, 'padding', 4 * placed, padding),
    dilation: intList(callee, 'dilation', 5 * placed, dilation),
  };
}

function windowOf(kernel: number, stride: number, padding: number, dilation: number): Window {
  return { kernel, stride, padBefore: padding, padAfter: padding, dilation };
}

/**
 * One window per axis from lists of one or `rank` values.
 *
 * @throws ArgumentError (Python's RuntimeError) for lists of another length
 */
function windowsOf(callee: string, rank: 2 | 3, lists: Lists): Window[] {
  const ints = `a single int, or a tuple of ${rank === 2 ? 'two' : 'three'} ints`;
  const must = callee === 'avg_pool3d' ? 'must be' : 'must either be';
  const expand = (name: string, values: readonly number[], words: string): readonly number[] => {
    if (values.length === 1 || values.length === rank) return perAxis(values, rank);
    throw runtimeError(`${callee}: ${name} ${words}`, {
      hint: `Give one number for every axis, or ${rank} of them (${AXIS_NAMES[rank].join(', ')}); this list has ${values.length}.`,
      fields: { argument: name, value: values },
    });
  };
  const kernel = expand('kernel_size', lists.kernel, `${must} ${ints}`);
  const stride = lists.stride.length === 0 ? kernel : expand('stride', lists.stride, `${must} omitted, ${ints}`);
  const padding = expand('padding', lists.padding, `${must} ${ints}`);
  const dilation = expand('dilation', lists.dilation, `must be either ${ints}`);
  return symmetricWindows(kernel, stride, padding, dilation);
}

/** Splits a checked input into planes and spatial sizes, and counts its windows. */
function geometryOf(input: Shape, windows: readonly Window[], ceilMode: boolean): PoolGeometry {
  const leading = input.slice(0, -windows.length);
  const spatial = input.slice(-windows.length);
  const output = windows.map((window, axis) => poolCount(spatial[axis]!, window, ceilMode));
  const planes = product(leading);
  return { planes, input: spatial, output, windows, shape: [...leading, ...output] };
}

/** The checks that max and average pooling share in 2-D and 3-D, in PyTorch's order. */
function checkedGeometry(request: PoolRequest): PoolGeometry {
  const { input, windows, ceilMode } = request;
  windows.forEach((_, axis) => checkWindow(request, axis));
  checkPositive(request);
  checkNotEmpty(request);
  if (request.needsWholeKernel) checkWholeKernel(request);
  checkHalfKernel(request);
  const geometry = geometryOf(input, windows, ceilMode);
  checkOutput(request, geometry.output);
  return geometry;
}

/** PyTorch's `avg_pool3d` wants the input itself, without its padding, to be at least the kernel. */
function checkWholeKernel({ input, windows, axes }: PoolRequest): void {
  const sizes = input.slice(-3);
  const axis = windows.findIndex((window, i) => sizes[i]! < window.kernel);
  if (axis < 0) return;
  const [kT, kH, kW] = windows.map((window) => window.kernel);
  const { kernel, padBefore: padding } = windows[axis]!;
  const why = padding > 0 ? ': 3-D average pooling does not count the padding here' : '';
  throw new ShapeError(
    `input image (T: ${sizes[0]} H: ${sizes[1]} W: ${sizes[2]}) smaller than kernel size (kT: ${kT} kH: ${kH} kW: ${kW})`,
    {
      hint: `Axis ${axes[axis]} needs at least ${kernel} elements, not ${sizes[axis]}${why}.`,
      fields: { axis, size: sizes[axis], smallest: kernel, kernel, padding },
    },
  );
}

/** @throws ShapeError unless the input has `rank` spatial axes, a channel axis and perhaps a batch axis */
function checkRank(input: Shape, rank: 2 | 3): void {
  if (input.length === rank + 1 || input.length === rank + 2) return;
  throw new ShapeError(`non-empty ${rank + 1}D or ${rank + 2}D (batch mode) tensor expected for input`, {
    hint: `The input is ${sizeList(input)}; give ${rank === 2 ? '(N, C, H, W) or (C, H, W)' : '(N, C, D, H, W) or (C, D, H, W)'}.`,
    fields: { input, rank },
  });
}

/** `avg_pool2d` counts dimensions from the end before it looks at their number. */
function checkPlaneAxes(input: Shape): void {
  if (input.length >= 3) return;
  const rank = input.length;
  const text =
    rank === 0
      ? 'Dimension specified as -3 but tensor has no dimensions'
      : `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got -3)`;
  throw new IndexError(text, {
    hint: `The input is ${sizeList(input)}; give (N, C, H, W) or (C, H, W).`,
    fields: { input },
  });
}

/** What 1-D functions that run a 2-D kernel ask of their input first. */
export function checkDimRange(callee: string, input: Shape): void {
  if (input.length === 2 || input.length === 3) return;
  throw new ShapeError(
    `Expected 2 to 3 dimensions, but got ${input.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${callee})`,
    { hint: `The input is ${sizeList(input)}; give (N, C, L) or (C, L).`, fields: { input } },
  );
}

/** `[…, L]` as the one-row image `[…, 1, L]` that PyTorch's 2-D kernel sees. */
export function asRow(input: Shape): number[] {
  return [...input.slice(0, -1), 1, input.at(-1)!];
}

/** Runs a 1-D call as the 2-D one of a single row, and takes the row axis out again. */
function rowGeometry(input: Shape, window: Window, ceilMode: boolean): PoolGeometry {
  const windows = [windowOf(1, 1, 0, 1), window];
  const row = checkedGeometry({ input: asRow(input), windows, ceilMode, callee: 'pool2d', axes: ['row', 'L'] });
  return {
    ...row,
    input: row.input.slice(1),
    output: row.output.slice(1),
    windows: [window],
    shape: [...input.slice(0, -1), row.output[1]!],
  };
}

/** The sizes of a 1-D call that PyTorch hands to its 2-D kernel. */
function oneDimensional(callee: string, input: Shape, options: MaxPoolOptions): PoolGeometry {
  const { kernel, stride, padding, dilation } = readLists(callee, options);
  checkDimRange(callee, input);
  const k = oneInt(callee, 'kernel_size', kernel);
  const s = oneInt(callee, 'stride', stride.length === 0 ? kernel : stride);
  const window = windowOf(k, s, oneInt(callee, 'padding', padding), oneInt(callee, 'dilation', dilation));
  return rowGeometry(input, window, options.ceilMode ?? false);
}

/** Refuses what `max_pool1d` without indices refuses; it has words of its own. */
function check1d(holds: boolean, text: string, hint: string, fields: Record<string, unknown>): void {
  if (!holds) throw new ShapeError(`max_pool1d${text}`, { hint, fields });
}

/** `max_pool1d` without indices: own checks, own texts, own order. */
function maxPool1dGeometry(input: Shape, options: MaxPoolOptions): PoolGeometry {
  const lists = readLists('max_pool1d', options);
  const rank = input.length;
  check1d(
    (rank === 2 || rank === 3) && !input.slice(rank - 2).includes(0),
    `: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${sizeList(input)}`,
    'Give (N, C, L) or (C, L); only N may be 0.',
    { input },
  );
  const window = maxPool1dWindow(lists);
  const ceilMode = options.ceilMode ?? false;
  const size = input.at(-1)!;
  const geometry = geometryOf(input, [window], ceilMode);
  const smallest = smallestInput(window, ceilMode);
  check1d(
    geometry.output[0]! > 0,
    `() Invalid computed output size: ${geometry.output[0]}`,
    `Axis L needs at least ${smallest} elements, not ${size}.`,
    { axis: 0, size, smallest, window },
  );
  return geometry;
}

/** The window of `max_pool1d` without indices, once its five rules hold. */
function maxPool1dWindow(lists: Lists): Window {
  const single = (name: string, values: readonly number[], words: string): void =>
    check1d(
      values.length === 1,
      `() ${name} must be ${words} of size 1 but got size ${values.length}`,
      'A 1-D layer has one axis: give one number.',
      { argument: name, value: values },
    );
  single('kernel_size', lists.kernel, 'an int, list of ints or tuple of ints');
  if (lists.stride.length > 0) single('stride', lists.stride, 'None, an int, list of ints, or tuple of ints');
  single('padding', lists.padding, 'an int, list of ints, or tuple of ints');
  single('dilation', lists.dilation, 'an int, list of ints or tuple of ints');
  const k = lists.kernel[0]!;
  const s = lists.stride[0] ?? k;
  const p = lists.padding[0]!;
  const d = lists.dilation[0]!;
  const positive = (name: string, option: string, value: number): void =>
    check1d(
      value > 0,
      `() ${name} must be greater than zero, but got ${value}`,
      `Give a \`${option}\` of at least 1.`,
      { argument: name, value },
    );
  positive('kernel_size', 'kernelSize', k);
  positive('stride', 'stride', s);
  check1d(p >= 0, `() padding must be non-negative, but got ${p}`, '`padding` is 0 or more.', { padding: p });
  const half = Math.floor(k / 2);
  check1d(
    p <= half,
    `() padding should be at most half of kernel size, but got padding=${p} and kernel_size=${k}`,
    `\`padding\` may be at most ${half} = half of the kernel, ${k}.`,
    { padding: p, kernel: k, most: half },
  );
  positive('dilation', 'dilation', d);
  return windowOf(k, s, p, d);
}

/**
 * Sizes of max pooling.
 *
 * @throws ShapeError, ArgumentError with PyTorch's texts, in its order
 */
export function maxPoolGeometry(rank: Rank, input: Shape, options: MaxPoolOptions): PoolGeometry {
  if (rank === 1)
    return options.returnIndices === true
      ? oneDimensional('max_pool1d', input, options)
      : maxPool1dGeometry(input, options);
  const callee = `max_pool${rank}d`;
  const windows = windowsOf(callee, rank, readLists(callee, options));
  checkRank(input, rank);
  const checker = rank === 3 ? 'max_pool3d_with_indices_out_cpu_template()' : callee;
  return checkedGeometry({
    input,
    windows,
    ceilMode: options.ceilMode ?? false,
    callee: checker,
    axes: AXIS_NAMES[rank],
  });
}

/**
 * Sizes of average pooling; `padding` takes part in the divisor, not in the sums.
 *
 * @throws ShapeError, ArgumentError, IndexError with PyTorch's texts, in its order
 */
export function avgPoolGeometry(rank: Rank, input: Shape, options: AvgPoolOptions): PoolGeometry {
  const undilated: MaxPoolOptions = { ...options, dilation: 1 };
  if (rank === 1) return oneDimensional('avg_pool1d', input, undilated);
  const callee = `avg_pool${rank}d`;
  const windows = windowsOf(callee, rank, readLists(callee, undilated));
  if (rank === 3) checkRank(input, rank);
  checkDivisor(options.divisorOverride);
  if (rank === 2) checkPlaneAxes(input);
  const ceilMode = options.ceilMode ?? false;
  const needsWholeKernel = rank === 3;
  return checkedGeometry({ input, windows, ceilMode, callee: `${callee}()`, axes: AXIS_NAMES[rank], needsWholeKernel });
}

function checkDivisor(divisor: number | null | undefined): void {
  if (divisor === 0)
    throw runtimeError('divisor must be not zero', {
      hint: 'Leave `divisorOverride` out to divide by the size of the window.',
      fields: { divisorOverride: divisor },
    });
  if (divisor !== null && divisor !== undefined && !Number.isSafeInteger(divisor))
    throw typeError(`divisor_override must be an int, but got ${divisor}`, { fields: { divisorOverride: divisor } });
}

/**
 * Sizes of LP pooling: those of average pooling without padding, or of max pooling where the norm is infinite.
 *
 * @throws ShapeError, ArgumentError with PyTorch's texts, in its order
 */
export function lpPoolGeometry(rank: Rank, input: Shape, options: LpPoolOptions): PoolGeometry {
  const { kernelSize, stride, ceilMode, normType = 2 } = options;
  checkUnpacking(rank, kernelSize);
  const sliding: SlidingOptions = { kernelSize, stride, ceilMode };
  const infinite = Math.abs(normType) === Infinity;
  return infinite ? maxPoolGeometry(rank, input, sliding) : avgPoolGeometry(rank, input, sliding);
}

/** `lp_pool2d` and `lp_pool3d` unpack the kernel's tuple before anything else. */
function checkUnpacking(rank: Rank, kernelSize: PerAxis): void {
  if (rank === 1 || !Array.isArray(kernelSize) || kernelSize.length === rank) return;
  const many = kernelSize.length > rank;
  const text = many
    ? `too many values to unpack (expected ${rank})`
    : `not enough values to unpack (expected ${rank}, got ${kernelSize.length})`;
  throw new ArgumentError(text, {
    hint: `\`kernelSize\` is one number, or ${rank} of them (${AXIS_NAMES[rank].join(', ')}).`,
    fields: { kernelSize },
  });
}
