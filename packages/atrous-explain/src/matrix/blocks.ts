/** @file Large matrices: which blocks are not 0, without writing out what is in them. */

import type { LayerSpec, Shape } from 'atrous/spec';
import { type Line, linesOfOutput, triplesOf } from '../taps/line.js';
import { matrixLayer } from './matrix.js';

/**
 * A matrix cut into blocks of one last axis each: block row = output channel and output position on all axes but the last, block
 * column likewise for the input. Each block that is not 0 is the same kind of band, made of one row of the kernel.
 */
export interface MatrixBlocks {
  readonly rows: number;
  readonly columns: number;
  /** Elements that are not always 0. */
  readonly entries: number;
  /** `entries / (rows · columns)`. */
  readonly density: number;
  /** Rows and columns of one block: the last axis of output and input. */
  readonly block: readonly [rows: number, columns: number];
  readonly blockRows: number;
  readonly blockColumns: number;
  /** Blocks that are not 0. */
  readonly blocks: number;
  /** The blocks of one block row, by block column; `kernel` is the index of the kernel's row: channels and all axes but the last. */
  at(blockRow: number): { readonly blockColumn: number; readonly kernel: readonly number[] }[];
  /** What a block looks like: the progressions of each of its rows. */
  band(row: number): readonly Line[];
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** All combinations of one element per list. */
function combined<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((rows, list) => rows.flatMap((row) => list.map((one) => [...row, one])), [[]]);
}

/**
 * The structure of a convolution's matrix for any size. Entries are counted per axis: over all outputs of an axis, the taps
 * that meet a cell.
 *
 * @throws QuestionError for a layer that is no convolution; what PyTorch throws for the input
 */
export function matrixBlocks(spec: LayerSpec, shape: Shape): MatrixBlocks {
  const layer = matrixLayer(spec, shape);
  const last = layer.windows.length - 1;
  const tapsPerAxis = layer.output.map((count, axis) =>
    sum(Array.from({ length: count }, (_, o) => sum(linesOfOutput(layer, axis, o).map((line) => line.count)))),
  );
  const pairs = layer.outChannels * (layer.inChannels / layer.groups);
  const rows = layer.outChannels * product(layer.output);
  const columns = layer.inChannels * product(layer.input);
  const entries = pairs * product(tapsPerAxis);
  const outer = { output: layer.output.slice(0, last), input: layer.input.slice(0, last) };
  const [ins, outs] = [layer.inChannels / layer.groups, layer.outChannels / layer.groups];
  return {
    rows,
    columns,
    entries,
    density: entries / (rows * columns),
    block: [layer.output[last]!, layer.input[last]!],
    blockRows: layer.outChannels * product(outer.output),
    blockColumns: layer.inChannels * product(outer.input),
    blocks: pairs * product(tapsPerAxis.slice(0, last)),
    band: (row) => linesOfOutput(layer, last, row),
    at(blockRow) {
      const channel = Math.floor(blockRow / product(outer.output));
      const group = Math.floor(channel / outs);
      const positions = positionsOf(blockRow % product(outer.output), outer.output);
      const lists = positions.map((o, axis) => triplesOf(linesOfOutput(layer, axis, o)));
      return Array.from({ length: ins }, (_, i) => group * ins + i).flatMap((input) =>
        combined(lists).map((taps) => ({
          blockColumn: taps.reduce((at, tap, axis) => at * outer.input[axis]! + tap.input, input),
          kernel: [
            ...(layer.kind === 'conv' ? [channel, input % ins] : [input, channel % outs]),
            ...taps.map(({ tap }) => tap),
          ],
        })),
      );
    },
  };
}

function positionsOf(place: number, sizes: readonly number[]): number[] {
  let rest = place;
  return sizes
    .map((_, d) => sizes.length - 1 - d)
    .map((d) => {
      const at = rest % sizes[d]!;
      rest = Math.floor(rest / sizes[d]!);
      return at;
    })
    .reverse();
}
