/** @file Where the planes of a transposed convolution stand as it stamps: input, kernel, output. */

import { kernelGrid } from './kernel.js';
import { HEADER, MARGIN } from './frame.js';
import type { TransposedLayer } from './layer.js';
import { type Lens, lengthOf } from './lens.js';
import { clamp } from './numbers.js';
import { LABEL_HEIGHT, LABEL_WIDTH, overviewHeight, type Plane } from './plane.js';
import type { Slice } from './stage.js';
import type { Moment } from './timeline.js';
import type { LayerState } from './state.js';
import { outputOfTap, stampLenses } from './transposed.js';

export interface StampStage {
  readonly input: Plane;
  /** One per slice of the kernel, and beside each the output slice that it is put onto. */
  readonly kernels: readonly Plane[];
  readonly outputs: readonly Slice[];
  readonly width: number;
  readonly height: number;
}

const GAP = 60;
const SLICE_GAP = 14;
/** Pixels of all slices below each other. */
const TALLEST = 700;

/** Of one axis: input, kernel and output below each other, so that lines do not run along the cells. */
function stageBelow({ axes }: TransposedLayer, { from }: Moment, state: LayerState): StampStage {
  const [, width] = axes;
  const narrow = state.narrow === true;
  const { input, output: canvas } = stampLenses(axes, [0, from[2]!], state);
  const [columns, inputColumns] = [canvas.columns, input.columns];
  const longest = Math.max(lengthOf(columns), lengthOf(inputColumns));
  const cell = clamp(Math.floor((narrow ? 290 : 720) / longest), 7, narrow ? 26 : 34);
  const kernel = kernelGrid([1, width.window.kernel], cell);
  const across = Math.max(longest * cell, lengthOf(kernel.columns) * kernel.cell);
  const left = MARGIN + LABEL_WIDTH;
  const centred = (cells: number, side: number): number => left + Math.round((across - cells * side) / 2);
  const one: Lens = { low: 0, high: 1, cutBefore: false, cutAfter: false };
  const top = HEADER + LABEL_HEIGHT;
  const kernelY = top + cell + 62;
  const outputY = kernelY + kernel.cell + 84;
  const output = { x: centred(lengthOf(columns), cell), y: outputY, cell, rows: one, columns };
  return {
    input: { x: centred(lengthOf(inputColumns), cell), y: top, cell, rows: one, columns: inputColumns },
    kernels: [{ ...kernel, x: centred(lengthOf(kernel.columns), kernel.cell), y: kernelY }],
    outputs: [{ depth: 0, plane: output }],
    width: across + 2 * LABEL_WIDTH,
    height: outputY + cell - HEADER,
  };
}

/** Where the planes of one moment stand: beside each other, or input and kernel above the outputs where it is narrow. */
export function stampStage(layer: TransposedLayer, moment: Moment, state: LayerState): StampStage {
  if (layer.rank === 1) return stageBelow(layer, moment, state);
  const { axes, depth } = layer;
  const { from } = moment;
  const narrow = state.narrow === true;
  const [d, ...at] = from as [number, number, number];
  const lenses = stampLenses(axes, at, state);
  const { rows, columns } = lenses.output;
  const { rows: inputRows, columns: inputColumns } = lenses.input;
  const longest = Math.max(...[rows, columns, inputRows, inputColumns].map(lengthOf));
  const slices = depth.window.kernel;
  const fitting = TALLEST / slices - (slices > 1 ? LABEL_HEIGHT + SLICE_GAP : 0);
  const across = narrow ? 290 : 400;
  const cell = clamp(Math.floor(Math.min(across / longest, fitting / lengthOf(rows))), 7, narrow ? 26 : 34);
  const kernel = kernelGrid(
    axes.map(({ window }) => window.kernel),
    Math.min(cell, Math.floor(fitting / axes[0].window.kernel)),
  );
  const taps = Array.from({ length: slices }, (_, tap) => tap);
  const top = HEADER + LABEL_HEIGHT;
  const [inputTall, kernelTall, outputTall] = [
    lengthOf(inputRows) * cell,
    lengthOf(kernel.rows) * kernel.cell,
    lengthOf(rows) * cell,
  ];
  const pitch = LABEL_HEIGHT + SLICE_GAP;
  const each = Math.max(outputTall, kernelTall) + pitch;
  const inputX = MARGIN + LABEL_WIDTH;
  const kernelX = inputX + Math.max(lengthOf(inputColumns) * cell, narrow ? 60 : 90) + (narrow ? 44 : GAP);
  const kernelEnd = kernelX + lengthOf(kernel.columns) * kernel.cell;
  const input: Plane = { x: inputX, y: top, cell, rows: inputRows, columns: inputColumns };
  const output: Plane = { x: inputX, y: top, cell, rows, columns };
  const depths = taps.map((tap) => outputOfTap(d, tap, depth));
  if (narrow) {
    // Input and kernel above, the overview of a cut input under them, then the outputs.
    const upper = Math.max(
      inputTall + overviewHeight(input, axes[0].size, axes[1].size),
      slices * (kernelTall + pitch) - pitch,
    );
    const lower = top + upper + pitch + 24;
    return {
      input,
      kernels: taps.map((tap) => ({ ...kernel, x: kernelX, y: top + tap * (kernelTall + pitch) })),
      outputs: depths.map((at, tap) => ({ depth: at, plane: { ...output, y: lower + tap * (outputTall + pitch) } })),
      width: Math.max(kernelEnd, inputX + Math.max(lengthOf(columns) * cell + LABEL_WIDTH, 130)) - MARGIN,
      height: lower + slices * (outputTall + pitch) - pitch - HEADER,
    };
  }
  const tallest = Math.max(slices * each - pitch, inputTall);
  const outputX = kernelEnd + GAP;
  const middle = (height: number, tap: number): number =>
    Math.round(top + (tallest - slices * each + pitch) / 2 + tap * each + (each - pitch - height) / 2);
  return {
    input: { ...input, y: Math.round(top + (tallest - inputTall) / 2) },
    kernels: taps.map((tap) => ({ ...kernel, x: kernelX, y: middle(kernelTall, tap) })),
    outputs: depths.map((at, tap) => ({ depth: at, plane: { ...output, x: outputX, y: middle(outputTall, tap) } })),
    width: outputX + Math.max(lengthOf(columns) * cell + LABEL_WIDTH, 130) - MARGIN,
    height: tallest + LABEL_HEIGHT,
  };
}
