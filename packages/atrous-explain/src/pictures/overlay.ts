/** @file One value per pixel, laid over a grey picture. */

import { DIVERGING, HEAT, indexAt } from './colour-maps.js';
import type { Picture } from './picture.js';
import { NAN } from './plane.js';
import { chooseColouring, type Colouring, position } from './scaling.js';
import { channelStatistics } from './statistics.js';

/** How much of the colour covers the grey at a position of the range: little where nothing happens. */
export function opacityAt(t: number, signed: boolean): number {
  const strength = signed ? Math.abs(2 * t - 1) : t;
  return 0.15 + 0.75 * Math.sqrt(Math.min(1, Math.max(0, strength)));
}

/** The input in grey under the colours of one value per pixel, scaled by their range, as `heatMap` shows it. */
export function heatOverlay(input: Picture, values: Float32Array): Picture {
  const statistics = channelStatistics(values, 1, values.length);
  return mixed(input, values, chooseColouring(statistics, 'layer', { signed: DIVERGING, positive: HEAT }));
}

/** The same in a colouring that is chosen already. */
export function mixed(input: Picture, values: Float32Array, { colours, signed, range }: Colouring): Picture {
  const rgb = new Uint8Array(input.rgb.length);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const at = pixel * 3;
    const grey = 0.299 * input.rgb[at]! + 0.587 * input.rgb[at + 1]! + 0.114 * input.rgb[at + 2]!;
    const missing = Number.isNaN(values[pixel]!);
    const t = missing ? 0 : position(values[pixel]!, range);
    const opacity = missing ? 1 : opacityAt(t, signed);
    const index = indexAt(t) * 3;
    for (let part = 0; part < 3; part++) {
      const colour = missing ? NAN[part]! : colours[index + part]!;
      rgb[at + part] = Math.round(grey * (1 - opacity) + colour * opacity);
    }
  }
  return { height: input.height, width: input.width, rgb };
}
