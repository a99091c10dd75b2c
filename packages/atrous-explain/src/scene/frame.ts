/** @file What all pictures have round them: title, shapes, captions, size. */

import { captionWidth, drawCaptions } from './captions.js';
import { CHANNELS_HEIGHT, channelsWidth, drawChannels, hasChannels } from './channels.js';
import type { PicturedLayer } from './layer.js';
import type { Scene } from './scene.js';
import { type Sketch, textRoom } from './sketch.js';
import type { LayerState } from './state.js';

export const MARGIN = 28;
/** Where the picture begins, below title and shapes. */
export const HEADER = 66;
/** Narrower than this sentences would break too often. */
const LEAST_WIDTH = 680;
/** Room round the planes of a bare picture. */
const BARE_MARGIN = 8;

export interface Framing {
  readonly description: string;
  readonly sentence: string;
}

/** Title above and captions below what is drawn. @param size  of the drawn part, in pixels */
export function framed(
  sketch: Sketch,
  layer: PicturedLayer,
  state: LayerState,
  size: { readonly width: number; readonly height: number },
  { description, sentence }: Framing,
): Scene {
  const { spec, input, output, title } = layer;
  const words = { title, description, sentence };
  if (state.bare === true) {
    // Letters stand left of what they name, and headings may be wider than what they head.
    const [first, last] = sketch.textExtent;
    const left = Math.min(MARGIN, first) - BARE_MARGIN;
    const right = Math.max(MARGIN + size.width, last) + BARE_MARGIN;
    const height = size.height + 2 * BARE_MARGIN;
    return sketch.scene({ width: right - left, height }, words, [left, HEADER - BARE_MARGIN]);
  }
  const channel = state.channel ?? 0;
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
  const bottom = drawCaptions(sketch, MARGIN, y, width, { spec, input, legend: sketch.legend, sentence });
  return sketch.scene({ width: width + 2 * MARGIN, height: bottom + MARGIN - 8 }, words);
}

/** The title, as large as fits, and a line under it. */
export function drawTitle(sketch: Sketch, title: string, line: string, width: number): void {
  const size = Math.min(16, (width / textRoom(title, 16, true)) * 16);
  sketch.text('title', title, MARGIN, 30, { size, bold: true });
  sketch.text('note', line, MARGIN, 50, { size: 13 });
}
