/**
 * @file Linear maps along the axes of planes, one axis after the other: resizing, averages of windows that need not be of one
 * size, mirrored padding, and the gradients of all of these.
 */

import { type AxisMap, type Tables, columnTables, readRange, rowTables } from './axis-maps.js';
import { product } from './conv-plan.js';
import { type Engine, theEngine } from './engine.js';
import { type MapKind, ROWS, ROW_BYTES, type Scratch, columnsKernel, rowsKernel } from './kernels/axes.js';
import type { Values } from './kept.js';
import { PIECES_PER_THREAD } from './cuts.js';
import type { Machine } from './machine.js';

/** What happens along the axes of a plane; null where nothing does. */
export interface PlaneMap {
  readonly kind: MapKind;
  /** Cells along D, H and W. */
  readonly sizes: readonly number[];
  readonly counts: readonly number[];
  readonly maps: readonly (AxisMap | null)[];
}

/** One axis at a time. */
interface Pass {
  readonly axis: number;
  readonly tables: Tables;
  /** Bytes of a row, or of all that lies within a place of the axis, before and after. */
  readonly from: number;
  readonly to: number;
}

export interface AxesJob extends PlaneMap {
  readonly passes: readonly Pass[];
  /** Numbers from row to row of the last result: at least a vector. */
  readonly pitch: number;
  /** The axis along which a plane is cut into pieces; −1 for none. */
  readonly cut: number;
  /** Bytes of the largest result between passes, for each place of the axis that is cut. */
  readonly between: number;
}

/** Numbers from which on the tables are worth it. */
export const LEAST_CELLS = 1024;
/** Bytes between passes that stay in the second-level cache. */
const SCRATCH_BYTES = 256 * 1024;
/** What a cell costs in a pass, in operations of the dense kernel. */
const OPERATIONS = 8;
/** Cells of a vector, and its bytes. */
const LANES = 4;
const VECTOR_BYTES = 16;
const W = 2;

/** Axes in the order in which the fewest cells are between: what shrinks first, rows before columns where they grow. */
function orderOf({ sizes, counts, maps }: PlaneMap): number[] {
  const axes = [0, 1, W].filter((axis) => maps[axis] !== null);
  const growth = (axis: number): number => counts[axis]! / sizes[axis]!;
  const rowsFirst = sizes[W]! < LANES || growth(W) >= 1;
  return axes.toSorted((a, b) => {
    if (sizes[W]! < LANES && (a === W || b === W)) return a === W ? -1 : 1;
    return growth(a) - growth(b) || (rowsFirst ? b - a : a - b);
  });
}

/** Null where rows are too short for vectors. */
function newJob(map: PlaneMap): AxesJob | null {
  const { sizes, counts, maps } = map;
  const now = [...sizes];
  const passes: Pass[] = [];
  const cut = [0, 1].find((axis) => Math.max(sizes[axis]!, counts[axis]!) > 1) ?? -1;
  const perCut = (cells: number): number => (4 * cells) / (cut < 0 ? 1 : now[cut]!);
  let between = 0;
  for (const axis of orderOf(map)) {
    const own = maps[axis]!;
    const inner = product(now.slice(axis + 1));
    if (axis !== W && inner < LANES) return null;
    const from = 4 * (axis === W ? now[W]! : inner);
    now[axis] = axis === W ? Math.max(counts[W]!, LANES) : counts[axis]!;
    const tables = axis === W ? rowTables(own) : columnTables(own, 4 * inner);
    passes.push({ axis, tables, from, to: axis === W ? 4 * now[W]! : from });
    between = Math.max(between, perCut(product(now)));
  }
  if (passes.length === 0 || product(counts) === 0) return null;
  return { ...map, passes, pitch: now[W]!, cut, between };
}

/** Some planes, or a part of one: from which place of the axis that is cut, and to before which. */
interface Piece {
  readonly plane: number;
  readonly planes: number;
  readonly from: number;
  readonly to: number;
  /** Places of the input that it reads. */
  readonly first: number;
  readonly end: number;
}

