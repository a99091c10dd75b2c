/** @file Where the planes of a sliding layer stand: beside each other, or below each other for a single axis. */

import type { SlideAxis } from './axis.js';
import { kernelCell } from './kernel.js';
import type { Direction } from './connect.js';
import type { SlidingLayer } from './layer.js';
import { type Aim, aimOf, isSameLens, lengthOf, type Lens, lensOf } from './lens.js';
import type { Box } from './scene.js';
import { LABEL_HEIGHT, LABEL_WIDTH, overviewHeight, type Plane } from './plane.js';
import { clamp, range } from './numbers.js';
import type { LayerState } from './state.js';

/** A plane that shows one slice of a volume. */
export interface Slice {
  /** Index along the depth. */
  readonly depth: number;
  readonly plane: Plane;
}

export interface Stage {
  readonly inputs: readonly Slice[];
  /** Empty for pools, which have an operation in place of a kernel. */
  readonly kernels: readonly Slice[];
  /** Where the kernel, or the word for the operation, stands. */
  readonly middle: Box;
  readonly outputs: readonly Slice[];
  /** From which side the light falls on the middle, and from there on the outputs. */
  readonly toMiddle: Direction;
  readonly toOutput: Direction;
  readonly width: number;
  readonly height: number;
}

/** What is drawn of one volume. */
export interface Part {
  /** Indices along the depth. */
  readonly slices: readonly number[];
  readonly rows: Lens;
  readonly columns: Lens;
}

/** The drawn parts of the input and of the output. */
export interface Lenses {
  readonly input: Part;
  readonly output: Part;
}

/** A volume of more slices is not drawn whole: of the input only those that the window reads are. */
const MOST_SLICES = 7;
const USUAL_SLICES = 5;
const ROOM = 430;
/** The same on a narrow screen. */
const NARROW_ROOM = 280;
const NARROW_GAP = 40;
const OVERVIEW_ROOM = 130;
const LARGEST_CELL = 34;
const SMALLEST_CELL = 7;
const GAP = 64;
/** What stands above a plane needs, however narrow it is: its name and sizes, and which slice of a volume it is. */
const HEADING = 110;
const SLICE_HEADING = 200;
const SLICE_GAP = 14;

/** What has to be looked at for the output at this position. */
export function lensesAt(
  { axes }: SlidingLayer,
  position: readonly number[],
  state: Pick<LayerState, 'narrow' | 'lens'>,
): Lenses {
  const [depth, height, width] = axes;
  const [d, h, w] = position as [number, number, number];
  const sizes = [height, width].flatMap((axis) => [extentOf(axis).high - extentOf(axis).low, axis.count]);
  const aim = aimOf(sizes, state);
  const [, y, x] = aim.at ?? [];
  return {
    input: { slices: inputSlices(depth, d), rows: inputLens(height, h, aim, y), columns: inputLens(width, w, aim, x) },
    output: {
      slices: outputSlices(depth, d),
      rows: outputLens(height, h, aim, y),
      columns: outputLens(width, w, aim, x),
    },
  };
}

/** All cells of an axis, padding and overhang included. */
const extentOf = ({ padBefore, padAfter, size, overhang }: SlideAxis): { low: number; high: number } => ({
  low: -padBefore,
  high: size + padAfter + overhang,
});

function inputSlices(depth: SlideAxis, position: number): number[] {
  const { low, high } = extentOf(depth);
  if (high - low <= MOST_SLICES) return range(low, high);
  const { first, step, taps } = depth.reads(position);
  // Where padding is shown nothing is read, and a neighbouring slice is drawn.
  return range(0, Math.max(1, taps)).map((tap) => first + step * tap);
}

function outputSlices({ count }: SlideAxis, position: number): number[] {
  const { low, high } = lensOf(
    { low: 0, high: count },
    { first: position, reach: 1, stride: 1 },
    { most: MOST_SLICES, usual: USUAL_SLICES },
  );
  return range(low, high);
}

