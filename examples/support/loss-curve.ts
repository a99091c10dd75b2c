/** @file A loss as the lines of a chart. */

import type { Series } from 'atrous-cli/pictures';

/** Readable beside each other, also for colour-blind eyes. */
export const BLUE = [31, 119, 180] as const;
export const ORANGE = [214, 96, 20] as const;

/** Share of the newest value in the running mean. */
const NEWEST = 0.15;

export interface CurveOptions {
  /** Default blue. */
  readonly colour?: Series['colour'];
  /** Name of the running mean; the values themselves then have none. */
  readonly mean?: string;
}

/** The values step by step, and their running mean, which begins as a plain mean. */
export function lossCurve(losses: readonly number[], options: CurveOptions = {}): Series[] {
  const { colour = BLUE, mean: name } = options;
  let mean = 0;
  const means = losses.map((loss, i) => {
    mean += (loss - mean) * Math.max(NEWEST, 1 / (i + 1));
    return mean;
  });
  const points = (values: readonly number[]): Series['points'] => values.map((value, i) => [i + 1, value]);
  return [
    { name: name === undefined ? 'each step' : '', colour, points: points(losses), faint: true },
    { name: name ?? 'running mean', colour, points: points(means) },
  ];
}
