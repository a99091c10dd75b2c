/** @file Single pixels beside the vectors of a run: which outputs these are, and their sums. */

import { PIXEL_BYTES } from './kernels/dense.js';
import { type Singles, panelVectors, panelsAtOnce, singleBytes, singlesKernel } from './kernels/singles.js';
import type { Machine } from './machine.js';
import { type Panels, panelsOf } from './panels.js';
import type { DenseRun } from './sums.js';
import { gathers, widthFor } from './tiles.js';

/**
 * What four sums of a single pixel cost, in vectors of pixels that are summed: their factors are loaded for them alone. Twice
 * as much where those are summed by eight.
 */
const SINGLE_COST = 1.25;
/** The least share of a layer that is worth another kernel. */
const LEAST_GAIN = 0.02;

/** The outputs of a run of so many that are summed one by one, at its end. */
export function singlesOf({ tileSet, tallest }: Machine, channels: number, run: number, runs: number): number[] {
  const rest = run % 4;
  const panels = panelsOf(channels, tallest);
  // Groups of one panel each run as panels, which read inputs of their own.
  if (run < 4 || rest === 0 || channels <= tallest) return [];
  const gathered = gathers(tileSet, channels);
  const total = (costOf: (rows: number) => number): number =>
    panels.reduce((sum, { rows, count }) => sum + count * costOf(rows), 0);
  const vectorCost = (vectors: number): number =>
    total((rows) => {
      const width = widthFor(tileSet, rows, gathered);
      return rows * width * Math.ceil(vectors / width);
    });
  const singleCost = SINGLE_COST * (tileSet.paired ? 2 : 1) * total(panelVectors);
  const whole = vectorCost(runs * Math.ceil(run / 4));
  const cut = vectorCost(runs * Math.floor(run / 4)) + runs * rest * singleCost;
  return cut < (1 - LEAST_GAIN) * whole ? Array.from({ length: rest }, (_, i) => run - rest + i) : [];
}

/** As many of some panels as are summed at a time. */
function formOf({ features, tileSet }: Machine, { rows, count }: Panels): Singles {
  const { fused } = tileSet.tiles[rows - 1]!;
  return { rows, panels: Math.min(count, panelsAtOnce(rows, features.keepsOrder)), fused };
}

/** Bytes of the sums of so many pixels. */
export function singlesBytes(machine: Machine, channels: number, pixels: number): number {
  const bytes = panelsOf(channels, machine.tallest).map((part) => {
    const form = formOf(machine, part);
    return Math.ceil(part.count / form.panels) * singleBytes(form) * pixels;
  });
  return bytes.reduce((sum, size) => sum + size, 0);
}

/** Some panels of a group over a chunk of the taps. */
export interface SinglesChunk {
  readonly group: number;
  readonly panels: readonly Panels[];
  /** The first tap, and that after the last one. */
  readonly from: number;
  readonly to: number;
  readonly piece: number;
  /** `singlesBytes` for what waits for the next chunk. */
  readonly partial: number;
  readonly resume: boolean;
  readonly pause: boolean;
}

/** Sums all single pixels of a run. */
export function runSingles(machine: Machine, run: DenseRun, chunk: SinglesChunk): void {
  const { group, from, to, piece, resume, pause } = chunk;
  const { at: pixels, count: pixelCount } = run.singles!;
  let { partial } = chunk;
  for (const part of chunk.panels) {
    const form = formOf(machine, part);
    const { rows, panels } = form;
    const kernel = machine.kernel(`singles${rows}x${panels}`, () => singlesKernel(form));
    const sum = (firstPanel: number, groups: number): void => {
      const channel = part.first + rows * firstPanel;
      kernel(
        run.weight + 4 * run.tapCount * (group * run.channels + channel) + 4 * rows * from,
        run.bias + 4 * (group * run.channels + channel),
        pixels,
        pixels + PIXEL_BYTES * pixelCount,
        run.taps + 4 * from,
        run.taps + 4 * to,
        run.x + run.xGroup * group,
        run.y + run.yGroup * group + run.plane * channel,
        run.plane,
        groups,
        4 * rows * run.tapCount,
        4 * piece,
        partial,
        singleBytes(form),
        resume ? 1 : 0,
        pause ? 1 : 0,
      );
      partial += groups * pixelCount * singleBytes(form);
    };
    const whole = Math.floor(part.count / panels);
    sum(0, whole);
    // The last group takes panels of the one before once more, in sums of its own.
    if (part.count % panels > 0) sum(part.count - panels, 1);
  }
}
