/** @file Which input cells meet which outputs with which tap, axis by axis. */

import { inputOfTap, outputsOfInput, outputsOfTap } from 'atrous/spec';
import { tapsLayer } from '../taps/layer.js';
import { linesOfInput, linesOfOutput, linesOfTap, type Triple, triplesOf } from '../taps/line.js';
import type { SlideAxis } from './axis.js';
import { insideCells } from './inside.js';
import { type SceneLayer, spatialAxes } from './layer.js';
import { range } from './numbers.js';
import type { CellSelection } from './state.js';

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

/** Everything that a cell or a tap meets along one axis, ascending by output. */
export type Pairs = (axis: number, plane: CellSelection['plane'], at: number) => readonly Triple[];

const LINES = { input: linesOfInput, kernel: linesOfTap, output: linesOfOutput };

/** Where windows differ there is no closed form: longer axes are walked as far as this. */
const MOST_WALKED = 20_000;

/** What cells and taps meet. In sums, and where windows are all alike, the cost does not grow with the axis. */
export function pairsOf(layer: SceneLayer): Pairs {
  const axes = spatialAxes(layer);
  const without = axes.length - layer.rank;
  if (layer.kind === 'sliding' && layer.operation !== 'sum')
    return (axis, plane, at) => pairsOfReads(axes[axis] as SlideAxis, plane, at);
  const taps = tapsLayer(layer.spec, layer.input);
  return (axis, plane, at) => {
    if (axis < without) return at === 0 ? [{ input: 0, tap: 0, output: 0 }] : [];
    const triples = triplesOf(LINES[plane](taps, axis - without, at));
    // Copies that the padding shows stand apart from the others.
    return triples.sort((a, b) => a.output - b.output || a.input - b.input);
  };
}

function pairsOfReads(axis: SlideAxis, plane: CellSelection['plane'], at: number): Triple[] {
  const { alike, count, size } = axis;
  if (plane === 'input' && alike) {
    const { output, outputStep, tap, tapStep, count: readers } = outputsOfInput(at, alike, count);
    return range(0, readers)
      .map((n) => ({ input: at, output: output - n * outputStep, tap: tap + n * tapStep }))
      .reverse();
  }
  if (plane === 'kernel' && alike) {
    const { start, end } = outputsOfTap(at, size, alike, count);
    return range(start, end).map((output) => ({ input: inputOfTap(output, at, alike), tap: at, output }));
  }
  const outputs = plane === 'output' ? [at] : range(0, Math.min(count, MOST_WALKED));
  return outputs
    .flatMap((output) => readsOf(axis, output).map((met) => ({ ...met, output })))
    .filter(({ input, tap }) => plane === 'output' || (plane === 'input' ? input : tap) === at);
}
