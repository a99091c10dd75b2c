/**
 * @file Where the input lies in wasm memory, so that four neighbouring outputs read four neighbouring numbers.
 *
 * Every axis is copied into *slots* of `cells` numbers: cell `j` of a slot holds the input at `start + step·j`, or the
 * padding. Output `o` then finds tap `t` in cell `o + shift` of the tap's slot, whatever stride and dilation are. An axis
 * either *slides* (a slot per phase of the stride, shared by its taps) or is *compact* (a slot per tap, no shift): compact
 * rows have no cells between them, so that vectors run across row ends, which pays where rows are short.
 */

import { span } from '../../geometry/window.js';
import type { Window } from '../../geometry/types.js';
import { type Values, isKept } from './kept.js';
import { COPY_OPERATIONS, type Machine } from './machine.js';

/** Where a tap finds what output 0 reads. */
export interface TapPlace {
  readonly slot: number;
  readonly shift: number;
}

export interface AxisLayout {
  /** Outputs along the axis. */
  readonly count: number;
  /** Numbers in each slot. */
  readonly cells: number;
  /** Elements of the input between neighbouring cells. */
  readonly step: number;
  /** Per slot: the input position of cell 0, which may lie in the padding. */
  readonly starts: readonly number[];
  readonly taps: readonly TapPlace[];
}

/** Axes as D, H, W. */
export interface Layout {
  readonly axes: readonly [AxisLayout, AxisLayout, AxisLayout];
  /** Numbers of one channel, with a gap that keeps channels from falling on the same cache lines. */
  readonly channel: number;
}

const SINGLE: AxisLayout = { count: 1, cells: 1, step: 1, starts: [0], taps: [{ slot: 0, shift: 0 }] };

/** Places of taps that read input `first + step·o`, given `first` per tap. */
function slotsOf(firsts: readonly number[], step: number, count: number, compact: boolean): AxisLayout {
  const least = Math.min(...firsts);
  const phases = firsts.map((first) => (compact ? first : least + ((first - least) % step)));
  const starts = [...new Set(phases)];
  const taps = firsts.map((first, t) => ({ slot: starts.indexOf(phases[t]!), shift: (first - phases[t]!) / step }));
  return { count, cells: count + Math.max(...taps.map(({ shift }) => shift)), step, starts, taps };
}

/** Tap `t` of output `o` reads `stride·o + dilation·t − padBefore`. */
export function windowAxis(
  { kernel, stride, dilation, padBefore }: Window,
  count: number,
  compact: boolean,
): AxisLayout {
  const firsts = Array.from({ length: kernel }, (_, t) => dilation * t - padBefore);
  return slotsOf(firsts, stride, count, compact);
}

/** One phase of a transposed axis: which kernel taps take part. */
export interface Phase {
  /** The first output of the phase; the next ones follow at the stride. */
  readonly residue: number;
  readonly taps: readonly number[];
}

/**
 * A transposed axis. Output `stride·j + residue` receives input `i` through tap `t` where
 * `stride·i − padBefore + dilation·t` is that output, so the taps of a residue are the `t` that leave `i` whole; each is
 * an ordinary tap with stride 1 over the input. `taps[t]` of the layout serves the one phase that `t` belongs to.
 */
export function transposedAxis(
  { kernel, stride, dilation, padBefore }: Window,
  outputs: number,
  compact: boolean,
): { readonly axis: AxisLayout; readonly phases: readonly Phase[] } {
  const residueOf = (t: number): number => (((dilation * t - padBefore) % stride) + stride) % stride;
  const firsts = Array.from({ length: kernel }, (_, t) => (residueOf(t) + padBefore - dilation * t) / stride);
  const phases = Array.from({ length: Math.min(stride, outputs) }, (_, residue) => ({
    residue,
    taps: firsts.flatMap((_, t) => (residueOf(t) === residue ? [t] : [])),
  }));
  return { axis: slotsOf(firsts, 1, Math.ceil(outputs / stride), compact), phases };
}