/** Places of the axis that is cut, before and after. */
const cutPlaces = ({ cut, sizes, counts }: AxesJob): [before: number, after: number] =>
  cut < 0 ? [1, 1] : [sizes[cut]!, counts[cut]!];

function piecesOf(job: AxesJob, planes: number, threads: number): Piece[] {
  const { cut, maps, passes, between } = job;
  const [before, places] = cutPlaces(job);
  const wanted = threads === 1 ? 1 : PIECES_PER_THREAD * threads;
  const needed = passes.length > 1 ? between * Math.max(before, places) : 0;
  const together = Math.max(1, Math.min(Math.floor(SCRATCH_BYTES / needed), Math.ceil(planes / wanted)));
  const fine = Math.max(Math.ceil(needed / SCRATCH_BYTES), Math.ceil(wanted / planes));
  const parts = together > 1 ? 1 : Math.min(places, fine);
  const own = cut < 0 ? null : maps[cut]!;
  const ranges = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((i) => Math.floor((i * places) / parts)) as [number, number];
    const [first, end] = parts === 1 ? [0, before] : own === null ? [from, to] : readRange(own, from, to);
    return { from, to, first, end };
  });
  return Array.from({ length: Math.ceil(planes / together) }, (_, i) => i * together).flatMap((plane) =>
    ranges.map((range) => ({ plane, planes: Math.min(together, planes - plane), ...range })),
  );
}

/** Addresses of what the passes read and write. */
interface Places {
  readonly x: number;
  readonly y: number;
  /** Of each pass. */
  readonly tables: readonly { readonly entries: number; readonly taps: number }[];
  /** Two arrays for what is between passes. */
  readonly between: readonly [number, number];
}

/** What one call of a kernel works on. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** How often the axis comes, or how many rows there are. */
  readonly outer: number;
  readonly scratch: Scratch;
}

/** Rows are worked on some at a time; a last turn overlaps the one before. */
function runRows(
  machine: Machine,
  kind: MapKind,
  pass: Pass,
  tables: Places['tables'][number],
  stretch: Stretch,
): void {
  const { from, to, outer, scratch } = stretch;
  const { relaxed } = machine.features;
  const several = outer < ROWS ? 1 : ROWS;
  const kernel = machine.kernel(`rows ${kind}${several}${scratch.join('')}`, () =>
    rowsKernel(kind, several, relaxed, scratch),
  );
  const call = (row: number, turns: number): void =>
    kernel(
      from + pass.from * row,
      to + pass.to * row,
      tables.entries,
      tables.entries + 4 * pass.tables.entries.length,
      tables.taps,
      turns,
      pass.from,
      pass.to,
    );
  call(0, Math.floor(outer / several));
  if (outer % several > 0) call(outer - several, 1);
}

/** Columns, of which a piece may hold but a part. */
function runColumns(
  machine: Machine,
  kind: MapKind,
  pass: Pass,
  tables: Places['tables'][number],
  stretch: Stretch,
  { from: begin, to: stop, first, end }: Omit<Piece, 'plane' | 'planes'>,
): void {
  const { from, to, outer, scratch } = stretch;
  const kernel = machine.kernel(`columns ${kind}${scratch.join('')}`, () =>
    columnsKernel(kind, machine.features.relaxed, scratch),
  );
  kernel(
    from - pass.from * first,
    to - pass.to * begin,
    tables.entries + ROW_BYTES * begin,
    tables.entries + ROW_BYTES * stop,
    tables.taps,
    outer,
    pass.from * (end - first),
    pass.to * (stop - begin),
    pass.from,
  );
}

