/** @file A decoded picture as a network's input, with every step remembered. All arithmetic is the library's. */

import { F, Tensor } from 'atrous';
import { transforms } from 'atrous/data';
import { luminance } from 'atrous-explain/pictures';
import { type LabState, NORM_VALUES, USUAL_SIDE } from '../state.js';
import type { Decoded } from './decode.js';

type Size = readonly [height: number, width: number];

/** What was done to the picture, in order; the words are the page's. */
export type InputStep =
  | { readonly what: 'reduced'; readonly from: Size; readonly to: Size }
  | { readonly what: 'scaled' }
  | { readonly what: 'alpha' }
  | { readonly what: 'grey' }
  | {
      readonly what: 'resized';
      readonly from: Size;
      readonly to: Size;
      readonly kept: boolean;
      readonly chosen: boolean;
    }
  | { readonly what: 'normalised'; readonly mean: readonly number[]; readonly std: readonly number[] };

export interface NetworkInput {
  /** [1, channels, height, width]. */
  readonly tensor: Tensor;
  /** The picture as the network sees it, before mean and deviation: [height, width, 3], 8-bit sRGB. */
  readonly shown: Uint8Array;
  readonly steps: readonly InputStep[];
}

/** The size that a picture goes in with. */
export function sizeFor({ height, width }: Pick<Decoded, 'height' | 'width'>, chosen: Size | undefined): Size {
  if (chosen !== undefined) return chosen;
  const share = Math.min(1, USUAL_SIDE / Math.max(height, width));
  return [Math.max(1, Math.round(height * share)), Math.max(1, Math.round(width * share))];
}

/** [H, W, 3] → [1, 3, H, W], as `ToTensor` turns it. */
function planes({ rgb, height, width }: Decoded): Float32Array {
  const plane = height * width;
  const values = new Float32Array(3 * plane);
  for (let part = 0; part < 3; part++) for (let i = 0; i < plane; i++) values[part * plane + i] = rgb[3 * i + part]!;
  return values;
}

/** [1, C, H, W] in [0, 1] → 8-bit RGB, row by row. */
function shownOf(x: Tensor): Uint8Array {
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const plane = height * width;
  const values = x.data as Float32Array;
  const rgb = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++)
    for (let part = 0; part < 3; part++)
      rgb[3 * i + part] = Math.round(255 * Math.min(1, Math.max(0, values[Math.min(part, channels - 1) * plane + i]!)));
  return rgb;
}

export function networkInput(decoded: Decoded, state: Pick<LabState, 'size' | 'grey' | 'norm'>): NetworkInput {
  const { height, width, reducedFrom, hasAlpha } = decoded;
  const steps: InputStep[] = [];
  if (reducedFrom) steps.push({ what: 'reduced', from: reducedFrom, to: [height, width] });
  steps.push({ what: 'scaled' });
  if (hasAlpha) steps.push({ what: 'alpha' });
  const channels = state.grey ? 1 : 3;
  const colours = planes(decoded);
  if (state.grey) steps.push({ what: 'grey' });
  let x = new Tensor(state.grey ? luminance(colours) : colours, [1, channels, height, width], 'float32');
  const to = sizeFor(decoded, state.size);
  if (to[0] !== height || to[1] !== width) {
    x = F.interpolate(x, { size: [...to], mode: 'bilinear', alignCorners: false, antialias: true });
    const kept = Math.abs(to[0] * width - to[1] * height) <= Math.max(height, width);
    steps.push({ what: 'resized', from: [height, width], to, kept, chosen: state.size !== undefined });
  }
  const shown = shownOf(x);
  if (state.norm !== 'none') {
    const { mean, std } = NORM_VALUES[state.norm];
    const used = state.grey && mean.length > 1 ? { mean: [average(mean)], std: [average(std)] } : { mean, std };
    x = transforms.normalize(used.mean, used.std)(x);
    steps.push({ what: 'normalised', ...used });
  }
  return { tensor: x, shown, steps };
}

/** To two digits more than the numbers have. */
const average = (values: readonly number[]): number =>
  Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4));