/** One to three axes as D, H, W. */
export function layoutOf(axes: readonly AxisLayout[]): Layout {
  const all = [axes.at(-3) ?? SINGLE, axes.at(-2) ?? SINGLE, axes.at(-1)!] as const;
  const size = all.reduce((product, { starts, cells }) => product * starts.length * cells, 1);
  return { axes: all, channel: skewed(size) };
}

/** An odd number of cache lines, so that channels at a power of two do not share the same few cache sets. */
export function skewed(size: number): number {
  const lines = Math.ceil(size / 16);
  return 16 * (lines + 1 - (lines % 2));
}

/** Whether rows of `cells` are so badly filled by whole vectors that compact ones are worth their copies. */
export function prefersCompact(
  window: Window,
  cells: number,
  rows: number,
  taps: number,
  outChannels: number,
): boolean {
  // A kernel that reaches no further than the stride has compact rows anyway.
  if (rows === 1 || span(window.kernel, window.dilation) <= window.stride) return false;
  const waste = (4 * Math.ceil(cells / 4)) / cells - 1;
  // Measured: copying a number takes about nine times as long as a multiply-add of four.
  return (waste * taps * outChannels) / window.kernel > 9;
}

/** Offset of a tap from a pixel, in numbers. */
export function tapOffset({ axes: [D, H, W] }: Layout, td: number, th: number, tw: number): number {
  const [d, h, w] = [D.taps[td]!, H.taps[th]!, W.taps[tw]!];
  const slot = (d.slot * H.starts.length + h.slot) * W.starts.length + w.slot;
  return ((slot * D.cells + d.shift) * H.cells + h.shift) * W.cells + w.shift;
}

/** Outputs in a row whose inputs are in a row as well. */
export function runLength({ axes: [D, H, W] }: Layout): number {
  if (W.cells !== W.count) return W.count;
  if (H.cells !== H.count) return W.count * H.count;
  return W.count * H.count * D.count;
}

/** Where the vectors of a run begin. The last one overlaps the one before, or reaches past a run of fewer than four. */
export const vectorsOf = (run: number): number[] =>
  Array.from({ length: Math.ceil(run / 4) }, (_, v) => Math.min(4 * v, Math.max(run - 4, 0)));

/**
 * A table of pixels: pairs of byte offsets, where an output, or a vector of four, begins in the input and in the output.
 *
 * @param images  how many images, whose bytes are `xImage` and `yImage` apart
 * @param places  which outputs of every run
 * @param spare   repeats of the last row at the end, for tiles that are not full
 */
export function pixelTable(
  layout: Layout,
  images: number,
  xImage: number,
  yImage: number,
  places: readonly number[],
  spare: number,
): Int32Array {
  const [D, H, W] = layout.axes;
  const run = runLength(layout);
  const runs = (D.count * H.count * W.count) / run;
  const table = new Int32Array(2 * (images * runs * places.length + spare));
  let at = 0;
  for (let image = 0; image < images; image++)
    for (let r = 0; r < runs; r++) {
      const y = r * run;
      const row = y / W.count;
      // A run that is longer than a row begins a plane, where both offsets count the same cells.
      const x = (Math.floor(row / H.count) * H.cells + (row % H.count)) * W.cells;
      for (const place of places) {
        table[at++] = image * xImage + 4 * (x + place);
        table[at++] = image * yImage + 4 * (y + place);
      }
    }
  for (const end = at; at < table.length; at++) table[at] = table[end - 2 + ((at - end) % 2)]!;
  return table;
}

/** The byte offsets of all taps of all channels, channels outermost, as weights are ordered. */
export function tapTable(
  layout: Layout,
  channels: number,
  taps: readonly (readonly [number, number, number])[],
): Int32Array {
  const offsets = taps.map(([d, h, w]) => 4 * tapOffset(layout, d, h, w));
  return Int32Array.from(
    { length: channels * taps.length },
    (_, k) => 4 * layout.channel * Math.floor(k / taps.length) + offsets[k % taps.length]!,
  );
}

