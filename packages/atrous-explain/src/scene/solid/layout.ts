/** @file Where the volumes of a layer stand and how large they are drawn. */

import type { SceneLayer } from '../layer.js';
import type { Box } from '../scene.js';
import type { SolidAxis } from './axes.js';
import { type Room, scaleOf } from './scale.js';
import { boxOf, type Edge, placed, type Volume } from './volume.js';

export interface Channel {
  readonly input: number;
  readonly output: number;
  readonly groups: number;
}

/** Channels on both sides; a pool treats each by itself. */
export function channelCounts({ channels, input, output, rank }: SceneLayer): Channel {
  return channels ?? { input: input.at(-rank - 1) ?? 1, output: output.at(-rank - 1) ?? 1, groups: 1 };
}

export interface Solids {
  readonly input: Volume;
  readonly output: Volume;
  /** Undefined for pools, which have none. */
  readonly kernel: Volume | undefined;
  /** Whether all edges have the proportions of their numbers. */
  readonly isTrue: boolean;
}

/** Depth is foreshortened. */
const SHORT = 0.5;
const KERNEL_CELL = 26;

const edge = (cells: number, length: number, before: number = 0, after: number = 0): Edge => ({
  cells,
  before,
  after,
  cell: length / (cells + before + after),
});

/** The volumes of a layer, still without a place. @param narrow  for a narrow screen */
export function solidsOf(layer: SceneLayer, axes: readonly [SolidAxis, SolidAxis, SolidAxis], narrow: boolean): Solids {
  const { rank } = layer;
  const { input, output, groups } = channelCounts(layer);
  const present = axes.slice(-rank);
  const total = ({ size, before, after }: SolidAxis): number => size + before + after;
  const most = rank === 1 ? (narrow ? 250 : 560) : narrow ? 170 : 200;
  const room: Room = { unit: 24, least: 18, most };
  const spatial = scaleOf(
    present.flatMap((axis) => [total(axis), axis.count]),
    room,
  );
  const face = (axis: SolidAxis): readonly [Edge, Edge] => {
    const { size, count, before, after, name } = axis;
    // An axis that the layer does not have is one cell, as tall as it is long.
    const last = axes[2];
    const lengthOf = (cells: number, other: number): number =>
      name === '' ? Math.min(24, Math.max(12, spatial.length(other) / other)) : spatial.length(cells);
    return [edge(size, lengthOf(total(axis), total(last)), before, after), edge(count, lengthOf(count, last.count))];
  };
  const [rows, columns] = [face(axes[1]), face(axes[2])];
  const cell = Math.min(columns[0].cell, 24);
  const deep = scaleOf([input, output], { unit: Math.max(9, cell * SHORT), least: 9, most: narrow ? 70 : 110 });
  const isDeepTrue = rank === 3 || (deep.isTrue && Math.abs(deep.length(1) - cell * SHORT) < 1e-9);
  const depth =
    rank === 3
      ? face(axes[0]).map((one) => ({ ...one, cell: one.cell * SHORT }))
      : [edge(input, deep.length(input)), edge(output, deep.length(output))];
  const volume = (side: 0 | 1): Volume => ({
    x: 0,
    y: 0,
    columns: columns[side],
    rows: rows[side],
    depth: depth[side]!,
  });
  return {
    input: volume(0),
    output: volume(1),
    kernel:
      layer.channels && kernelVolume(axes, rank === 3 ? undefined : (depth[0]!.cell * input) / groups, input / groups),
    isTrue: spatial.isTrue && isDeepTrue,
  };
}

/** @param deep  pixels of its channels: as deep as the slab that it reads; undefined where depth is an axis of the kernel */
function kernelVolume(axes: readonly SolidAxis[], deep: number | undefined, channels: number): Volume {
  const [depth, rows, columns] = axes.map(({ kernel }) => kernel) as [number, number, number];
  const cell = Math.min(KERNEL_CELL, 116 / Math.max(rows, columns, depth));
  const front = (cells: number): Edge => edge(cells, cells * cell);
  return {
    x: 0,
    y: 0,
    columns: front(columns),
    rows: front(rows),
    depth: deep === undefined ? edge(depth, depth * cell * SHORT) : edge(channels, Math.max(deep, 5)),
  };
}

/** Room round a volume for its texts. */
interface Margins {
  readonly left: number;
  readonly right: number;
}

/** For the two lines of a heading. */
export const ABOVE = 44;
const BELOW = 34;
const GAP = 26;

/** A part of the picture: a volume, or the box of a pool's operation. */
export interface Item extends Margins {
  readonly width: number;
  readonly height: number;
}

export const itemOf = (volume: Volume, margins: Margins): Item => ({ ...boxOf(volume), ...margins });

export interface Placed {
  /** Where each item stands, without its margins. */
  readonly boxes: readonly Box[];
  readonly width: number;
  readonly height: number;
}

/** Items beside each other, in the middle of a height. */
export function across(items: readonly Item[], left: number, top: number): Placed {
  const height = Math.max(...items.map((item) => item.height));
  let x = left;
  const boxes = items.map((item) => {
    const box = {
      x: x + item.left,
      y: top + ABOVE + (height - item.height) / 2,
      width: item.width,
      height: item.height,
    };
    x = box.x + item.width + item.right + GAP;
    return box;
  });
  return { boxes, width: x - GAP - left, height: height + ABOVE + BELOW };
}

/** Items below each other. @param above  room over each for its heading; 0 where that stands beside it */
export function down(items: readonly Item[], left: number, top: number, above: number): Placed {
  const before = Math.max(...items.map((item) => item.left));
  const widest = Math.max(...items.map((item) => item.width));
  let y = top;
  const boxes = items.map((item, i) => {
    // Strips are long: the kernel stands in their middle.
    const x = left + before + (i === 1 && above > 0 ? (widest - item.width) / 2 : 0);
    const box = { x, y: y + above, width: item.width, height: item.height };
    y = box.y + item.height + BELOW;
    return box;
  });
  return { boxes, width: before + Math.max(...items.map((item) => item.width + item.right)), height: y - top };
}

export const standing = (volume: Volume, { x, y }: Box): Volume => placed(volume, x, y);
