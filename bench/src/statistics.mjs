/** @file Minima, medians and means of times. */

export function median(/** @type {number[]} */ values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function geometricMean(/** @type {number[]} */ values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * Of turns on a clock that changes, those that ran within 5 % of the fastest.
 *
 * @template {{ ghz: number }} T
 * @param {T[]} turns
 */
export function onFullClock(turns) {
  const best = Math.max(...turns.map(({ ghz }) => ghz));
  return turns.filter(({ ghz }) => ghz >= 0.95 * best);
}
