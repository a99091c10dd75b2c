/** @file How work is cut for several threads: large pieces first and small ones last, so that all threads end at about the same time. */

/** Pieces for each thread, at least: whoever is slowed down by others takes fewer. */
export const PIECES_PER_THREAD = 4;
/** Least operations of a piece: handing it over must not be felt. */
const LEAST_OPERATIONS = 2e5;

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Sizes of pieces, in units of which the pieces of all rows have `least` to `most`. */
export interface Sizes {
  readonly threads: number;
  readonly least: number;
  readonly most: number;
}

/** Cuts rows of so many units each; the pieces of every row, as the places where they end. */
export function cutRows(lengths: readonly number[], { threads, least, most }: Sizes): number[][] {
  let left = sum(lengths);
  return lengths.map((length) => {
    const ends: number[] = [];
    for (let at = 0; at < length;) {
      const fair = threads === 1 ? most : Math.min(most, Math.max(least, left / (2 * threads)));
      // As even as can be: no crumb is left at the end.
      const size = Math.ceil((length - at) / Math.ceil((length - at) / fair));
      at += size;
      left -= size;
      ends.push(at);
    }
    return ends;
  });
}

/**
 * The sizes of pieces of so many units, which cost so many operations in all; one thread takes all in one.
 *
 * @param least  units of a piece
 * @param most   the same
 */
export function sizesFor(
  threads: number,
  units: number,
  operations: number,
  least: number = 1,
  most: number = units,
): Sizes {
  if (threads === 1) return { threads, least, most };
  return {
    threads,
    least: Math.max(least, (LEAST_OPERATIONS * units) / operations),
    most: Math.max(1, Math.min(most, units / (PIECES_PER_THREAD * threads))),
  };
}
