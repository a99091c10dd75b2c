/** @file Unfold and Fold: every position of a block on the image is one column of a table, every element of it one row. */

import type { Reads } from './axis.js';
import { connect } from './connect.js';
import { framed, HEADER, MARGIN } from './frame.js';
import { drawTap } from './kernel.js';
import type { ColumnsLayer } from './layer.js';
import { contains, type Lens, lengthOf, lensOf } from './lens.js';
import {
  cellBox,
  drawGround,
  drawLabels,
  drawUnread,
  LABEL_HEIGHT,
  LABEL_WIDTH,
  type Plane,
  type PlaneAxis,
  regionBox,
} from './plane.js';
import type { Box, Scene } from './scene.js';
import { Sketch } from './sketch.js';
import type { LayerState } from './state.js';
import { momentAt } from './timeline.js';
import { clamp } from './numbers.js';

const MOST = 24;
const ROOM = 400;
const GAP = 80;

interface Stage {
  readonly image: Plane;
  /** Rows are the elements of the block, columns its positions. */
  readonly table: Plane;
  readonly width: number;
  readonly height: number;
}

const positions = ({ axes }: ColumnsLayer): number => axes[0].count * axes[1].count;
const elements = ({ axes }: ColumnsLayer): number => axes[0].kernel * axes[1].kernel;

function stageOf(layer: ColumnsLayer, position: readonly number[], block: number): Stage {
  const { axes, isUnfold } = layer;
  const [rows, columns] = axes.map((one, i) => {
    const { first, step, taps } = one.reads(position[i]!);
    const extent = { low: -one.padBefore, high: one.size + one.padAfter };
    return lensOf(extent, { first, reach: step * (taps - 1) + 1, stride: one.stride }, { most: MOST });
  }) as [Lens, Lens];
  const all = { low: 0, high: elements(layer), cutBefore: false, cutAfter: false };
  const across = lensOf({ low: 0, high: positions(layer) }, { first: block, reach: 1, stride: 1 }, { most: MOST });
  const longest = Math.max(lengthOf(rows), lengthOf(columns), lengthOf(across));
  const cell = clamp(Math.floor(ROOM / longest), 12, 34);
  const side = clamp(Math.floor(ROOM / lengthOf(all)), 9, cell);
  const [imageWide, tableWide] = [lengthOf(columns) * cell, lengthOf(across) * side];
  const height = Math.max(lengthOf(rows) * cell, lengthOf(all) * side);
  const middle = (own: number): number => Math.round(HEADER + LABEL_HEIGHT + (height - own) / 2);
  const left = MARGIN + LABEL_WIDTH;
  const [imageX, tableX] = isUnfold ? [left, left + imageWide + GAP] : [left + tableWide + GAP, left];
  return {
    image: { x: imageX, y: middle(lengthOf(rows) * cell), cell, rows, columns },
    table: { x: tableX, y: middle(lengthOf(all) * side), cell: side, rows: all, columns: across },
    width: left + imageWide + GAP + tableWide + LABEL_WIDTH - MARGIN,
    height: height + LABEL_HEIGHT,
  };
}

/** One frame. @param time  in frames, one per position of the block */
export function columnsScene(layer: ColumnsLayer, state: LayerState, time: number): Scene {
  const { axes, isUnfold } = layer;
  const { frame, from } = momentAt(
    time,
    axes.map(({ count }) => count),
    true,
  );
  const sketch = new Sketch(state.lang);
  const stage = stageOf(layer, from, frame);
  const channel = state.channel ?? 0;
  drawImage(sketch, layer, stage.image);
  drawTable(sketch, layer, stage.table, frame, channel);
  const box = drawBlock(sketch, layer, stage, from, frame);
  const column = cellBox(stage.table, 0, frame, elements(layer));
  sketch.rect('window', column, { layer: 4 });
  if (box) connect(sketch, isUnfold ? box : column, isUnfold ? column : box, 'across');
  const { words } = sketch;
  return framed(sketch, layer, state, stage, {
    description: words.columnsDescription(isUnfold, elements(layer), positions(layer)),
    sentence: words.columns(words.place(['H', 'W'], from), frame, elements(layer), isUnfold),
  });
}

function drawImage(sketch: Sketch, { axes, isUnfold }: ColumnsLayer, plane: Plane): void {
  const [height, width] = axes.map(({ name, size, padAfter }): PlaneAxis => ({ name, size, end: size + padAfter })) as [
    PlaneAxis,
    PlaneAxis,
  ];
  drawGround(sketch, plane, height, width, isUnfold ? 'padding' : 'cropped');
  const { words } = sketch;
  if (drawUnread(sketch, plane, axes[0].isRead, axes[1].isRead, [height.end, width.end]))
    sketch.explain('unread', isUnfold ? words.legend.unread : words.legend.unreached);
  drawLabels(sketch, plane, height, width, {
    name: words.planes[isUnfold ? 'input' : 'output'],
    sizes: `${height.size} × ${width.size}`,
    rowsAt: isUnfold ? 'left' : 'right',
  });
  if (axes.some(({ padBefore, padAfter }) => padBefore + padAfter > 0))
    sketch.explain(isUnfold ? 'padding' : 'cropped', isUnfold ? words.legend.paddingZeros : words.legend.cropped);
}

function drawTable(sketch: Sketch, layer: ColumnsLayer, plane: Plane, block: number, channel: number): void {
  const { isUnfold } = layer;
  const [rows, columns] = [elements(layer), positions(layer)];
  const [height, width] = [rows, columns].map((size, i): PlaneAxis => ({ name: i === 0 ? '' : 'L', size, end: size }));
  drawGround(sketch, plane, height!, width!);
  const done = regionBox(plane, [0, rows], [0, block]);
  if (done) sketch.rect('done', done);
  drawLabels(sketch, plane, height!, width!, {
    name: sketch.words.planes[isUnfold ? 'output' : 'input'],
    sizes: sketch.words.rowsOf(channel * rows, (channel + 1) * rows - 1),
    rowsAt: isUnfold ? 'right' : 'left',
  });
}

/** The taps of the block, on the image and in its column. @returns the block's box on the image */
function drawBlock(
  sketch: Sketch,
  { axes, isUnfold }: ColumnsLayer,
  { image, table }: Stage,
  position: readonly number[],
  block: number,
): Box | undefined {
  const [down, across] = axes.map((one, i) => one.reads(position[i]!)) as [Reads, Reads];
  const kernel = axes.map((one) => one.kernel);
  for (let row = 0; row < down.taps; row++)
    for (let column = 0; column < across.taps; column++) {
      const [y, x] = [down.first + row * down.step, across.first + column * across.step];
      const tap = [row, column];
      const isReal = y >= 0 && y < axes[0].size && x >= 0 && x < axes[1].size;
      const cell = { plane: isUnfold ? ('input' as const) : ('output' as const), index: [y, x] };
      if (contains(image.rows, y) && contains(image.columns, x))
        drawTap(sketch, cellBox(image, y, x), tap, kernel, { layer: 1, faint: !isReal, ...(isReal ? { cell } : {}) });
      drawTap(sketch, cellBox(table, row * kernel[1]! + column, block), tap, kernel, { layer: 2, faint: !isReal });
    }
  const box = regionBox(
    image,
    [down.first, down.first + down.step * (down.taps - 1) + 1],
    [across.first, across.first + across.step * (across.taps - 1) + 1],
  );
  if (box) sketch.rect('window', box, { layer: 4 });
  return box;
}
