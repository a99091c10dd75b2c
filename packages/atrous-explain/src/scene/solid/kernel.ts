/** @file What stands between input and output: a kernel as a block with its taps, or the word for what a pool does. */

import { drawTap } from '../kernel.js';
import { kernelOf } from '../layer.js';
import { last3 } from '../numbers.js';
import { recordGrid } from '../plane.js';
import type { Box } from '../scene.js';
import { type Sketch, textRoom } from '../sketch.js';
import { cardsRoom, drawCards, drawTint, drawVolume } from './draw.js';
import type { Item } from './layout.js';
import { groupOf, type Solid } from './parts.js';
import { boxOf, frontOf, type Volume, wholeOf } from './volume.js';

/** Kernels of more taps are a block without them. */
export const MOST_TAPS = 121;

type Direction = 'across' | 'down';

/** `kernel 3 × 7 × 7`: the channels that it reads, and its sizes. */
function headingOf(sketch: Sketch, { layer, channels: { input, groups } }: Solid): string {
  return sketch.words.kernel([input / groups, ...kernelOf(layer).slice(-layer.rank)].join(' × '));
}

/** Room beside a kernel for the kernels behind it and for its heading. */
export function kernelMargins(
  sketch: Sketch,
  solid: Solid,
  kernel: Volume,
  direction: Direction,
): Pick<Item, 'left' | 'right'> {
  const cards = cardsRoom(solid.channels.output);
  const heading = textRoom(headingOf(sketch, solid), 12, true);
  if (direction === 'down') return { left: 0, right: cards + 12 + heading };
  const over = Math.max(0, (heading - boxOf(kernel).width) / 2 - 6);
  return { left: over, right: Math.max(over, cards) };
}

/** A kernel, with those of other output channels behind it. */
export function drawKernel(sketch: Sketch, solid: Solid, volume: Volume, direction: Direction): void {
  const { layer, channels } = solid;
  const { output, input, groups } = channels;
  drawCards(sketch, volume, output);
  drawVolume(sketch, volume);
  if (groups > 1 && layer.rank < 3) drawTint(sketch, volume, [0, input / groups], { tap: groupOf(solid) });
  drawTaps(sketch, solid, volume);
  drawHeading(sketch, solid, volume, direction);
}

function drawTaps(sketch: Sketch, { layer }: Solid, volume: Volume): void {
  const kernel = last3(kernelOf(layer), 1);
  const [, height, width] = kernel;
  const front = frontOf(volume, wholeOf(volume));
  const lens = (size: number): { low: number; high: number; cutBefore: boolean; cutAfter: boolean } => ({
    low: 0,
    high: size,
    cutBefore: false,
    cutAfter: false,
  });
  const plane = { ...front, cell: volume.columns.cell, rows: lens(height), columns: lens(width) };
  recordGrid(sketch, plane, { plane: 'kernel', slice: 0, size: [height, width] });
  sketch.rect('kernel', front, { layer: 4 });
  if (height * width > MOST_TAPS) return;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const cell = { columns: [column, column + 1], rows: [row, row + 1], depth: [0, 1] } as const;
      drawTap(sketch, frontOf(volume, cell), [0, row, column], kernel, { layer: 4 });
    }
}

/** Above and below the kernel; beside it where light falls from above. */
function drawHeading(sketch: Sketch, solid: Solid, volume: Volume, direction: Direction): void {
  const { output } = solid.channels;
  const box = boxOf(volume);
  const cards = cardsRoom(output);
  const isAcross = direction === 'across';
  const x = isAcross ? box.x + box.width / 2 : box.x + box.width + cards + 12;
  const [y, below] = isAcross
    ? [box.y - 10, box.y + box.height + cards + 16]
    : [box.y + box.height / 2, box.y + box.height / 2 + 16];
  const look = { anchor: isAcross ? ('middle' as const) : ('start' as const), layer: 5 };
  sketch.text('axis', headingOf(sketch, solid), x, y, { ...look, bold: true });
  if (output > 1) sketch.text('note', sketch.words.ofThese(output), x, below, look);
}

/** The box of a pool's operation, whose word may change from window to window. */
export const OPERATION: Item = { width: 96, height: 44, left: 0, right: 0 };

export function drawOperation(sketch: Sketch, text: string, box: Box): void {
  sketch.rect('operation', box, { layer: 4 });
  sketch.centred('heading', text, box, { size: 14, bold: true, layer: 5 });
}
