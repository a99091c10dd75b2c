/** @file Which parts of the volumes belong together: a window and its output, a cell or a tap and all that it meets. */

import type { SceneLayer } from '../layer.js';
import { pairsOf } from '../meetings.js';
import { last3 } from '../numbers.js';
import type { CellSelection } from '../state.js';
import { between, type Moment } from '../timeline.js';
import type { SolidAxis } from './axes.js';
import type { Channel } from './layout.js';
import type { Part, Span } from './volume.js';

export interface Parts {
  /** Undefined where nothing is read or made. */
  readonly input: Part | undefined;
  readonly output: Part | undefined;
}

export interface Solid {
  readonly layer: SceneLayer;
  readonly axes: readonly [SolidAxis, SolidAxis, SolidAxis];
  readonly channels: Channel;
  /** The output channel that is made. */
  readonly channel: number;
}

/** The group that the output channel belongs to. */
export const groupOf = ({ channels: { output, groups }, channel }: Omit<Solid, 'axes'>): number =>
  Math.floor(channel / (output / groups));

/** The channels that the output channel is made of: its group's, for a pool its own. */
function readChannels(solid: Solid): Span {
  const { layer, channels, channel } = solid;
  if (layer.channels === undefined) return [channel, channel + 1];
  const each = channels.input / channels.groups;
  return [groupOf(solid) * each, (groupOf(solid) + 1) * each];
}

/** From the first to the last of some cells; undefined for none. */
function spanOf(cells: readonly number[]): Span | undefined {
  if (cells.length === 0) return undefined;
  const [low, high] = cells.reduce(([a, b], cell) => [Math.min(a, cell), Math.max(b, cell)], [Infinity, -Infinity]);
  return [low, high + 1];
}

/** Depth, rows and columns as a part; in the depth lie channels unless the layer has an axis there. */
function partOf(spans: readonly (Span | undefined)[], rank: number, channels: Span): Part | undefined {
  const [depth, rows, columns] = spans;
  if (!depth || !rows || !columns) return undefined;
  return { columns, rows, depth: rank === 3 ? depth : channels };
}

/** The window and the cell that it makes, on their way from one position to the next. */
export function windowParts(solid: Solid, { from, to, t }: Moment): Parts {
  const { axes, layer, channel } = solid;
  const reads = axes.map(({ reads }, axis) => {
    const [a, b] = [from, to].map((position) => spanOf(reads(position[axis]!).map(({ cell }) => cell)));
    return a && b ? ([between(a[0], b[0], t), between(a[1], b[1], t)] as const) : a;
  });
  const cell = axes.map((_, axis): Span => {
    const at = between(from[axis]!, to[axis]!, t);
    return [at, at + 1];
  });
  return {
    input: partOf(reads, layer.rank, readChannels(solid)),
    output: partOf(cell, layer.rank, [channel, channel + 1]),
  };
}

/** A selected input cell, in all channels, with every output that it goes into; or a tap with all that it joins. */
export function selectedParts(solid: Solid, { plane, index }: CellSelection): Parts {
  const { layer, axes, channels, channel } = solid;
  const chosen = last3(index);
  const pairsAlong = pairsOf(layer);
  // A transposed layer of two axes knows of no depth.
  const lost = layer.kind === 'transposed' && layer.rank < 3 ? 1 : 0;
  const met = axes.map((_, axis) => {
    const pairs = axis < lost ? [{ input: 0, output: 0 }] : pairsAlong(axis - lost, plane, chosen[axis]!);
    return { inputs: spanOf(pairs.map(({ input }) => input)), outputs: spanOf(pairs.map(({ output }) => output)) };
  });
  const isInput = plane === 'input';
  const inputs = isInput ? chosen.map((at): Span => [at, at + 1]) : met.map((one) => one.inputs);
  return {
    input: partOf(inputs, layer.rank, isInput ? [0, channels.input] : readChannels(solid)),
    output: partOf(
      met.map(({ outputs }) => outputs),
      layer.rank,
      isInput ? [0, channels.output] : [channel, channel + 1],
    ),
  };
}
