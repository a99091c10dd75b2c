/**
 * @file Linear maps along one axis, as resizing, averaging and mirroring are: every cell of the result is a sum of some cells
 * of its row, or of its column, each times a weight. Which ones stands in tables.
 */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadI32,
  loadSplat,
  loadVector,
  op,
  program,
  zeros,
} from '../emit/language.js';
import { index, multiplyAdd } from './dense.js';

type Vector = Expr<'v128'>;
type Address = Local<'i32'>;

/**
 * - `copied`    each cell is one of the input, with all its bits
 * - `averaged`  sums, divided
 * - `weighted`  sums of products
 */
export type MapKind = 'copied' | 'averaged' | 'weighted';

/** Bytes of a tap of columns: which row, as bytes from the first, and its weight. */
export const TAP_BYTES = 8;
/** Bytes of a row of the result: its place, the bytes at which its taps begin and end, and its divisor. */
export const ROW_BYTES = 16;
/** Bytes of a term of rows: where four neighbours begin, which bytes of them go to each lane, and a weight per lane. */
export const TERM_BYTES = 36;
/** Bytes of four cells of the result: their place, the bytes at which their terms begin and end, and a divisor per lane. */
export const GROUP_BYTES = 28;

/** Which of the arrays is scratch, of which every thread has its own. */
export type Scratch = readonly ('x' | 'y')[];

interface Summing {
  readonly kind: MapKind;
  readonly fused: boolean;
}

/** `sum` with one more. */
function summed({ kind, fused }: Summing, value: Vector, weight: Vector, sum: Vector): Vector {
  if (kind === 'copied') return op('v128.or', value, sum);
  return kind === 'averaged' ? op('f32x4.add', value, sum) : multiplyAdd(fused, value, weight, sum);
}

/** Runs the body for every entry of a table, of which there may be none. */
function eachEntry(w: Writer, at: Address, end: Address, bytes: number, body: () => void): void {
  w.when(below(at, end), () =>
    w.loop(() => {
      body();
      w.advance(at, i32(bytes));
      return below(at, end);
    }),
  );
}

type Params<P extends readonly string[]> = { readonly [K in P[number]]: Address };

const COLUMN_PARAMS = [
  'x', // [outer][rows][bytes]
  'y', // as `x`
  'rows', // `ROW_BYTES` for each row of the result
  'rowsEnd',
  'taps', // `TAP_BYTES` each
  'outer',
  'xStep', // bytes from one to the next
  'yStep',
  'bytes', // of a row, at least sixteen
] as const;

/** Vectors of a row that are worked on at a time. */
const VECTORS = 4;

/** Every row of the result a sum of rows. */
export function columnsKernel(kind: MapKind, fused: boolean, scratch: Scratch): Program {
  const summing = { kind, fused };
  const write = (w: Writer, p: Params<typeof COLUMN_PARAMS>): void => {
    const sums = index(VECTORS).map((v) => w.local('v128', `sum${v}`));
    const weight = w.local('v128', 'weight');
    const [row, tap, first, end, from, target, at] = ['row', 'tap', 'first', 'end', 'from', 'target', 'at'].map(
      (name) => w.local('i32', name),
    ) as [Address, Address, Address, Address, Address, Address, Address];

    const several = (vectors: number): void => {
      for (const v of index(vectors)) w.set(sums[v]!, zeros);
      w.set(tap, first);
      eachEntry(w, tap, end, TAP_BYTES, () => {
        w.set(from, add(add(p.x, at), loadI32(tap)));
        if (kind === 'weighted') w.set(weight, loadSplat(tap, 4));
        for (const v of index(vectors)) w.set(sums[v]!, summed(summing, loadVector(from, 16 * v), weight, sums[v]!));
      });
      if (kind === 'averaged') w.set(weight, loadSplat(row, 12));
      for (const v of index(vectors))
        w.store(add(target, at), kind === 'averaged' ? op('f32x4.div', sums[v]!, weight) : sums[v]!, 16 * v);
    };
    const fits = (vectors: number): Expr<'i32'> => below(add(at, i32(16 * vectors - 1)), p.bytes);

    w.loop(() => {
      w.set(row, p.rows);
      w.loop(() => {
        w.set(target, add(p.y, loadI32(row)));
        w.set(first, add(p.taps, loadI32(row, 4)));
        w.set(end, add(p.taps, loadI32(row, 8)));
        w.set(at, i32(0));
        for (const vectors of [VECTORS, 1])
          w.when(fits(vectors), () =>
            w.loop(() => {
              several(vectors);
              w.advance(at, i32(16 * vectors));
              return fits(vectors);
            }),
          );
        // The last four numbers overlap those before.
        w.when(below(at, p.bytes), () => {
          w.set(at, add(p.bytes, i32(-16)));
          several(1);
        });
        w.advance(row, i32(ROW_BYTES));
        return below(row, p.rowsEnd);
      });
      w.advance(p.x, p.xStep);
      w.advance(p.y, p.yStep);
      w.advance(p.outer, i32(-1));
      return p.outer;
    });
  };
  return program(`columns_${kind}`, COLUMN_PARAMS, write, scratch);
}

