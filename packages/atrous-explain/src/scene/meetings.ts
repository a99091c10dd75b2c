/** @file Which input cells meet which outputs with which tap, axis by axis. */

import { tapsLayer } from '../taps/layer.js';
import { linesOfOutput, triplesOf } from '../taps/line.js';
import type { SlideAxis } from './axis.js';
import { insideCells } from './inside.js';
import { type SceneLayer, spatialAxes } from './layer.js';

export interface Meeting {
  readonly input: number;
  readonly tap: number;
}

/** What meets an output position along one axis. */
export type Meetings = (axis: number, position: number) => readonly Meeting[];

/**
 * The input cells that meet an output, each with its tap; copies that the padding shows included. Sums come from the same closed
 * forms as their taps, other windows from what they read.
 */
export function meetingsOf(layer: SceneLayer): Meetings {
  const axes = spatialAxes(layer);
  // Axes that the layer does not have come first, a single cell each.
  const without = axes.length - layer.rank;
  if (layer.kind === 'sliding' && layer.operation !== 'sum')
    return (axis, position) => readsOf(axes[axis] as SlideAxis, position);
  const taps = tapsLayer(layer.spec, layer.input);
  return (axis, position) =>
    axis < without ? [{ input: 0, tap: 0 }] : triplesOf(linesOfOutput(taps, axis - without, position));
}

function readsOf({ reads, size }: SlideAxis, position: number): Meeting[] {
  const read = reads(position);
  return insideCells(read, size).map((input) => ({ input, tap: (input - read.first) / read.step }));
}
