/** @file Where the lines of a network run that lead past other layers. */

/** A line from one row to another; −1 is the input. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** How far out it runs: 0 for the line to the next row. */
  readonly lane: number;
}

/**
 * The lines of a network, those that skip rows in lanes of their own: two that overlap never share one.
 *
 * @param sources  of every row, the rows that it reads
 */
export function edgesOf(sources: readonly (readonly number[])[]): Edge[] {
  /** Of each lane, the row where its last line ends. */
  const ends: number[] = [];
  const lines = sources
    .flatMap((list, to) => [...new Set(list)].map((from) => ({ from, to })))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  return lines.map(({ from, to }) => {
    if (to === from + 1) return { from, to, lane: 0 };
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    return { from, to, lane: lane + 1 };
  });
}
