/**
 * @file Where several taps write to the same positions: a convolution's output, cut so that every part is read by the
 * same taps throughout. The inner loops then load and store a sum once for four products.
 *
 * A 3×3 kernel with padding cuts a plane in nine: four corners, four edges and the inside. Of a transposed convolution
 * with stride s every s-th position makes a part of its own.
 */

import { inputOfTap, outputsOfTap } from '../../geometry/taps.js';
import type { Window } from '../../geometry/types.js';
import { asThree, denseSteps, joined, NO_WINDOW, type Steps } from './boxes.js';

/** Which side is written: a convolution gathers into the counted one, its transpose scatters into the sized one. */
export type Written = 'counted' | 'sized';

/** What is read for every position of a region: of each channel, at each tap. Steps and offsets are in elements. */
export interface Region {
  readonly depth: number;
  readonly rows: number;
  readonly cols: number;
  readonly read: Steps;
  readonly write: Steps;
  /** The first position that is written, in one channel's plane. */
  readonly start: number;
  /** Per term: where in x its first value stands. */
  readonly starts: Int32Array;
  /** Per term: where its weight stands, counted from the output channel's first. */
  readonly weightAt: Int32Array;
}

/** The channels of one group, which all are read at the same taps. */
export interface Channels {
  readonly count: number;
  /** Elements from one to the next, in x and in the weight. */
  readonly plane: number;
  readonly weightStep: number;
}

/** One axis of a tap: the first position that it writes to, the one that it reads for that, and how many there are. */
interface AxisTap {
  readonly tap: number;
  readonly write: number;
  readonly read: number;
  readonly count: number;
}

/** Positions along one axis that the same taps write to. */
interface Stretch {
  readonly write: number;
  readonly count: number;
  readonly taps: readonly AxisTap[];
}

/** One axis, cut. Steps are in positions. */
interface Axis {
  readonly kernel: number;
  readonly writeStep: number;
  readonly readStep: number;
  readonly stretches: readonly Stretch[];
}

function axisTaps(size: number, count: number, window: Window, written: Written): AxisTap[] {
  const taps: AxisTap[] = [];
  for (let tap = 0; tap < window.kernel; tap++) {
    const { start, end } = outputsOfTap(tap, size, window, count);
    const sized = inputOfTap(start, tap, window);
    if (end === start) continue;
    if (written === 'counted') taps.push({ tap, write: start, read: sized, count: end - start });
    else taps.push({ tap, write: sized, read: start, count: end - start });
  }
  return taps;
}

/** The taps, moved to the positions from `write` on that they write to; those that do not are left out. */
function stretchOf(taps: readonly AxisTap[], write: number, count: number, step: number, readStep: number): Stretch {
  const there: AxisTap[] = [];
  for (const own of taps) {
    const skipped = (write - own.write) / step;
    if (skipped >= 0 && Number.isInteger(skipped) && skipped + count <= own.count)
      there.push({ tap: own.tap, write, read: own.read + skipped * readStep, count });
  }
  return { write, count, taps: there };
}

function cutStretches(taps: readonly AxisTap[], step: number, readStep: number): Stretch[] {
  const ends = taps.map(({ write, count }) => write + count * step);
  const cuts = Int32Array.from(new Set([...taps.map(({ write }) => write), ...ends])).sort();
  const found: Stretch[] = [];
  for (const write of cuts) {
    const end = cuts.find((cut) => cut > write && (cut - write) % step === 0);
    if (end === undefined) continue;
    const stretch = stretchOf(taps, write, (end - write) / step, step, readStep);
    if (stretch.taps.length > 0) found.push(stretch);
  }
  return found;
}

/** What it costs to begin a row, in turns of the inner loop; from measurements. */
const ROW = 8;

/** Every tap as a stretch of its own, which may overlap. */
const apart = (taps: readonly AxisTap[]): Stretch[] =>
  taps.map((tap) => ({ write: tap.write, count: tap.count, taps: [tap] }));

/** The cut of rows, or all taps apart where that is less work: for kernels as large as the plane. */
function rowStretches(taps: readonly AxisTap[], cut: readonly Stretch[]): readonly Stretch[] {
  let [cutWork, tapWork] = [0, 0];
  for (const { count, taps } of cut) cutWork += (taps.length / 4) * (ROW + count);
  for (const { count } of taps) tapWork += ROW + count;
  return cutWork <= tapWork ? cut : apart(taps);
}

