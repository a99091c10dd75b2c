/** @file Pictures on their way into a network: one function per step, made by a function of its settings. */

import { ArgumentError, ShapeError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { sizeList, tuple } from '../geometry/python.js';
import { pad } from '../ops/pad/index.js';
import { interpolate } from '../ops/resize/index.js';
import { flip, narrow } from '../ops/shape/index.js';
import type { FloatArray } from '../tensor/dtype.js';
import { empty } from '../tensor/element.js';
import { isFloat } from '../tensor/dtype.js';
import { defaultGenerator, type Generator, randint } from '../tensor/random/index.js';
import { Tensor } from '../tensor/tensor.js';

/** One step. Tensors are [C, H, W] or [N, C, H, W]. */
export type Transform<In = Tensor, Out = Tensor> = (input: In) => Out;

/** Pixels row by row, channels side by side: a canvas's `ImageData`, or what a decoder gives. */
export interface PixelImage {
  /** 8 or 16 bits per channel; 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) channels. */
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  readonly width: number;
  readonly height: number;
}

/** One number for both axes, or [height, width]. */
export type Size2d = number | readonly [height: number, width: number];

const pair = (size: Size2d): readonly [number, number] => (typeof size === 'number' ? [size, size] : size);

/** Height and width: the last two axes. @throws ShapeError for other ranks */
function imageSize(input: Tensor): readonly [number, number] {
  if (input.dim() !== 3 && input.dim() !== 4)
    throw new ShapeError(`expected an image [C, H, W] or images [N, C, H, W], but got size ${sizeList(input.shape)}`, {
      pythonType: 'ValueError',
      fields: { shape: [...input.shape] },
    });
  return input.shape.slice(-2) as [number, number];
}

/** One step after another. */
export function compose<In, A>(steps: readonly [Transform<In, A>]): Transform<In, A>;
export function compose<In, A, B>(steps: readonly [Transform<In, A>, Transform<A, B>]): Transform<In, B>;
export function compose<In>(steps: readonly [Transform<In>, ...Transform[]]): Transform<In>;
export function compose(steps: readonly Transform<never, unknown>[]): Transform<unknown, unknown> {
  return (input) => steps.reduce((value, step) => step(value as never), input);
}

/**
 * Pixels in [0, 255] (of 16-bit ones in [0, 65535]) as a float32 tensor [C, H, W] in [0, 1].
 *
 * @param options.alpha  whether an alpha channel is kept; default false: it is dropped, colours are not multiplied with it
 * @throws ShapeError if the array does not hold height × width pixels
 */
export function toTensor(options: { alpha?: boolean } = {}): Transform<PixelImage> {
  checkOptions('toTensor', options, ['alpha']);
  return ({ data, width, height }) => {
    const given = data.length / (width * height);
    if (![1, 2, 3, 4].includes(given))
      throw new ShapeError(`${data.length} values are no picture of ${height} × ${width} (height × width)`, {
        pythonType: 'ValueError',
        hint: 'There are 1, 2, 3 or 4 values per pixel: grey or RGB, with alpha or without.',
        fields: { length: data.length, height, width },
      });
    const channels = given % 2 === 0 && !(options.alpha ?? false) ? given - 1 : given;
    return planes(data, given, channels, height, width);
  };
}

/** [H, W, given] → [channels, H, W], scaled to [0, 1]. */
function planes(data: PixelImage['data'], given: number, channels: number, height: number, width: number): Tensor {
  const most = data instanceof Uint16Array ? 65535 : 255;
  const plane = height * width;
  const out = new Float32Array(channels * plane);
  for (let c = 0; c < channels; c++) for (let i = 0; i < plane; i++) out[c * plane + i] = data[i * given + c]! / most;
  return new Tensor(out, [channels, height, width], 'float32');
}

/**
 * (x − mean) / std, per channel.
 *
 * @param mean, std  one number per channel, or one for all
 * @throws ArgumentError for a deviation of 0
 * @throws ShapeError if there are not as many as channels
 */
export function normalize(mean: readonly number[], std: readonly number[]): Transform {
  if (std.some((value) => Math.fround(value) === 0))
    throw new ArgumentError('std evaluated to zero after conversion to torch.float32, leading to division by zero.', {
      fields: { std: [...std] },
    });
  return (input) => {
    const [height, width] = imageSize(input);
    const channels = input.shape.at(-3)!;
    for (const [name, values] of [
      ['mean', mean],
      ['std', std],
    ] as const)
      checkChannels(name, values, channels);
    if (!isFloat(input.dtype))
      throw new ArgumentError(`Input tensor should be a float tensor. Got torch.${input.dtype}.`, {
        pythonType: 'TypeError',
        hint: 'Use `toTensor()` or `.float()` first.',
      });
    const output = empty(input.shape, input.dtype);
    const [x, y] = [input.storage.array as FloatArray, output.storage.array as FloatArray];
    for (let i = 0; i < x.length; i++) {
      const channel = Math.floor(i / (height * width)) % channels;
      const [m, s] = [mean[mean.length === 1 ? 0 : channel]!, std[std.length === 1 ? 0 : channel]!];
      y[i] = (x[i]! - m) / s;
    }
    return output;
  };
}

function checkChannels(name: string, values: readonly number[], channels: number): void {
  if (values.length === 1 || values.length === channels) return;
  throw new ShapeError(`${name} has ${values.length} values, but the image has ${channels} channels`, {
    fields: { values: values.length, channels },
  });
}

export interface ResizeTransformOptions {
  /** Default 'bilinear'. */
  mode?: 'nearest' | 'nearest-exact' | 'bilinear' | 'bicubic' | 'area';
  /** Whether shrinking averages over all pixels; default true, for the modes that have it ('bilinear', 'bicubic'). */
  antialias?: boolean;
}

/**
 * `F.interpolate` to a size. One number is the length of the shorter edge, and the proportions stay: the other edge is
 * ⌊size · longer / shorter⌋.
 */
export function resize(size: Size2d, options: ResizeTransformOptions = {}): Transform {
  checkOptions('resize', options, ['mode', 'antialias']);
  const { mode = 'bilinear' } = options;
  const smooth = mode === 'bilinear' || mode === 'bicubic';
  const antialias = options.antialias ?? smooth;
  return (input) => {
    const target = typeof size === 'number' ? shorterEdge(imageSize(input), size) : size;
    imageSize(input);
    const single = input.dim() === 3;
    const batch = single ? new Tensor(input.storage, [1, ...input.shape], input.dtype) : input;
    const output = interpolate(batch, { size: [...target], mode, ...(antialias ? { antialias } : {}) });
    return single ? new Tensor(output.storage, output.shape.slice(1), output.dtype) : output;
  };
}

function shorterEdge([height, width]: readonly [number, number], size: number): readonly [number, number] {
  return height <= width ? [size, Math.trunc((size * width) / height)] : [Math.trunc((size * height) / width), size];
}

/** Rows `top` … and columns `left` … of the last two axes; copies. */
function cropped(input: Tensor, top: number, left: number, [height, width]: readonly [number, number]): Tensor {
  return narrow(narrow(input, -2, top, height), -1, left, width);
}

/** Python's `round`: a half goes to the even neighbour. */
function roundHalfEven(x: number): number {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

/** The middle of the picture; what lies outside a smaller one is 0. */
export function centerCrop(size: Size2d): Transform {
  const target = pair(size);
  return (input) => {
    const [height, width] = imageSize(input);
    const [down, right] = [Math.max(target[0] - height, 0), Math.max(target[1] - width, 0)];
    const [before, above] = [Math.floor(right / 2), Math.floor(down / 2)];
    const wide = down + right === 0 ? input : pad(input, [before, right - before, above, down - above]);
    const [h, w] = imageSize(wide);
    return cropped(wide, roundHalfEven((h - target[0]) / 2), roundHalfEven((w - target[1]) / 2), target);
  };
}

/** Where random transforms draw from. */
export interface RandomTransformOptions {
  /** Default: the one that `manualSeed` seeds. */
  generator?: Generator | null;
}

export interface RandomCropOptions extends RandomTransformOptions {
  /** Cells added on all four sides first; default 0. */
  padding?: number;
  /** What they hold; default 'constant'. */
  paddingMode?: 'constant' | 'reflect' | 'replicate' | 'circular';
  /** The value of 'constant'; default 0. */
  fill?: number;
}

/**
 * A window at a random place: a row, then a column, both drawn by `randint`; nothing is drawn where only one fits.
 *
 * @throws ShapeError if the padded picture is smaller than the window
 */
export function randomCrop(size: Size2d, options: RandomCropOptions = {}): Transform {
  checkOptions('randomCrop', options, ['padding', 'paddingMode', 'fill', 'generator']);
  const { padding = 0, paddingMode: mode = 'constant', fill = 0 } = options;
  const target = pair(size);
  return (input) => {
    imageSize(input);
    const edges = [padding, padding, padding, padding];
    const value = mode === 'constant' ? { value: fill } : {};
    const wide = padding === 0 ? input : pad(input, edges, { mode, ...value });
    const [height, width] = imageSize(wide);
    if (height < target[0] || width < target[1])
      throw new ShapeError(
        `Required crop size ${tuple(target)} is larger than input image size ${tuple([height, width])}`,
        { pythonType: 'ValueError', hint: 'Sizes are height, width.', fields: { size: target, height, width } },
      );
    if (height === target[0] && width === target[1]) return wide;
    const generator = options.generator ?? null;
    const draw = (places: number): number => Number(randint(places, [1], { generator }).data[0]);
    const top = draw(height - target[0] + 1);
    return cropped(wide, top, draw(width - target[1] + 1), target);
  };
}

export interface RandomFlipOptions extends RandomTransformOptions {
  /** How often; default 0.5. */
  p?: number;
}

function randomFlip(callee: string, axis: number, options: RandomFlipOptions): Transform {
  checkOptions(callee, options, ['p', 'generator']);
  const { p = 0.5 } = options;
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`${callee}: p is ${p}, which is no probability`, { fields: { p } });
  return (input) => {
    imageSize(input);
    return (options.generator ?? defaultGenerator()).nextFloat32() < p ? flip(input, axis) : input;
  };
}

/** Left and right exchanged with probability p, by one `rand` draw each time. */
export function randomHorizontalFlip(options: RandomFlipOptions = {}): Transform {
  return randomFlip('randomHorizontalFlip', -1, options);
}

/** Top and bottom exchanged with probability p, by one `rand` draw each time. */
export function randomVerticalFlip(options: RandomFlipOptions = {}): Transform {
  return randomFlip('randomVerticalFlip', -2, options);
}
