/**
 * @file PixelShuffle and PixelUnshuffle: r·r channels of small planes and one large plane hold the same cells. A cell of the
 * large plane has the letter and colour of the channel that it belongs to.
 */

import { connect } from './connect.js';
import { framed, HEADER, MARGIN } from './frame.js';
import { drawTap } from './kernel.js';
import type { ShuffleLayer } from './layer.js';
import { contains, type Lens, lengthOf, lensOf } from './lens.js';
import {
  cellBox,
  drawGround,
  drawLabels,
  drawOverview,
  LABEL_HEIGHT,
  LABEL_WIDTH,
  overviewHeight,
  type Plane,
  type PlaneAxis,
  planeBox,
} from './plane.js';
import type { Scene } from './scene.js';
import { Sketch } from './sketch.js';
import type { LayerState } from './state.js';
import { momentAt } from './timeline.js';
import { clamp } from './numbers.js';

/** Cells of the large plane that are drawn along an axis. */
const MOST = 24;
const ROOM = 400;
const GAP = 90;
/** Between the small planes, with their headings. */
const SMALL_GAP = 30;

interface Stage {
  readonly large: Plane;
  /** One per channel, row by row. */
  readonly small: readonly Plane[];
  readonly width: number;
  readonly height: number;
}

/** The drawn part of the small planes, and the same part of the large one. */
function lensesOf({ small, factor }: ShuffleLayer, position: readonly number[]): { small: Lens[]; large: Lens[] } {
  const most = Math.max(2, Math.floor(MOST / factor));
  const lenses = small.map((size, axis) => {
    const first = Math.floor(position[axis]! / factor);
    return lensOf({ low: 0, high: size }, { first, reach: 1, stride: 1 }, { most, usual: most });
  });
  const scaled = lenses.map((lens) => ({ ...lens, low: lens.low * factor, high: lens.high * factor }));
  return { small: lenses, large: scaled };
}

function stageOf(layer: ShuffleLayer, position: readonly number[]): Stage {
  const { factor, isUp } = layer;
  const { small, large } = lensesOf(layer, position);
  const [rows, columns] = large as [Lens, Lens];
  const cell = clamp(Math.floor(ROOM / Math.max(lengthOf(rows), lengthOf(columns))), 9, 34);
  const [tall, wide] = small.map((lens) => lengthOf(lens) * cell) as [number, number];
  const each = { width: wide + SMALL_GAP, height: tall + SMALL_GAP };
  const smallWidth = factor * each.width - SMALL_GAP;
  const smallHeight = factor * each.height - SMALL_GAP;
  const largeWidth = lengthOf(columns) * cell;
  const height = Math.max(smallHeight, lengthOf(rows) * cell);
  const left = MARGIN + LABEL_WIDTH;
  const top = HEADER + LABEL_HEIGHT;
  const [smallX, largeX] = isUp ? [left, left + smallWidth + GAP] : [left + largeWidth + GAP, left];
  const middle = (own: number): number => Math.round(top + (height - own) / 2);
  const place = (number: number): Plane => ({
    x: smallX + (number % factor) * each.width,
    y: middle(smallHeight) + Math.floor(number / factor) * each.height,
    cell,
    rows: small[0]!,
    columns: small[1]!,
  });
  return {
    large: { x: largeX, y: middle(lengthOf(rows) * cell), cell, rows, columns },
    small: Array.from({ length: factor * factor }, (_, number) => place(number)),
    width: left + smallWidth + GAP + largeWidth + LABEL_WIDTH - MARGIN,
    height: height + LABEL_HEIGHT,
  };
}

