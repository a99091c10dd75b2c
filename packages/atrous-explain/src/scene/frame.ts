/** @file What all pictures have round them: title, shapes, captions, size. */

import { captionWidth, drawCaptions, type Legend } from './captions.js';
import { CHANNELS_HEIGHT, channelsWidth, drawChannels, hasChannels } from './channels.js';
import type { PicturedLayer } from './layer.js';
import type { Scene } from './scene.js';
import { type Sketch, textRoom } from './sketch.js';

export const MARGIN = 28;
/** Where the picture begins, below title and shapes. */
export const HEADER = 66;
/** Narrower than this sentences would break too often. */
const LEAST_WIDTH = 680;

export interface Framing {
  readonly channel: number;
  readonly legend: Legend;
  readonly description: string;
  readonly sentence: string;
}

/** Title above and captions below what is drawn. @param size  of the drawn part, in pixels */
export function framed(
  sketch: Sketch,
  layer: PicturedLayer,
  size: { readonly width: number; readonly height: number },
  { channel, legend, description, sentence }: Framing,
): Scene {
  const { spec, input, output, title } = layer;
  const channels = hasChannels(layer) ? channelsWidth(layer, channel, sketch.words) : 0;
  const room = [
    size.width,
    captionWidth(spec, input, sketch.words.lang),
    channels,
    Math.min(900, textRoom(title, 16, true)),
  ];
  const width = Math.max(LEAST_WIDTH, ...room);
  drawTitle(sketch, title, `${input.join(' × ')}  →  ${output.join(' × ')}`, width);
  let y = HEADER + size.height + 22;
  if (hasChannels(layer)) {
    drawChannels(sketch, layer, channel, { x: MARGIN, y });
    y += CHANNELS_HEIGHT;
  }
  const bottom = drawCaptions(sketch, MARGIN, y, width, { spec, input, legend, sentence });
  return sketch.scene({ width: width + 2 * MARGIN, height: bottom + MARGIN - 8 }, { title, description, sentence });
}

/** The title, as large as fits, and a line under it. */
export function drawTitle(sketch: Sketch, title: string, line: string, width: number): void {
  const size = Math.min(16, (width / textRoom(title, 16, true)) * 16);
  sketch.text('title', title, MARGIN, 30, { size, bold: true });
  sketch.text('note', line, MARGIN, 50, { size: 13 });
}

/** The entries of a legend, each once. */
export class LegendList {
  readonly entries: Legend[number][] = [];

  add(role: Legend[number][0], words: string): void {
    if (!this.entries.some(([known]) => known === role)) this.entries.push([role, words]);
  }
}
