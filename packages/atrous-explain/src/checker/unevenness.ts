/** @file One number for a checkerboard: how much the means of the phases differ. */

import { QuestionError } from '../explain/error.js';
import { phrase } from '../explain/words/phrase.js';

/** Values of a tensor, row-major. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface Unevenness {
  /** `Σ (max − min) / Σ |mean|` over the channels: 0 for an even picture; Infinity where phases differ about a mean of 0. */
  readonly value: number;
  /** Per channel, the means of its phases. */
  readonly means: readonly (readonly number[])[];
}

/**
 * `(max − min) / |mean|` of the means of the phases. Of several channels numerators and denominators are summed, so that one
 * whose mean happens to be near 0 does not drown the others. Differences below rounding count as none.
 */
export function unevennessOf(means: readonly (readonly number[])[]): Unevenness {
  let [spread, size, largest] = [0, 0, 0];
  for (const channel of means) {
    spread += Math.max(...channel) - Math.min(...channel);
    size += Math.abs(channel.reduce((a, b) => a + b, 0) / channel.length);
    largest = Math.max(largest, ...channel.map(Math.abs));
  }
  // Sums of float32 products of this size are no more exact than this.
  const even = spread <= 1e-5 * largest * means.length;
  return { value: even ? 0 : spread / size, means };
}

/** First and last position of each spatial axis that are looked at. */
export type Inner = readonly (readonly [first: number, last: number])[];

/**
 * The means of the phases of an output: `period[0] × period[1] × …` of them per channel, each over the positions with one
 * remainder per axis.
 *
 * @param values  [C, …] or [1, C, …]
 * @param inner   where to look; default everywhere
 * @throws QuestionError for a shape of another rank, or for ranges shorter than a period
 */
export function phaseMeans(values: Values, period: readonly number[], inner?: Inner): number[][] {
  const rank = period.length;
  const sizes = values.shape.slice(-rank);
  const channels = values.shape.at(-rank - 1) ?? 1;
  const batch = values.shape.slice(0, -rank - 1).reduce((a, b) => a * b, 1);
  const ranges = inner ?? sizes.map((size) => [0, size - 1] as const);
  if (sizes.length !== rank || batch !== 1 || ranges.some(([first, last], axis) => last - first + 1 < period[axis]!))
    throw new QuestionError(
      phrase('questionPeriod', { shape: JSON.stringify(values.shape), period: JSON.stringify(period) }),
      { shape: values.shape, period, inner: ranges },
      phrase('questionLargerInput'),
    );
  const cells = sizes.reduce((a, b) => a * b, 1);
  return Array.from({ length: channels }, (_, channel) =>
    channelMeans(values.data, channel * cells, sizes, period, ranges),
  );
}

function channelMeans(
  data: ArrayLike<number>,
  offset: number,
  sizes: readonly number[],
  period: readonly number[],
  ranges: Inner,
): number[] {
  const phases = period.reduce((a, b) => a * b, 1);
  const sums = new Float64Array(phases);
  const counts = new Float64Array(phases);
  const visit = (axis: number, place: number, phase: number): void => {
    if (axis === sizes.length) {
      sums[phase]! += data[offset + place]!;
      counts[phase]! += 1;
      return;
    }
    const [first, last] = ranges[axis]!;
    for (let o = first; o <= last; o++)
      visit(axis + 1, place * sizes[axis]! + o, phase * period[axis]! + (o % period[axis]!));
  };
  visit(0, 0, 0);
  return Array.from(sums, (sum, phase) => sum / counts[phase]!);
}
