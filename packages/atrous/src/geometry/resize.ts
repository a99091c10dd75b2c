/** @file `F.interpolate` and the upsampling layers: sizes, and where a cell of the result looks into the input. */

import { ArgumentError, NotSupportedError, runtimeError, ShapeError, typeError } from '../errors.js';
import { adaptiveGeometry } from './adaptive.js';
import { float, sizeList, tuple, typeName } from './python.js';
import type { PerAxis, Rank, Shape } from './types.js';

export type ResizeMode =
  | 'nearest'
  | 'nearest-exact'
  | 'linear'
  | 'bilinear'
  | 'trilinear'
  | 'bicubic'
  | 'lanczos'
  | 'area';

export interface ResizeOptions {
  /** Sizes of the result in axis order (D, H, W), or one for all. Either this or `scaleFactor`. */
  readonly size?: PerAxis | null;
  /** Result size over input size, in axis order or one for all; the product is rounded down. */
  readonly scaleFactor?: PerAxis | null;
  /** Default `'nearest'`. */
  readonly mode?: ResizeMode;
  /** Maps the centres of the corner cells onto each other; only for the interpolating modes. Default false there. */
  readonly alignCorners?: boolean | null;
  /** Takes coordinates from the two sizes instead of from `scaleFactor`. */
  readonly recomputeScaleFactor?: boolean | null;
  /** Widens the filter when shrinking; bilinear, bicubic and lanczos of 4-D input only. Default false. */
  readonly antialias?: boolean;
}

export const RESIZE_OPTIONS: readonly string[] = [
  'size',
  'scaleFactor',
  'mode',
  'alignCorners',
  'recomputeScaleFactor',
  'antialias',
];

/** One resized axis. */
export interface ResizeAxis {
  /** Cells of the input. */
  readonly size: number;
  /** Cells of the result. */
  readonly count: number;
  /** The scale factor that decides coordinates, or null where the two sizes do. */
  readonly scale: number | null;
}

export interface ResizeGeometry {
  readonly mode: ResizeMode;
  readonly alignCorners: boolean;
  readonly antialias: boolean;
  /** N·C: how many planes are resized alike. */
  readonly planes: number;
  readonly axes: ResizeAxis[];
  readonly shape: number[];
}

/** How many dimensions an input of each interpolating mode has. */
const NEEDS: Readonly<Record<string, number>> = { linear: 3, bilinear: 4, trilinear: 5 };
const ANY_RANK: readonly string[] = ['nearest', 'nearest-exact', 'area'];
const WITH_ANTIALIAS: readonly string[] = ['bilinear', 'bicubic', 'lanczos'];

const isList = (value: PerAxis): value is readonly number[] => Array.isArray(value);

const wrongCount = (what: string, shown: string, short: string, spatial: Shape): ArgumentError =>
  new ArgumentError(
    `Input and ${what} must have the same number of spatial dimensions, but got input with spatial dimensions of ` +
      `${sizeList(spatial)} and ${shown}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and ${short} format.`,
    { fields: { spatial } },
  );

function givenSizes(size: PerAxis, spatial: Shape): readonly number[] {
  if (isList(size) && size.length !== spatial.length)
    throw wrongCount('output', `output size of ${tuple(size)}`, 'output size in (o1, o2, ...,oK)', spatial);
  const sizes = isList(size) ? size : spatial.map(() => size);
  if (!sizes.every(Number.isInteger)) {
    const types = sizes.map((s) => `<class '${typeName(s)}'>`);
    throw typeError(
      'expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], ' +
        `but got size with types [${types.join(', ')}]`,
      { fields: { size } },
    );
  }
  return sizes;
}

function givenScales(scale: PerAxis, spatial: Shape): readonly number[] {
  if (!isList(scale)) return spatial.map(() => scale);
  if (scale.length !== spatial.length)
    throw wrongCount(
      'scale_factor',
      `scale_factor of shape ${tuple(scale.map(float))}`,
      'scale_factor in (s1, s2, ...,sK)',
      spatial,
    );
  return scale;
}

/** Sizes of the result, and the scales that decide coordinates. */
function requested(spatial: Shape, mode: string, options: ResizeOptions): ResizeAxis[] {
  const size = options.size ?? null;
  const scaleFactor = options.scaleFactor ?? null;
  if (size !== null && scaleFactor !== null)
    throw new ArgumentError('only one of size or scale_factor should be defined', {
      hint: 'Give either `size` or `scaleFactor`.',
    });
  if (size !== null) {
    const counts = givenSizes(size, spatial);
    if (options.recomputeScaleFactor === true)
      throw new ArgumentError('recompute_scale_factor is not meaningful with an explicit size.', {
        hint: 'Leave out `recomputeScaleFactor`.',
      });
    return spatial.map((cells, axis) => ({ size: cells, count: counts[axis]!, scale: null }));
  }
  if (scaleFactor === null)
    throw new ArgumentError('either size or scale_factor should be defined', {
      hint: 'Give either `size` or `scaleFactor`.',
    });
  const scales = givenScales(scaleFactor, spatial);
  const recompute = options.recomputeScaleFactor === true || mode === 'area';
  return spatial.map((cells, axis) => {
    const scale = scales[axis]!;
    if (!Number.isFinite(cells * scale))
      throw runtimeError('value cannot be converted to type int64_t without overflow', {
        hint: '`scaleFactor` has to be a finite number.',
        fields: { scale, axis },
      });
    // + 0 turns −0 into 0.
    const count = (recompute ? Math.floor(cells * scale) : Math.trunc(cells * scale)) + 0;
    return { size: cells, count, scale: recompute ? null : scale };
  });
}

