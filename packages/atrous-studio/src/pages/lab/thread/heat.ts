/** @file The heat map of a node over the photo. */

import { noGrad } from 'atrous';
import { channelMap, heatmap } from 'atrous/vision';
import { heatOverlay } from 'atrous-explain/pictures';
import { type Refusal, refusalOf } from '../../../kit/refusal.js';
import type { Heat } from '../state.js';
import { type Ran, valuesOf } from './kept.js';
import { statisticsOf, type Tile } from './tiles.js';

export interface HeatQuestion {
  readonly run: number;
  readonly layer: string;
  readonly by: Exclude<Heat, 'none'>;
  /** Of Grad-CAM; undefined: the class with the highest score. */
  readonly target: number | undefined;
}

export interface HeatAnswer {
  readonly run: number;
  readonly layer: string;
  readonly by: Exclude<Heat, 'none'>;
  /** The photo in grey under the map; undefined where there is none. */
  readonly tile: Tile | undefined;
  readonly low: number;
  readonly high: number;
  /** Of Grad-CAM: how many classes there are, and which has the highest score. */
  readonly classes: Classes | undefined;
  /** Why there is none. */
  readonly refusal: Refusal | undefined;
}

export interface Classes {
  readonly count: number;
  readonly highest: number;
}

/** The scores of a network that gives maps are the sums over their positions. */
function classesOf({ kept }: Ran): Classes | undefined {
  const output = [...kept.values()].at(-1)?.output;
  const count = output?.shape[1];
  if (output === undefined || count === undefined) return undefined;
  const scores = noGrad(() => (output.dim() > 2 ? output.flatten({ startDim: 2 }).sum(2) : output));
  return { count, highest: Number(scores.argmax(1).data[0]) };
}

function withAlpha(rgb: Uint8Array, height: number, width: number): Tile {
  const pixels = new Uint8ClampedArray(4 * height * width);
  for (let i = 0; i < height * width; i++) {
    for (let part = 0; part < 3; part++) pixels[4 * i + part] = rgb[3 * i + part]!;
    pixels[4 * i + 3] = 255;
  }
  return { height, width, pixels };
}

/** Undefined for another run. */
export function heatAnswer(ran: Ran | undefined, { run, layer, by, target }: HeatQuestion): HeatAnswer | undefined {
  const kept = ran?.run === run ? ran.kept.get(layer) : undefined;
  if (ran === undefined || kept === undefined) return undefined;
  const [height, width] = ran.input.tensor.shape.slice(2) as [number, number];
  const answer = { run, layer, by, classes: by === 'gradcam' ? classesOf(ran) : undefined };
  try {
    const map =
      by === 'gradcam'
        ? heatmap(ran.model.module, layer, ran.input.tensor, { by, target: target ?? null })
        : channelMap(kept.output, [height, width], by);
    const values = valuesOf(map);
    const { min, max } = statisticsOf(values);
    const { rgb } = heatOverlay({ height, width, rgb: ran.input.shown }, values);
    return { ...answer, tile: withAlpha(rgb, height, width), low: min, high: max, refusal: undefined };
  } catch (error) {
    return { ...answer, tile: undefined, low: 0, high: 0, refusal: refusalOf(error) };
  }
}
