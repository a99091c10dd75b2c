/** @file Fractional max pooling: windows of one size, spread over the input by a random number per axis. */

import { ArgumentError, IndexError, ShapeError, typeError } from '../errors.js';
import { wrapDimension } from './dim.js';
import { intList } from './ints.js';
import { sizeList } from './python.js';
import { checkNotNegative } from './shape-checks.js';
import type { PerAxis, Shape } from './types.js';

export interface FractionalPoolOptions {
  readonly kernelSize: PerAxis;
  /** Sizes of the output; either these or `outputRatio`. */
  readonly outputSize?: PerAxis | null | undefined;
  /** Output size over input size, rounded down: one per axis, in 3-D also one for all. */
  readonly outputRatio?: number | readonly number[] | null | undefined;
}

/** The sizes of one call. `planes` counts every (n, c); `shape` is the whole output. */
export interface FractionalPoolGeometry {
  /** 1 for an input without a batch. */
  readonly batch: number;
  readonly channels: number;
  readonly planes: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly shape: readonly number[];
}

const NAMES = { 2: ['height', 'width'], 3: ['time', 'height', 'width'] } as const;

/**
 * Where window `j` of `count` starts on an axis of `size` cells:
 *
 *     ⌊(j + sample)·α⌋ − ⌊sample·α⌋,   α = (size − kernel) / (count − 1);   the last one at size − kernel
 *
 * @param sample  in [0, 1)
 * @param round   to the element type that PyTorch computes in: `Math.fround` for float32
 */
export function fractionalStart(
  j: number,
  sample: number,
  size: number,
  kernel: number,
  count: number,
  round: (value: number) => number,
): number {
  if (j === count - 1) return size - kernel;
  const alpha = round((size - kernel) / (count - 1));
  return Math.trunc(round(round(j + sample) * alpha)) - Math.trunc(round(sample * alpha));
}

/** One ratio per axis. @throws ArgumentError (Python's TypeError, ValueError), IndexError */
function ratios(rank: 2 | 3, outputRatio: number | readonly number[]): readonly number[] {
  const callee = `fractional_max_pool${rank}d`;
  const fields = { outputRatio };
  if (typeof outputRatio === 'number') {
    if (rank === 3) return [outputRatio, outputRatio, outputRatio];
    throw typeError("object of type 'float' has no len()", {
      hint: `Give one ratio per axis: \`outputRatio: [${outputRatio}, ${outputRatio}]\`.`,
      fields,
    });
  }
  if (outputRatio.length > rank)
    throw new ArgumentError(`${callee} requires output_ratio to either be a single Int or tuple of Ints.`, { fields });
  if (outputRatio.length < rank)
    throw new IndexError('tuple index out of range', { hint: `Give ${rank} ratios, one per axis.`, fields });
  return outputRatio;
}

/** @throws ArgumentError where neither is given, with that text, or both are */
export function checkOneGiven(
  neither: string,
  fields: Pick<FractionalPoolOptions, 'outputSize' | 'outputRatio'>,
): void {
  const given = Object.values(fields).filter((value) => (value ?? null) !== null);
  if (given.length === 0) throw new ArgumentError(neither, { hint: 'Give `outputSize` or `outputRatio`.', fields });
  if (given.length === 2)
    throw new ArgumentError('only one of output_size and output_ratio may be specified', {
      hint: 'Leave out `outputSize` or `outputRatio`.',
      fields,
    });
}

/** The sizes asked for, as given or from the ratios. */
function wanted(rank: 2 | 3, input: Shape, { outputSize, outputRatio }: FractionalPoolOptions): readonly number[] {
  const callee = `fractional_max_pool${rank}d`;
  checkOneGiven(`${callee} requires specifying either an output_size or an output_ratio`, { outputSize, outputRatio });
  if ((outputSize ?? null) !== null) return all(rank, intList(callee, 'output_size', 3, outputSize), outputSize);
  return ratios(rank, outputRatio!).map((ratio, axis) =>
    Math.trunc(input[wrapDimension(axis - rank, input.length)]! * ratio),
  );
}

