/** @file How long the edges of volumes are: in true proportions where they fit, otherwise longer ones are drawn shorter. */

export interface Room {
  /** Pixels of one cell where there is room enough. */
  readonly unit: number;
  /** Pixels of the shortest and of the longest edge; `least` is no more than `unit`. */
  readonly least: number;
  readonly most: number;
}

export interface Scale {
  /** Pixels of an edge of so many cells. */
  readonly length: (cells: number) => number;
  /** Whether edges have the proportions of their numbers. */
  readonly isTrue: boolean;
}

/**
 * One scale for edges that are compared. A power law leads from the shortest to the longest where both cannot be seen at once,
 * so that more cells are always longer.
 */
export function scaleOf(sizes: readonly number[], { unit, least, most }: Room): Scale {
  const [small, large] = [Math.min(...sizes), Math.max(...sizes)];
  const each = Math.min(unit, most / large);
  if (small === large || small * each >= least) return { length: (cells) => cells * each, isTrue: true };
  const power = Math.log(least / (large * each)) / Math.log(small / large);
  return { length: (cells) => large * each * (cells / large) ** power, isTrue: false };
}