/**
 * The regions of all positions that are written to.
 *
 * @param sized    spatial sizes of the side that the windows slide over
 * @param counted  spatial sizes of the side that has one position per window
 */
export function regions(
  sized: readonly number[],
  counted: readonly number[],
  windows: readonly Window[],
  written: Written,
  channels: Channels,
): Region[] {
  return regionsOf(sized, counted, windows, written, channels, (taps, axis, step, readStep) => {
    const cut = cutStretches(taps, step, readStep);
    return axis < 2 ? cut : rowStretches(taps, cut);
  });
}

/** Where each tap of one channel has something to do in a convolution: regions with one term. */
export function tapRegions(sized: readonly number[], counted: readonly number[], windows: readonly Window[]): Region[] {
  return regionsOf(sized, counted, windows, 'counted', { count: 1, plane: 0, weightStep: 0 }, apart);
}

type Cut = (taps: readonly AxisTap[], axis: number, step: number, readStep: number) => readonly Stretch[];

function regionsOf(
  sized: readonly number[],
  counted: readonly number[],
  windows: readonly Window[],
  written: Written,
  channels: Channels,
  cut: Cut,
): Region[] {
  const sizes = asThree(sized, 1);
  const counts = asThree(counted, 1);
  const [D, H, W] = asThree(windows, NO_WINDOW).map((window, axis): Axis => {
    const taps = axisTaps(sizes[axis]!, counts[axis]!, window, written);
    const [writeStep, readStep] = written === 'counted' ? [1, window.stride] : [window.stride, 1];
    return { kernel: window.kernel, writeStep, readStep, stretches: cut(taps, axis, writeStep, readStep) };
  });
  const steps = { counted: denseSteps(counts), sized: denseSteps(sizes) };
  const found: Region[] = [];
  for (const d of D!.stretches)
    for (const h of H!.stretches)
      for (const w of W!.stretches)
        found.push(regionOf([D!, H!, W!], [d, h, w], steps[written], steps[other(written)], channels));
  return found;
}

const other = (side: Written): Written => (side === 'counted' ? 'sized' : 'counted');

type Three<T> = readonly [T, T, T];

function regionOf(
  axes: Three<Axis>,
  stretches: Three<Stretch>,
  write: Three<number>,
  read: Three<number>,
  channels: Channels,
): Region {
  const [depth, rows, cols] = joined(
    stretches.map(({ count }, i) => ({
      count,
      writeStep: axes[i]!.writeStep * write[i]!,
      readStep: axes[i]!.readStep * read[i]!,
    })),
  );
  const [d, h, w] = stretches;
  return {
    depth: depth.count,
    rows: rows.count,
    cols: cols.count,
    start: d.write * write[0] + h.write * write[1] + w.write * write[2],
    write: {
      depthStep: depth.writeStep,
      rowStep: rows.writeStep,
      colStep: cols.writeStep,
    },
    read: { depthStep: depth.readStep, rowStep: rows.readStep, colStep: cols.readStep },
    ...termsOf(axes, stretches, read, channels),
  };
}

/** The terms of all channels, the taps of one channel behind one another. */
function termsOf(
  [, H, W]: Three<Axis>,
  [depths, rows, cols]: Three<Stretch>,
  [depthStep, rowStep, colStep]: Three<number>,
  { count, plane, weightStep }: Channels,
): Pick<Region, 'starts' | 'weightAt'> {
  const terms = count * depths.taps.length * rows.taps.length * cols.taps.length;
  const [starts, weightAt] = [new Int32Array(terms), new Int32Array(terms)];
  let k = 0;
  for (let c = 0; c < count; c++)
    for (const d of depths.taps)
      for (const h of rows.taps)
        for (const w of cols.taps) {
          starts[k] = c * plane + d.read * depthStep + h.read * rowStep + w.read * colStep;
          weightAt[k++] = c * weightStep + (d.tap * H.kernel + h.tap) * W.kernel + w.tap;
        }
  return { starts, weightAt };
}