const ROW_PARAMS = [
  'x',
  'y',
  'groups', // `GROUP_BYTES` for every four cells of the result
  'groupsEnd',
  'terms', // `TERM_BYTES` each
  'turns', // of `rows` rows
  'xStep', // bytes from row to row
  'yStep',
] as const;

/** Rows that are worked on at a time: what the tables say serves all. */
export const ROWS = 4;

/** Every cell of the result a sum of cells of its row; `rows` rows to a turn. */
export function rowsKernel(kind: MapKind, rows: number, relaxed: boolean, scratch: Scratch): Program {
  const summing = { kind, fused: relaxed };
  const swizzle = relaxed ? 'i8x16.relaxed_swizzle' : 'i8x16.swizzle';
  const write = (w: Writer, p: Params<typeof ROW_PARAMS>): void => {
    const sums = index(rows).map((r) => w.local('v128', `sum${r}`));
    const starts = index(rows).map((r) => (r === 0 ? p.x : w.local('i32', `start${r}`)));
    const lanes = w.local('v128', 'lanes');
    const weight = w.local('v128', 'weight');
    const [group, term, end, from, target] = ['group', 'term', 'end', 'from', 'target'].map((name) =>
      w.local('i32', name),
    ) as [Address, Address, Address, Address, Address];

    w.loop(() => {
      for (const r of index(rows).slice(1)) w.set(starts[r]!, add(starts[r - 1]!, p.xStep));
      w.set(group, p.groups);
      w.loop(() => {
        for (const sum of sums) w.set(sum, zeros);
        w.set(term, add(p.terms, loadI32(group, 4)));
        w.set(end, add(p.terms, loadI32(group, 8)));
        eachEntry(w, term, end, TERM_BYTES, () => {
          w.set(from, loadI32(term));
          w.set(lanes, loadVector(term, 4));
          if (kind === 'weighted') w.set(weight, loadVector(term, 20));
          for (const r of index(rows)) {
            const value = op(swizzle, loadVector(add(starts[r]!, from)), lanes);
            w.set(sums[r]!, summed(summing, value, weight, sums[r]!));
          }
        });
        w.set(target, add(p.y, loadI32(group)));
        if (kind === 'averaged') w.set(weight, loadVector(group, 12));
        for (const r of index(rows)) {
          if (r > 0) w.advance(target, p.yStep);
          w.store(target, kind === 'averaged' ? op('f32x4.div', sums[r]!, weight) : sums[r]!);
        }
        w.advance(group, i32(GROUP_BYTES));
        return below(group, p.groupsEnd);
      });
      for (let r = 0; r < rows; r++) {
        w.advance(p.x, p.xStep);
        w.advance(p.y, p.yStep);
      }
      w.advance(p.turns, i32(-1));
      return p.turns;
    });
  };
  return program(`rows_${kind}${rows}`, ROW_PARAMS, write, scratch);
}
