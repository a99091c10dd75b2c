/**
 * @file One axis: the pairs of an input and an output that a tap joins, as arithmetic progressions.
 *
 * `input = output·stride − padBefore + dilation·tap` for a convolution or pool; for a transposed convolution the same with
 * input and output exchanged. All solutions with one of the three held are evenly spaced: closed forms of `atrous/geometry`.
 */

import { type Window, OUTSIDE, inputOfTap, outputsOfInput, outputsOfTap, padSource, tapsOfOutput } from 'atrous/spec';
import type { TapsLayer } from './layer.js';

/** Triple `n`, for `0 ≤ n < count`, is `(input + n·inputStep, output + n·outputStep, tap + n·tapStep)`. */
export interface Line {
  readonly count: number;
  readonly input: number;
  readonly inputStep: number;
  readonly output: number;
  readonly outputStep: number;
  readonly tap: number;
  readonly tapStep: number;
}

/** One pair of an input and an output along an axis, and the tap that joins them. */
export interface Triple {
  readonly input: number;
  readonly output: number;
  readonly tap: number;
}

/** All that the lines stand for. */
export const triplesOf = (lines: readonly Line[]): Triple[] =>
  lines.flatMap((line) =>
    Array.from({ length: line.count }, (_, n) => ({
      input: line.input + n * line.inputStep,
      output: line.output + n * line.outputStep,
      tap: line.tap + n * line.tapStep,
    })),
  );

/** One axis of a layer as the convolution that it is or that it transposes: windows slide over `cells`, `count` of them. */
interface Axis {
  readonly window: Window;
  readonly cells: number;
  readonly count: number;
}

const single = (cell: number, position: number, tap: number): Line => ({
  count: 1,
  input: cell,
  inputStep: 0,
  output: position,
  outputStep: 0,
  tap,
  tapStep: 0,
});

/** What the window at `position` reads. */
function ofWindow({ window, cells }: Axis, position: number): Line {
  const { start, end } = tapsOfOutput(position, cells, window);
  return {
    count: end - start,
    input: inputOfTap(position, start, window),
    inputStep: window.dilation,
    output: position,
    outputStep: 0,
    tap: start,
    tapStep: 1,
  };
}

/** Which windows read cell `cell`, and with which tap. A cell in the padding lies outside `[0, cells)`. */
function ofCell({ window, count }: Axis, cell: number, shown: number = cell): Line {
  const pairs = outputsOfInput(cell, window, count);
  return {
    count: pairs.count,
    input: shown,
    inputStep: 0,
    output: pairs.output,
    outputStep: -pairs.outputStep,
    tap: pairs.tap,
    tapStep: pairs.tapStep,
  };
}

/** What one tap reads, window by window. */
function ofOneTap({ window, cells, count }: Axis, tap: number): Line {
  const { start, end } = outputsOfTap(tap, cells, window, count);
  return {
    count: end - start,
    input: inputOfTap(start, tap, window),
    inputStep: window.stride,
    output: start,
    outputStep: 1,
    tap,
    tapStep: 0,
  };
}

/** Input and output exchanged. */
const exchanged = (line: Line): Line => ({
  ...line,
  input: line.output,
  inputStep: line.outputStep,
  output: line.input,
  outputStep: line.inputStep,
});

const some = (lines: readonly Line[]): Line[] => lines.filter(({ count }) => count > 0);

/** The cell that a padded cell shows, or `OUTSIDE`. */
function shownAt(layer: TapsLayer, axis: number, cell: number): number {
  const { padBefore: before, padAfter: after } = layer.windows[axis]!;
  const size = layer.input[axis]!;
  if (cell < -before || cell >= size + after) return OUTSIDE;
  return padSource(cell + before, { size, before, after }, layer.padding);
}

function axisOf(layer: TapsLayer, axis: number): Axis {
  const [cells, count] = layer.kind === 'convTranspose' ? [layer.output, layer.input] : [layer.input, layer.output];
  return { window: layer.windows[axis]!, cells: cells[axis]!, count: count[axis]! };
}

const range = (start: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

/** What output `position` is made of, along one axis. */
export function linesOfOutput(layer: TapsLayer, axis: number, position: number): Line[] {
  const one = axisOf(layer, axis);
  if (layer.kind === 'convTranspose') return some([exchanged(ofCell(one, position))]);
  const inside = ofWindow(one, position);
  if (layer.padding === 'constant') return some([inside]);
  const outside = range(0, one.window.kernel).filter((tap) => tap < inside.tap || tap >= inside.tap + inside.count);
  const copies = outside.flatMap((tap) => {
    const shown = shownAt(layer, axis, inputOfTap(position, tap, one.window));
    return shown === OUTSIDE ? [] : [single(shown, position, tap)];
  });
  return some([inside, ...copies]);
}

/** Where input `cell` goes, along one axis; in modes that copy, also from the padding that shows it. */
export function linesOfInput(layer: TapsLayer, axis: number, cell: number): Line[] {
  const one = axisOf(layer, axis);
  if (layer.kind === 'convTranspose') return some([exchanged(ofWindow(one, cell))]);
  const inside = ofCell(one, cell);
  if (layer.padding === 'constant') return some([inside]);
  const { padBefore, padAfter } = one.window;
  const padded = [...range(-padBefore, 0), ...range(one.cells, one.cells + padAfter)];
  const copies = padded.filter((at) => shownAt(layer, axis, at) === cell).map((at) => ofCell(one, at, cell));
  return some([inside, ...copies]);
}

/** Every pair that tap `tap` joins, along one axis. */
export function linesOfTap(layer: TapsLayer, axis: number, tap: number): Line[] {
  const one = axisOf(layer, axis);
  const inside = ofOneTap(one, tap);
  if (layer.kind === 'convTranspose') return some([exchanged(inside)]);
  if (layer.padding === 'constant') return some([inside]);
  // An empty stretch inside may lie behind the last output.
  const [start, end] = inside.count === 0 ? [0, 0] : [inside.output, inside.output + inside.count];
  const outside = [...range(0, start), ...range(end, one.count)];
  const copies = outside.flatMap((position) => {
    const shown = shownAt(layer, axis, inputOfTap(position, tap, one.window));
    return shown === OUTSIDE ? [] : [single(shown, position, tap)];
  });
  return some([inside, ...copies]);
}