/** A plain number once per axis; lists keep their length, which is checked later. */
const all = (rank: number, values: readonly number[], given: unknown): readonly number[] =>
  typeof given === 'number' ? Array<number>(rank).fill(given) : values;

function checkLengths(rank: 2 | 3, kernel: readonly number[], output: readonly number[]): void {
  const tuple = rank === 2 ? 'tuple of Ints' : 'tuple of three Ints';
  for (const [name, values] of [
    ['kernel_size', kernel],
    ['output_size', output],
  ] as const)
    if (values.length !== rank)
      throw new ShapeError(`fractional_max_pool${rank}d: ${name} must either be a single Int or ${tuple}`, {
        fields: { [name]: values },
      });
}

function checkInput(rank: 2 | 3, callee: string, input: Shape): void {
  const fields = { input };
  if (input.length !== rank + 1 && input.length !== rank + 2)
    throw new ShapeError(`${callee}: Expected ${rank + 1}D or ${rank + 2}D tensor, but got: ${sizeList(input)}`, {
      fields,
    });
  const empty = input.findIndex((size, dim) => dim > 0 && size === 0);
  if (empty > 0)
    throw new ShapeError(
      `${callee}: Expected input to have non-zero size for non-batch dimensions, but got${sizeList(input)} with dimension ${empty} being empty.`,
      { fields },
    );
}

/** The axes in the order in which PyTorch looks at them: 3-D asks for the width before the height. */
const ORDER = { 2: [0, 1], 3: [0, 2, 1] } as const;

/** In 3-D PyTorch wants one cell more than the windows need. */
function checkFits(rank: 2 | 3, callee: string, { input, kernel, output }: FractionalPoolGeometry): void {
  const spare = rank === 3 ? 1 : 0;
  for (const axis of ORDER[rank]) {
    const [size, k, o] = [input[axis]!, kernel[axis]!, output[axis]!];
    if ((rank === 2 || k <= size) && o + k - 1 + spare <= size) continue;
    const name = NAMES[rank][axis]!;
    throw new ShapeError(`${callee}: pool ${name} ${k} too large relative to input ${name} ${size}`, {
      hint: `${o} windows of ${k} cells need an input of at least ${Math.max(o, 1) + k - 1 + spare} along this axis.`,
      fields: { axis, kernel: k, output: o, input: size },
    });
  }
}

/**
 * The sizes of `fractional_max_pool2d` or `3d`.
 *
 * @throws ArgumentError, ShapeError, IndexError with PyTorch's texts, in its order
 */
export function fractionalPoolGeometry(
  rank: 2 | 3,
  input: Shape,
  options: FractionalPoolOptions,
): FractionalPoolGeometry {
  const callee = `fractional_max_pool${rank}d${rank === 3 ? '_out' : ''}()`;
  const output = wanted(rank, input, options);
  // PyTorch asks for the channels to draw its samples.
  wrapDimension(-rank - 1, input.length);
  const name = `fractional_max_pool${rank}d`;
  const kernel = all(rank, intList(name, 'kernel_size', 2, options.kernelSize), options.kernelSize);
  checkLengths(rank, kernel, output);
  checkInput(rank, callee, input);
  const batch = input.length === rank + 2 ? input[0]! : 1;
  const channels = input.at(-rank - 1)!;
  const shape = [...input.slice(0, -rank), ...output];
  const geometry = { batch, channels, planes: batch * channels, input: input.slice(-rank), output, kernel, shape };
  checkKernel(options.kernelSize, kernel);
  checkFits(rank, callee, geometry);
  checkNotNegative(shape);
  return geometry;
}

/** A window without cells has no maximum. @throws ArgumentError with the text of PyTorch's 3-D class */
export function checkKernel(given: PerAxis, kernel: readonly number[] = [given].flat()): void {
  if (kernel.every((k) => k > 0)) return;
  const shown = typeof given === 'number' ? given : `(${given.join(', ')})`;
  throw new ArgumentError(`kernel_size must be greater than 0, but got ${shown}`, { fields: { kernelSize: given } });
}
