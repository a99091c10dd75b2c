/** @file A picture as a network's input: resized, normalised, and every step said. */

import { F, tensor, Tensor } from 'atrous';
import { EXIT, Failure } from '../failure.js';
import type { Picture } from '../pictures/index.js';
import { LUMINANCE, luminance } from 'atrous-explain/pictures';
import type { Lang } from 'atrous-explain/read';
import { type Photo, photoSize } from './photo.js';
import { stepWords } from './steps.js';

export interface NetworkInput {
  /** [1, channels, height, width]. */
  readonly tensor: Tensor;
  /** The picture as the network sees it, before mean and std: for drawing. */
  readonly shown: Picture;
  /** What was done, one sentence each. */
  readonly steps: readonly string[];
}

export interface InputOptions {
  readonly size: readonly [height: number, width: number] | undefined;
  readonly mean: readonly number[] | undefined;
  readonly std: readonly number[] | undefined;
  /** Of what is said about the steps. */
  readonly lang?: Lang | undefined;
}

/** Bilinear with antialiasing, as torchvision resizes; values of a resized picture stay in [0, 1]. */
function resize(x: Tensor, size: readonly [number, number]): Tensor {
  return F.interpolate(x, { size: [...size], mode: 'bilinear', alignCorners: false, antialias: true });
}

function perChannel(name: string, values: readonly number[], channels: number): Tensor {
  if (values.length !== 1 && values.length !== channels)
    throw new Failure(
      EXIT.usage,
      `--${name} has ${values.length} numbers, but the picture has ${channels} ${channels === 1 ? 'channel' : 'channels'}`,
      `Give one number${channels === 1 ? '' : ` for all, or ${channels}`}.`,
    );
  return tensor([...values]).reshape([1, values.length, 1, 1]);
}

/** [1, C, H, W] in [0, 1] → 8-bit RGB rows. */
function toPicture(x: Tensor): Picture {
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const plane = height * width;
  const values = x.data;
  const rgb = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++)
      rgb[3 * i + c] = Math.round(255 * Number(values[Math.min(c, channels - 1) * plane + i]));
  return { height, width, rgb };
}

/** @throws Failure where mean or std do not fit the channels */
export function networkInput(photo: Photo, { size, mean, std, lang }: InputOptions): NetworkInput {
  const words = stepWords(lang);
  const { channels, height, width } = photo;
  const steps = [...photo.steps];
  let x = new Tensor(photo.values, [1, channels, height, width], 'float32');
  if (size !== undefined && (size[0] !== height || size[1] !== width)) {
    x = resize(x, size);
    const kept = size[0] * width === size[1] * height;
    steps.push(words.resized(photoSize(photo), photoSize({ height: size[0], width: size[1] }), kept));
  }
  const shown = toPicture(x);
  if (mean !== undefined) {
    x = x.sub(perChannel('mean', mean, channels));
    steps.push(words.mean(mean.join(', ')));
  }
  if (std !== undefined) {
    if (std.includes(0)) throw new Failure(EXIT.usage, '--std cannot be 0: values are divided by it');
    x = x.div(perChannel('std', std, channels));
    steps.push(words.std(std.join(', ')));
  }
  return { tensor: x, shown, steps };
}

/** A drawn picture as if it had been read from a file. */
export function photoOf({ height, width, rgb }: Picture, grey: boolean, lang?: Lang): Photo {
  const words = stepWords(lang);
  const plane = height * width;
  const values = new Float32Array(3 * plane);
  for (let c = 0; c < 3; c++) for (let i = 0; i < plane; i++) values[c * plane + i] = rgb[3 * i + c]! / 255;
  const steps = [words.divided(255)];
  if (!grey) return { height, width, channels: 3, values, steps };
  steps.push(words.luminance(LUMINANCE));
  return { height, width, channels: 1, values: luminance(values), steps };
}
