/** @file Softmax, its logarithm and their gradients in float32. */

import type { Lines } from '../../ops/softmax/reference.js';
import { LEAST_ELEMENTS, constantTable } from './elementwise.js';
import { theEngine } from './engine.js';
import { SOFTMAX_SUMS, type SoftmaxKind, softmaxKernel } from './kernels/softmax.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { putChannelsLast } from './weight-gradient.js';

/** Lines that are worked on at a time: a number of each of them for a row that the processor fetches ahead. */
const MOST_LINES = 1024;
/** Bytes of a block: it stays in the second-level cache. */
const BLOCK_BYTES = 128 * 1024;
/** Lines that lie side by side from which on they need not be brought together. */
const LEAST_BESIDE = 16;
/** What a number costs, in operations of the dense kernel. */
const OPERATIONS = 60;

/** Addresses of the operands and the result. */
interface Places {
  readonly x: number;
  readonly y: number;
  readonly out: number;
  readonly table: number;
}

/** Runs a kernel over all lines. */
type Run = (machine: Machine, kind: SoftmaxKind, lines: Lines, places: Places) => void;

const linesOfBlock = (size: number): number =>
  4 * Math.max(1, Math.floor(Math.min(MOST_LINES, BLOCK_BYTES / (4 * size)) / 4));

/** Lines that lie side by side, a block at a time; the last block reaches back, so that it is whole. */
const besideEachOther: Run = (machine, kind, { outer, size, inner }, { x, y, out, table }) => {
  const block = Math.min(linesOfBlock(size), inner - (inner % 4));
  const blocks = Math.ceil(inner / block);
  const kernel = machine.kernel(kind, () => softmaxKernel(kind));
  const work = {
    pieces: outer * blocks,
    operations: OPERATIONS * outer * size * inner,
    scratch: 4 * SOFTMAX_SUMS * block,
  };
  machine.forEach(work, (i, sums) => {
    const first = Math.min((i % blocks) * block, inner - block);
    const offset = 4 * (Math.floor(i / blocks) * size * inner + first);
    kernel(x + offset, y + offset, out + offset, sums, table, size, 4 * inner, 4 * block);
  });
};

/** Lines that lie one after the other: brought side by side, and taken back. */
const oneAfterTheOther: Run = (machine, kind, { outer, size, inner }, { x, y, out, table }) => {
  const together = Math.max(1, Math.floor(linesOfBlock(size) / inner));
  const lines = 4 * Math.ceil((together * inner) / 4);
  const pieces = Math.ceil(outer / together);
  const kernel = machine.kernel(kind, () => softmaxKernel(kind));
  const bytes = 4 * lines * size;
  const work = { pieces, operations: OPERATIONS * outer * size * inner, scratch: 3 * bytes + 4 * SOFTMAX_SUMS * lines };
  machine.forEach(work, (i, scratch) => {
    const first = i * together;
    const count = Math.min(together, outer - first);
    const offset = 4 * first * size * inner;
    const [ownX, ownY, ownOut, sums] = [0, 1, 2, 3].map((n) => scratch + n * bytes) as [number, number, number, number];
    const rows = { count: 1, to: 0, from: 0 };
    // [count, size, inner] → [size, count × inner], and back
    const turn = (to: number, from: number): void => {
      if (inner > 1) {
        const group = { count, to: 4 * inner, from: 4 * size * inner };
        const own = { count: size, to: 4 * lines, from: 4 * inner };
        machine.copy(to, from, group, own, { count: inner, to: 4, from: 4 });
      } else putChannelsLast(machine, to, from, rows, rows, { count, from: 4 * size }, { count: size, to: 4 * lines });
    };
    const turnBack = (to: number, from: number): void => {
      if (inner > 1) {
        const group = { count, to: 4 * size * inner, from: 4 * inner };
        const own = { count: size, to: 4 * inner, from: 4 * lines };
        machine.copy(to, from, group, own, { count: inner, to: 4, from: 4 });
      } else putChannelsLast(machine, to, from, rows, rows, { count: size, from: 4 * lines }, { count, to: 4 * size });
    };
    turn(ownX, x + offset);
    if (y > 0) turn(ownY, y + offset);
    kernel(ownX, ownY, ownOut, sums, table, size, 4 * lines, 4 * lines);
    turnBack(out + offset, ownOut);
  });
};

/**
 * `eˣ / Σ eˣ` of every line of `x`, or its logarithm; with their result `y` the gradient of what it is made of, where `x` is
 * that of the result.
 *
 * @returns as `x`, or undefined where the engine cannot
 */
export function softmax(lines: Lines, log: boolean, x: Values, y: Values | null): Values | undefined {
  const machine = x.length < LEAST_ELEMENTS ? undefined : theEngine()?.machine;
  if (machine === undefined) return undefined;
  const kind: SoftmaxKind = `${log ? 'logSoftmax' : 'softmax'}${y === null ? '' : 'Gradient'}`;
  return machine.borrow((take) => {
    const out = take(4 * x.length);
    const places = {
      x: machine.bring(x, take),
      y: y === null ? 0 : machine.bring(y, take),
      out,
      table: constantTable(machine, [], take),
    };
    (lines.inner < LEAST_BESIDE ? oneAfterTheOther : besideEachOther)(machine, kind, lines, places);
    return machine.result(out, x.length);
  });
}
