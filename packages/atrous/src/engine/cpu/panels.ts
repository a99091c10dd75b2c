/** @file Channels, rows and taps in even parts: output channels in panels as tall as the tiles. */

/** So many neighbouring panels of `rows` channels, the first of them at channel `first`. */
export interface Panels {
  readonly first: number;
  readonly rows: number;
  readonly count: number;
}

/**
 * Channels shared out among the fewest panels, as evenly as can be: at most two heights, and none much lower than the
 * others (64 = 4·6 + 8·5 would be exact too, but 9·6 + 2·5 takes fewer panels).
 */
export function panelsOf(channels: number, tallest: number): Panels[] {
  const count = Math.ceil(channels / tallest);
  const rows = Math.floor(channels / count);
  const taller = channels - rows * count;
  const all = [
    { first: 0, rows: rows + 1, count: taller },
    { first: taller * (rows + 1), rows, count: count - taller },
  ];
  return all.filter((panels) => panels.count > 0);
}

/** Splits `count` into the fewest parts of at most `most`, as evenly as can be. */
export function evenly(count: number, most: number): number[] {
  const parts = Math.ceil(count / most);
  const begin = (i: number): number => Math.floor((i * count) / parts);
  return Array.from({ length: parts }, (_, i) => begin(i + 1) - begin(i));
}