function inputLens(axis: SlideAxis, position: number, aim: Aim, at: number | undefined): Lens {
  const { first, step, taps } = axis.reads(position);
  const middle = at === undefined ? undefined : axis.reads(Math.min(at, axis.count - 1)).first;
  return lensOf(extentOf(axis), { first, reach: step * (taps - 1) + 1, stride: axis.stride, middle }, aim);
}

const outputLens = ({ count }: SlideAxis, position: number, aim: Aim, middle: number | undefined): Lens =>
  lensOf({ low: 0, high: count }, { first: position, reach: 1, stride: 1, middle }, aim);

/** Whether two moments show the same part, so that there can be motion between them. */
export function isSamePart(a: Part, b: Part): boolean {
  return isSameLens(a.rows, b.rows) && isSameLens(a.columns, b.columns) && String(a.slices) === String(b.slices);
}

const whole = (size: number): Lens => ({ low: 0, high: size, cutBefore: false, cutAfter: false });

/** Pixels of `count` slices below each other, the room for their labels included. */
const stackHeight = (count: number, rows: number, cell: number): number =>
  count * (rows * cell + LABEL_HEIGHT) + (count - 1) * SLICE_GAP;

function cellSize({ input, output }: Lenses, room: number): number {
  const fit = ({ slices, rows, columns }: Part): number => {
    const tall = slices.length === 1 ? room : (room * 1.63) / slices.length - LABEL_HEIGHT - SLICE_GAP;
    return Math.min(tall / lengthOf(rows), room / lengthOf(columns));
  };
  return clamp(Math.floor(Math.min(fit(input), fit(output))), SMALLEST_CELL, LARGEST_CELL);
}

/** Slices below each other, in the middle of a height. */
function stack({ slices, rows, columns }: Part, cell: number, x: number, top: number, height: number): Slice[] {
  const each = lengthOf(rows) * cell + LABEL_HEIGHT + SLICE_GAP;
  const start = top + (height - stackHeight(slices.length, lengthOf(rows), cell)) / 2 + LABEL_HEIGHT;
  return slices.map((depth, i) => ({
    depth,
    plane: { x, y: Math.round(start + i * each), cell, rows, columns },
  }));
}

/** Input, kernel, output from left to right. */
export function stageAcross(layer: SlidingLayer, lenses: Lenses, x: number, top: number): Stage {
  const { axes, operation } = layer;
  const kernel = axes.map((axis) => axis.kernel);
  const cell = cellSize(lenses, ROOM);
  const small = kernelCell(cell, kernel);
  const middleWidth = operation === 'sum' ? kernel[2]! * small : 96;
  const heights = [
    stackHeight(lenses.input.slices.length, lengthOf(lenses.input.rows), cell),
    stackHeight(lenses.output.slices.length, lengthOf(lenses.output.rows), cell),
    operation === 'sum' ? stackHeight(kernel[0]!, kernel[1]!, small) : 0,
  ];
  const height = Math.max(...heights);
  const inputX = x + LABEL_WIDTH;
  const middleX = inputX + lengthOf(lenses.input.columns) * cell + GAP;
  const outputX = middleX + middleWidth + GAP;
  const inputs = stack(lenses.input, cell, inputX, top, height);
  const outputs = stack(lenses.output, cell, outputX, top, height);
  const kernels =
    operation === 'sum'
      ? stack(
          { slices: range(0, kernel[0]!), rows: whole(kernel[1]!), columns: whole(kernel[2]!) },
          small,
          middleX,
          top,
          height,
        )
      : [];
  const middle = { x: middleX, y: top + (height + LABEL_HEIGHT) / 2 - 22, width: middleWidth, height: 44 };
  const lowest = Math.max(
    overviewHeight(inputs[0]!.plane, axes[1].size, axes[2].size),
    overviewHeight(outputs[0]!.plane, axes[1].count, axes[2].count),
  );
  const heading = axes[0].name === '' ? HEADING : SLICE_HEADING;
  const width = outputX + Math.max(lengthOf(lenses.output.columns) * cell + LABEL_WIDTH, heading) - x;
  return { inputs, kernels, middle, outputs, toMiddle: 'across', toOutput: 'across', width, height: height + lowest };
}

