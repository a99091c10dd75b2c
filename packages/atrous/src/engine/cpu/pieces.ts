/**
 * @file Into which pieces a run of the dense kernel is cut. Several threads take large pieces first and small ones last,
 * so that all of them end at about the same time. How an output is summed does not depend on the piece it falls into.
 */

import { type Machine, PIECES_PER_THREAD } from './machine.js';
import { type Panels, panelsOf } from './panels.js';
import type { DenseRun, Schedule } from './sums.js';
import type { TileSet } from './tiles.js';

/** What is summed in one piece: some panels of a group, over some vectors of pixels. */
export interface Piece {
  readonly group: number;
  readonly panels: readonly Panels[];
  readonly from: number;
  readonly to: number;
}

/** Most operations of a piece: nobody waits long for the last one. */
const MOST_OPERATIONS = 1e8;
/** Least operations of a piece: handing it over must not be felt. */
const LEAST_OPERATIONS = 5e5;
/** Vectors of a piece from which on it hardly costs that weights come from the second-level cache once more. */
const LEAST_VECTORS = 8;

/** Panels of all groups; where a group is one panel, groups run as panels, unless their sums have to wait for a next chunk. */
function panelRuns(
  { groups, channels }: DenseRun,
  tallest: number,
  chunks: number,
): { readonly group: number; readonly panels: readonly Panels[] }[] {
  const panels = panelsOf(channels, tallest);
  if (chunks === 1 && panels.length === 1 && panels[0]!.count === 1)
    return [{ group: 0, panels: [{ ...panels[0]!, count: groups }] }];
  return Array.from({ length: groups }, (_, group) => ({ group, panels }));
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

/** Sizes of pieces, in units of which the pieces of all rows have `least` to `most`. */
interface Sizes {
  readonly threads: number;
  readonly least: number;
  readonly most: number;
}

/** Cuts so many rows of `length` units each; the pieces of every row, as the places where they end. */
export function cutRows(rows: number, length: number, { threads, least, most }: Sizes): number[][] {
  let left = rows * length;
  return Array.from({ length: rows }, () => {
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

/** All outputs of a run, each in one piece. */
export function piecesOf(
  { threads, tileSet, tallest }: Pick<Machine, 'threads' | 'tileSet' | 'tallest'>,
  run: DenseRun,
  plan: Schedule,
  operations: number,
): Piece[] {
  const runs = panelRuns(run, tallest, plan.chunks);
  const panels = runs[0]!.panels.reduce((sum, { count }) => sum + count, 0);
  const unit = vectorUnit(tileSet, plan.gathered, runs[0]!.panels);
  const columns = Math.ceil(run.vectors / unit);
  const block = run.ascending ? columns : Math.max(1, Math.floor(plan.block / unit));
  const shared = (units: number, least: number, most: number): Sizes => ({
    threads,
    least: Math.max(least, (LEAST_OPERATIONS * units) / operations),
    most: Math.max(1, Math.min(most, units / (PIECES_PER_THREAD * threads), (MOST_OPERATIONS * units) / operations)),
  });
  const alone: Sizes = { threads: 1, least: 1, most: block };
  const range = (ends: readonly number[], n: number): { from: number; to: number } => ({
    from: unit * (ends[n - 1] ?? 0),
    to: Math.min(unit * ends[n]!, run.vectors),
  });
  const enough = runs.length * run.vectors >= LEAST_VECTORS * 2 * PIECES_PER_THREAD * threads;
  if (threads === 1 || (enough && !run.ascending)) {
    const sizes = threads === 1 ? alone : shared(runs.length * columns, LEAST_VECTORS / unit, block);
    const all = cutRows(runs.length, columns, sizes);
    return runs.flatMap((own, i) => all[i]!.map((_, n) => ({ ...own, ...range(all[i]!, n) })));
  }
  // Of few pixels the panels are shared out, for one block after the other, each of which is gathered for every part.
  const [blocks] = cutRows(1, columns, alone) as [number[]];
  const rows = runs.flatMap((own) => blocks.map((_, n) => ({ ...own, ...range(blocks, n) })));
  const least = plan.gathered ? tileSet.gathering.panels : 1;
  const all = cutRows(rows.length, panels, shared(rows.length * panels, least, panels));
  return rows.flatMap((row, i) =>
    all[i]!.map((end, n) => ({ ...row, panels: panelRange(row.panels, all[i]![n - 1] ?? 0, end) })),
  );
}
