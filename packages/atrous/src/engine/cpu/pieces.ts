/**
 * @file Into which pieces a run of the dense kernel is cut. Several threads take large pieces first and small ones last,
 * so that all of them end at about the same time. How an output is summed does not depend on the piece it falls into.
 */

import { PIECES_PER_THREAD, type Sizes, cutRows, sizesFor, sum } from './cuts.js';
import type { Machine } from './machine.js';
import { type Panels, panelsOf } from './panels.js';
import type { DenseRun, Schedule } from './sums.js';
import type { TileSet } from './tiles.js';

/** What is summed in one piece: some panels of a group, over some vectors of pixels. */
export interface Piece {
  readonly run: DenseRun;
  readonly group: number;
  readonly panels: readonly Panels[];
  readonly from: number;
  readonly to: number;
}

/** Most operations of a piece: nobody waits long for the last one. */
const MOST_OPERATIONS = 1e8;
/**
 * Bytes of a group's weights that the second-level cache holds: every piece reads all of them once more, which then hardly
 * costs. Of larger ones it does, unless a piece has so many vectors.
 */
const LIGHT_BYTES = 1 << 20;
const LEAST_VECTORS = 24;

/**
 * Panels of all groups; where a group is one panel, groups run as panels, unless their sums have to wait for a next chunk or
 * their outputs do not follow each other as those of panels do.
 */
function panelRuns(run: DenseRun, tallest: number, chunks: number): Pick<Piece, 'run' | 'group' | 'panels'>[] {
  const { groups, channels, plane, yGroup } = run;
  const panels = panelsOf(channels, tallest);
  const follow = groups === 1 || yGroup === channels * plane;
  if (follow && chunks === 1 && panels.length === 1 && panels[0]!.count === 1)
    return [{ run, group: 0, panels: [{ ...panels[0]!, count: groups }] }];
  return Array.from({ length: groups }, (_, group) => ({ run, group, panels }));
}

/** The panels from one of them to before another. */
function panelRange(panels: readonly Panels[], from: number, to: number): Panels[] {
  let before = 0;
  return panels.flatMap(({ first, rows, count }) => {
    const [begin, end] = [from, to].map((i) => Math.min(Math.max(i - before, 0), count)) as [number, number];
    before += count;
    return end > begin ? [{ first: first + rows * begin, rows, count: end - begin }] : [];
  });
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Vectors that a piece may have: a whole number of every tile's. */
function vectorUnit(tileSet: TileSet, gathered: boolean, panels: readonly Panels[]): number {
  if (gathered) return tileSet.gathering.vectors;
  return panels.map(({ rows }) => tileSet.tiles[rows - 1]!.vectors).reduce((a, b) => (a * b) / gcd(a, b));
}

/** All outputs of some runs, each in one piece. The runs differ in nothing but groups and addresses. */
export function piecesOf(
  { threads, tileSet, tallest }: Pick<Machine, 'threads' | 'tileSet' | 'tallest'>,
  runs: readonly DenseRun[],
  plan: Schedule,
  operations: number,
): Piece[] {
  const { vectors, channels, tapCount, ascending } = runs[0]!;
  const all = runs.flatMap((run) => panelRuns(run, tallest, plan.chunks));
  const unit = vectorUnit(tileSet, plan.gathered, all[0]!.panels);
  const columns = Math.ceil(vectors / unit);
  const block = ascending ? columns : Math.max(1, Math.floor(plan.block / unit));
  const sizes = (units: number, least: number, most: number): Sizes =>
    sizesFor(threads, units, operations, least, Math.min(most, (MOST_OPERATIONS * units) / operations));
  const blockwise: Sizes = { threads: 1, least: 1, most: block };
  const range = (ends: readonly number[], n: number): { from: number; to: number } => ({
    from: unit * (ends[n - 1] ?? 0),
    to: Math.min(unit * ends[n]!, vectors),
  });
  const least = 4 * channels * tapCount > LIGHT_BYTES ? LEAST_VECTORS / unit : 1;
  const enough = all.length * columns >= 2 * least * PIECES_PER_THREAD * threads;
  if (threads === 1 || (enough && !ascending)) {
    const lengths = all.map(() => columns);
    const ends = cutRows(lengths, threads === 1 ? blockwise : sizes(sum(lengths), least, block));
    return all.flatMap((own, i) => ends[i]!.map((_, n) => ({ ...own, ...range(ends[i]!, n) })));
  }
  // Of few pixels the panels are shared out, for one block after the other, each of which is gathered for every part.
  const [blocks] = cutRows([columns], blockwise) as [number[]];
  const rows = all.flatMap((own) => blocks.map((_, n) => ({ ...own, ...range(blocks, n) })));
  const lengths = rows.map((row) => sum(row.panels.map(({ count }) => count)));
  const fewest = plan.gathered ? tileSet.gathering.panels : 1;
  const ends = cutRows(lengths, sizes(sum(lengths), fewest, Infinity));
  return rows.flatMap((row, i) =>
    ends[i]!.map((end, n) => ({ ...row, panels: panelRange(row.panels, ends[i]![n - 1] ?? 0, end) })),
  );
}