/** One frame. @param time  in frames, one per cell of the large plane */
export function shuffleScene(layer: ShuffleLayer, state: LayerState, time: number): Scene {
  const { factor, isUp } = layer;
  const { from } = momentAt(time, largeSizes(layer), true);
  const sketch = new Sketch(state.lang);
  const stage = stageOf(layer, from);
  // Of unshuffling, any of the output channels that one input channel becomes may be asked for.
  const channel = isUp ? (state.channel ?? 0) : Math.floor((state.channel ?? 0) / factor ** 2);
  const first = channel * factor ** 2;
  drawLarge(sketch, layer, stage, channel);
  stage.small.forEach((plane, number) => drawSmall(sketch, layer, plane, number, first));
  const phase = from.map((at) => at % factor) as [number, number];
  const number = phase[0] * factor + phase[1];
  drawPair(sketch, layer, stage, from, number);
  const [width, height] = [stage.width, stage.height + overviewBelow(sketch, layer, stage)];
  const { words } = sketch;
  return framed(
    sketch,
    layer,
    state,
    { width, height },
    {
      description: words.shuffleDescription(factor, isUp),
      sentence: words.shuffle({
        large: words.place(['H', 'W'], from),
        small: words.place(
          ['H', 'W'],
          from.map((at) => Math.floor(at / factor)),
        ),
        largeChannel: channel,
        smallChannel: first + number,
        isUp,
      }),
    },
  );
}

/** The whole of the large plane where it is cut. @returns the room that it takes */
function overviewBelow(sketch: Sketch, layer: ShuffleLayer, { large }: Stage): number {
  const [h, w] = largeSizes(layer) as [number, number];
  const room = overviewHeight(large, h, w);
  const box = planeBox(large);
  if (room > 0)
    drawOverview(sketch, large, [h, w], { x: box.x, y: box.y + box.height + 12 }, layer.isUp ? 'output' : 'input');
  return room;
}

/** Rows and columns of the large plane. */
export const largeSizes = ({ small, factor }: ShuffleLayer): number[] => small.map((size) => size * factor);

const axis = (name: string, size: number): PlaneAxis => ({ name, size, end: size });

/** Every cell in the colour of its channel. */
function drawLarge(sketch: Sketch, layer: ShuffleLayer, { large }: Stage, channel: number): void {
  const { factor, isUp } = layer;
  const [h, w] = largeSizes(layer) as [number, number];
  const name = sketch.words.channelOf(isUp ? 'output' : 'input', channel);
  drawGround(sketch, large, axis('H', h), axis('W', w));
  drawLabels(sketch, large, axis('H', h), axis('W', w), {
    name,
    sizes: `${h} × ${w}`,
    rowsAt: isUp ? 'right' : 'left',
  });
  const kernel = [factor, factor];
  for (let row = large.rows.low; row < large.rows.high; row++)
    for (let column = large.columns.low; column < large.columns.high; column++)
      drawTap(sketch, cellBox(large, row, column), [row % factor, column % factor], kernel, {
        layer: 1,
        cell: { plane: isUp ? 'output' : 'input', index: [row, column] },
      });
}

/** One channel, all of it in its own colour. */
function drawSmall(sketch: Sketch, { factor, small }: ShuffleLayer, plane: Plane, number: number, first: number): void {
  const tap = [Math.floor(number / factor), number % factor];
  const [h, w] = small as [number, number];
  drawGround(sketch, plane, axis('H', h), axis('W', w));
  const { rows, columns } = plane;
  for (let row = rows.low; row < rows.high; row++)
    for (let column = columns.low; column < columns.high; column++)
      drawTap(sketch, cellBox(plane, row, column), tap, [factor, factor], { layer: 1 });
  sketch.text('axis', sketch.words.channelNumber(first + number), plane.x, plane.y - 7, { size: 11, bold: true });
}

/** The two places of one cell, and the light between them. */
function drawPair(
  sketch: Sketch,
  { factor, isUp }: ShuffleLayer,
  { large, small }: Stage,
  [row, column]: readonly number[],
  number: number,
): void {
  const plane = small[number]!;
  const [y, x] = [Math.floor(row! / factor), Math.floor(column! / factor)];
  if (!contains(plane.rows, y) || !contains(plane.columns, x)) return;
  const [a, b] = [cellBox(plane, y, x), cellBox(large, row!, column!)];
  const cell = { plane: isUp ? ('input' as const) : ('output' as const), index: [y, x] };
  sketch.rect('window', a, { layer: 4, cell });
  sketch.rect('window', b, { layer: 4 });
  connect(sketch, isUp ? a : b, isUp ? b : a, 'across');
}