/** The input above, kernel and output below it: for narrow screens. */
export function stageStacked(layer: SlidingLayer, lenses: Lenses, x: number, top: number): Stage {
  const { axes, operation } = layer;
  const kernel = axes.map((axis) => axis.kernel);
  const isSum = operation === 'sum';
  const cell = cellSize(lenses, NARROW_ROOM);
  const small = kernelCell(Math.min(cell, 26), kernel, 130);
  const middleWidth = isSum ? kernel[2]! * small : 84;
  const { input, output } = lenses;
  const inputHeight = stackHeight(input.slices.length, lengthOf(input.rows), cell);
  const lower = top + inputHeight + NARROW_GAP + LABEL_HEIGHT;
  const heights = [
    isSum ? stackHeight(kernel[0]!, kernel[1]!, small) : 36 + LABEL_HEIGHT,
    stackHeight(output.slices.length, lengthOf(output.rows), cell),
  ];
  const tallest = Math.max(...heights);
  const outputX = x + LABEL_WIDTH + middleWidth + NARROW_GAP;
  const part = { slices: range(0, kernel[0]!), rows: whole(kernel[1]!), columns: whole(kernel[2]!) };
  const inputX = x + LABEL_WIDTH;
  const inputWidth = lengthOf(input.columns) * cell;
  const outputWidth = lengthOf(output.columns) * cell;
  const outputs = stack(output, cell, outputX, lower - LABEL_HEIGHT, tallest);
  const isCut = input.rows.cutBefore || input.rows.cutAfter || input.columns.cutBefore || input.columns.cutAfter;
  const lowest = overviewHeight(outputs[0]!.plane, axes[1].count, axes[2].count);
  // The overview of a cut input stands below the kernel.
  const beside = isCut ? lower + heights[0]! - LABEL_HEIGHT + OVERVIEW_ROOM : 0;
  return {
    inputs: stack(input, cell, inputX, top, inputHeight),
    kernels: isSum ? stack(part, small, inputX, lower - LABEL_HEIGHT, heights[0]!) : [],
    middle: { x: inputX, y: lower, width: middleWidth, height: 36 },
    outputs,
    toMiddle: 'down',
    toOutput: 'across',
    width: Math.max(inputX + inputWidth, outputX + Math.max(outputWidth, 60) + 30) - x,
    height: Math.max(lower - LABEL_HEIGHT + tallest + lowest, beside) - top,
  };
}

/** Input, kernel, output from top to bottom, each one row. */
export function stageDown(layer: SlidingLayer, lenses: Lenses, x: number, top: number, narrow = false): Stage {
  const kernel = layer.axes[2].kernel;
  const longest = Math.max(lengthOf(lenses.input.columns), lengthOf(lenses.output.columns));
  const cell = clamp(Math.floor((narrow ? 330 : 720) / longest), 10, LARGEST_CELL);
  const small = kernelCell(cell, [1, kernel], narrow ? 330 : 600);
  const isSum = layer.operation === 'sum';
  const middleWidth = isSum ? kernel * small : 96;
  const width = Math.max(longest * cell, middleWidth);
  const row = (lens: Lens, side: number, y: number): Slice => ({
    depth: 0,
    plane: { x: x + Math.round((width - lengthOf(lens) * side) / 2), y, cell: side, rows: whole(1), columns: lens },
  });
  const inputY = top + LABEL_HEIGHT;
  const middleY = inputY + cell + 62;
  const outputY = middleY + (isSum ? small : 36) + 84;
  const middle = { x: x + (width - middleWidth) / 2, y: middleY, width: middleWidth, height: isSum ? small : 36 };
  return {
    inputs: [row(lenses.input.columns, cell, inputY)],
    kernels: isSum ? [row(whole(kernel), small, middleY)] : [],
    middle,
    outputs: [row(lenses.output.columns, cell, outputY)],
    toMiddle: 'down',
    toOutput: 'down',
    width,
    height: outputY + cell - top,
  };
}