/** All passes over one piece. */
function runPiece(machine: Machine, job: AxesJob, piece: Piece, { x, y, tables, between }: Places): void {
  const { passes, cut, sizes, counts, pitch, kind } = job;
  const [before, after] = cutPlaces(job);
  const start = (plane: number, place: number, places: number): number =>
    4 * (plane * piece.plane + place * (plane / places));
  const now = [...sizes];
  if (cut >= 0) now[cut] = piece.end - piece.first;
  let from = x + start(product(sizes), piece.first, before);
  passes.forEach((pass, n) => {
    const { axis } = pass;
    const isLast = n === passes.length - 1;
    const to = isLast ? y + start((product(counts) / counts[W]!) * pitch, piece.from, after) : between[n % 2]!;
    const outer = piece.planes * product(now.slice(0, axis));
    const scratch: Scratch = [...(n > 0 ? ['x' as const] : []), ...(isLast ? [] : ['y' as const])];
    const stretch = { from, to, outer, scratch };
    const whole = { from: 0, to: counts[axis]!, first: 0, end: sizes[axis]! };
    if (axis === W) runRows(machine, kind, pass, tables[n]!, stretch);
    else runColumns(machine, kind, pass, tables[n]!, stretch, axis === cut ? piece : whole);
    now[axis] = axis === W ? pitch : axis === cut ? piece.to - piece.from : counts[axis]!;
    from = to;
  });
}

function run({ machine }: Engine, job: AxesJob, planes: number, x: Values): Values {
  const { passes, counts, between, pitch } = job;
  const total = planes * product(counts);
  const pieces = piecesOf(job, planes, machine.threads);
  const places = Math.max(...pieces.map(({ from, to, first, end }) => Math.max(to - from, end - first)));
  const room = passes.length > 1 ? between * places * pieces[0]!.planes + VECTOR_BYTES : 0;
  return machine.borrow((take) => {
    const y = take(4 * total);
    const rows = total / counts[W]!;
    const isWide = pitch === counts[W]!;
    const wide = isWide ? y : take(4 * pitch * rows);
    const xAt = machine.bring(x, take);
    const tables = passes.map(({ tables: { entries, taps } }) => {
      const at = { entries: take(4 * entries.length), taps: take(4 * taps.length) };
      machine.writeInts(at.entries, entries);
      machine.writeInts(at.taps, taps);
      return at;
    });
    const work = { pieces: pieces.length, operations: OPERATIONS * (x.length + total), scratch: 2 * room };
    machine.forEach(work, (i, scratch) =>
      runPiece(machine, job, pieces[i]!, { x: xAt, y: wide, tables, between: [scratch, scratch + room] }),
    );
    if (!isWide)
      machine.copy(
        y,
        wide,
        { count: rows, to: 4 * counts[W]!, from: 4 * pitch },
        { count: counts[W]!, to: 4, from: 4 },
      );
    return machine.result(y, total);
  });
}

/** What is to be done to every plane. */
export interface AxesWork {
  /** What the map is made from, as text. */
  readonly key: string;
  readonly make: () => PlaneMap;
  readonly planes: number;
  readonly sizes: readonly number[];
  readonly counts: readonly number[];
}

/** Cells of an axis from which on its tables are looked at before they are made, and lines along it that they have to serve. */
const LONG = 256;
const LEAST_LINES = 8;

/** Whether the tables of some axis would be larger than what they are for. */
const isTooLong = ({ planes, sizes, counts }: AxesWork): boolean =>
  sizes.some((size, axis) => {
    const others = product(sizes.map((cells, n) => (n === axis ? 1 : Math.min(cells, counts[n]!))));
    return Math.max(size, counts[axis]!) > LONG && planes * others < LEAST_LINES;
  });

/** How the engine does it; null where it leaves it to the reference. */
export function axesJob({ jobs }: Engine, work: AxesWork): AxesJob | null {
  const { key, make, planes } = work;
  if (isTooLong(work)) return null;
  const { job } = jobs.get(key, () => ({ job: newJob(make()) }));
  return job === null || planes * (product(job.sizes) + product(job.counts)) < LEAST_CELLS ? null : job;
}

/**
 * Maps every plane along its axes.
 *
 * @param x  [planes, …sizes]
 * @returns [planes, …counts], or undefined where the engine cannot
 */
export function alongAxes(work: AxesWork, x: Values): Values | undefined {
  const engine = theEngine();
  const job = engine && axesJob(engine, work);
  return engine && job ? run(engine, job, work.planes, x) : undefined;
}