function checkMode(input: Shape, mode: string, alignCorners: boolean, antialias: boolean): void {
  const rank = input.length;
  if (antialias && !(WITH_ANTIALIAS.includes(mode) && rank === 4))
    throw new ArgumentError(
      'Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input',
      { fields: { mode, rank } },
    );
  const ranked = rank >= 3 && rank <= 5;
  if (rank === 4 && mode === 'lanczos') {
    if (alignCorners) throw new ArgumentError('Lanczos mode does not support align_corners=True', { fields: { mode } });
    if (!antialias)
      throw new ArgumentError('Lanczos mode requires antialias=True', {
        hint: 'Set `antialias: true`.',
        fields: { mode },
      });
    return;
  }
  if ((ranked && ANY_RANK.includes(mode)) || (rank === 4 && mode === 'bicubic') || NEEDS[mode] === rank) return;
  if (ranked && mode in NEEDS)
    throw new NotSupportedError(`Got ${rank}D input, but ${mode} mode needs ${NEEDS[mode]}D input`, {
      hint: `For this input use mode '${['linear', 'bilinear', 'trilinear'][rank - 3]}'.`,
      fields: { mode, rank },
    });
  throw new NotSupportedError(
    `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: ` +
      `nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`,
    { fields: { mode, rank } },
  );
}

const named = (sizes: readonly number[]): string =>
  `(${['D', 'H', 'W']
    .slice(-sizes.length)
    .map((name, i) => `${name}: ${sizes[i]}`)
    .join(', ')})`;

function checkSizes(input: Shape, axes: readonly ResizeAxis[]): void {
  if (axes.some(({ size, count }) => size <= 0 || count <= 0)) {
    const and = axes.length === 1 ? ' and' : '';
    throw new ShapeError(
      `Input and output sizes should be greater than 0, but got input ${named(axes.map((a) => a.size))}${and} ` +
        `output ${named(axes.map((a) => a.count))}`,
      { fields: { input: axes.map((a) => a.size), output: axes.map((a) => a.count) } },
    );
  }
  if (input[1] === 0)
    throw new ShapeError(
      `Non-empty ${input.length}D data tensor expected but got a tensor with sizes ${sizeList(input)}`,
      { fields: { input } },
    );
}

/**
 * Sizes of `F.interpolate(input, options)` for input `[N, C, …]` of one to three spatial axes, checked in PyTorch's order:
 * `size` as given, or `⌊input · scaleFactor⌋`.
 *
 * @throws ArgumentError for options that do not go together, NotSupportedError for a mode that the rank does not have,
 *   ShapeError where nothing is left
 */
export function resizeGeometry(input: Shape, options: ResizeOptions): ResizeGeometry {
  const mode = options.mode ?? 'nearest';
  if (ANY_RANK.includes(mode) && (options.alignCorners ?? null) !== null)
    throw new ArgumentError(
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
      { hint: `Leave out \`alignCorners\`: mode '${mode}' has none.`, fields: { mode } },
    );
  const alignCorners = options.alignCorners ?? false;
  const antialias = options.antialias ?? false;
  const axes = requested(input.slice(2), mode, options);
  checkMode(input, mode, alignCorners, antialias);
  const output = axes.map((axis) => axis.count);
  if (mode === 'area') adaptiveGeometry(axes.length as Rank, input, output, 'avg');
  else checkSizes(input, axes);
  const [N, C] = input as readonly [number, number];
  return { mode, alignCorners, antialias, planes: N * C, axes, shape: [N, C, ...output] };
}

/**
 * Input cells per result cell, the `r` of every coordinate rule:
 *
 *     alignCorners   r = (size − 1) / (count − 1)      (0 for a single result cell)
 *     otherwise      r = 1 / scale, or size / count without a scale
 *
 * With a scale that is not exactly `count / size` the two rules of the second line differ.
 */
export function resizeRatio({ size, count, scale }: ResizeAxis, alignCorners: boolean): number {
  if (alignCorners) return count > 1 ? (size - 1) / (count - 1) : 0;
  return scale !== null && scale > 0 ? 1 / scale : size / count;
}

/** PyTorch's two-dimensional kernel takes small images (oH + oW up to this) through a rule without the ratio. */
const SHORTCUT_LIMIT = 128;

/** Whether `'nearest'` looks up kept and doubled axes without the ratio. */
export function nearestShortcut(axes: readonly ResizeAxis[]): boolean {
  return axes.length === 2 && axes[0]!.count + axes[1]!.count <= SHORTCUT_LIMIT;
}

/**
 * The input cell that result cell `at` copies.
 *
 *     nearest         min(⌊at · r⌋, size − 1)
 *     nearest-exact   min(⌊(at + ½) · r⌋, size − 1)
 *
 * in float32, which decides some cells. `shortcut` (see `nearestShortcut`) takes `at` for an axis that keeps its size and
 * `⌊at / 2⌋` for one that doubles, whatever the scale.
 */
export function nearestSource(at: number, axis: ResizeAxis, exact: boolean, shortcut: boolean): number {
  if (shortcut && !exact) {
    if (axis.count === axis.size) return at;
    if (axis.count === 2 * axis.size) return at >> 1;
  }
  const { size, count, scale } = axis;
  const ratio = scale !== null && scale > 0 ? Math.fround(1 / scale) : Math.fround(size / count);
  const position = Math.fround(Math.fround(exact ? at + 0.5 : at) * ratio);
  return Math.min(Math.floor(position), size - 1);
}