/** Cells of a slot that hold input: from the first to before the last. */
function filled({ cells, step }: AxisLayout, start: number, size: number): { first: number; count: number } {
  const first = Math.max(0, Math.ceil(-start / step));
  const end = Math.min(cells, Math.floor((size - 1 - start) / step) + 1);
  return { first, count: Math.max(0, end - first) };
}

/** Whether the layout is the input as it is. */
export function isPlain({ axes }: Layout, input: readonly number[]): boolean {
  return axes.every(
    ({ starts, step, cells }, i) => step === 1 && starts.length === 1 && starts[0] === 0 && cells === sizeAt(input, i),
  );
}

/** Size of axis D, H or W of one to three sizes. */
function sizeAt(input: readonly number[], i: number): number {
  return input.at(i - 3) ?? 1;
}

/**
 * What `copyIn` is to bring of an array: planes of so many numbers, from the `first` on, to an address; nothing of what is
 * in the memory.
 */
export function bringPlanes(
  machine: Machine,
  values: Values,
  plane: number,
  first: number,
  to: number,
): ((from: number, end: number) => void) | undefined {
  if (isKept(values)) return undefined;
  return (from, end) => machine.write(to + 4 * plane * from, values, plane * (first + from), plane * (end - from));
}

/**
 * Copies planes into their layout, padding included.
 *
 * @param to       address of [planes][layout.channel]
 * @param from     address of [planes, …input]
 * @param padding  what cells outside the input hold
 * @param bring    writes planes to where they are copied from, some at a time, while others are copied already
 */
export function copyIn(
  machine: Machine,
  layout: Layout,
  input: readonly number[],
  planes: number,
  to: number,
  from: number,
  padding: number,
  bring?: (first: number, end: number) => void,
): void {
  const outside = machine.constant(padding);
  inRanges(machine, layout, planes, bring, (first, count) => {
    machine.fill(to + 4 * layout.channel * first, outside, count * layout.channel);
    copyRange(machine, layout, input, to, from, first, count);
  });
}

/** The same, without what surrounds the planes: others have been copied there before. */
export function copyCells(
  machine: Machine,
  layout: Layout,
  input: readonly number[],
  planes: number,
  to: number,
  from: number,
): void {
  inRanges(machine, layout, planes, undefined, (first, count) =>
    copyRange(machine, layout, input, to, from, first, count),
  );
}

function inRanges(
  machine: Machine,
  { channel }: Layout,
  planes: number,
  bring: ((first: number, end: number) => void) | undefined,
  run: (first: number, count: number) => void,
): void {
  const work = { pieces: planes, operations: COPY_OPERATIONS * planes * channel };
  machine.forRanges(work, (first, end) => run(first, end - first), bring);
}

/** Copies some planes, slot by slot. */
function copyRange(
  machine: Machine,
  layout: Layout,
  input: readonly number[],
  to: number,
  from: number,
  first: number,
  count: number,
): void {
  const [inD, inH, inW] = [sizeAt(input, 0), sizeAt(input, 1), sizeAt(input, 2)];
  const inPlane = inD * inH * inW;
  const [D, H, W] = layout.axes;
  let slot = to + 4 * layout.channel * first;
  for (const startD of D.starts)
    for (const startH of H.starts)
      for (const startW of W.starts) {
        const d = filled(D, startD, inD);
        const h = filled(H, startH, inH);
        const w = filled(W, startW, inW);
        const source =
          ((startD + d.first * D.step) * inH + startH + h.first * H.step) * inW + startW + w.first * W.step;
        const target = (d.first * H.cells + h.first) * W.cells + w.first;
        machine.copy(
          slot + 4 * target,
          from + 4 * (inPlane * first + source),
          { count, to: 4 * layout.channel, from: 4 * inPlane },
          { count: d.count, to: 4 * H.cells * W.cells, from: 4 * D.step * inH * inW },
          { count: h.count, to: 4 * W.cells, from: 4 * H.step * inW },
          { count: w.count, to: 4, from: 4 * W.step },
        );
        slot += 4 * D.cells * H.cells * W.cells;
      }
}
