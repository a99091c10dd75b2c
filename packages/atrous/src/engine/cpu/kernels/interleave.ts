/** @file Puts the numbers of two rows between each other: the phases of a stride of two. */

import { type Expr, type Program, below, i32, loadF32, loadVector, program, shuffle } from '../emit/language.js';

const PARAMS = [
  'to', // rows of twice as many numbers
  'first', // numbers of the first row, which come before
  'second', // those of the second
  'planes',
  'toPlane', // bytes from plane to plane
  'fromPlane',
  'rows',
  'toRow', // bytes from row to row
  'fromRow',
  'pairs', // numbers of a row
] as const;

export function interleaveKernel(): Program {
  return program('interleave', PARAMS, (w, p) => {
    const [to, first, second] = [w.local('i32', 'toRow'), w.local('i32', 'firstRow'), w.local('i32', 'secondRow')];
    const left = w.local('i32', 'left');
    const several = (vectors: number): void => {
      const enough = (): Expr<'i32'> => below(i32(4 * vectors - 1), left);
      w.when(enough(), () =>
        w.loop(() => {
          for (let v = 0; v < vectors; v++) {
            const a = w.let('a', loadVector(first, 16 * v));
            const b = w.let('b', loadVector(second, 16 * v));
            w.store(to, shuffle(a, b, [0, 4, 1, 5]), 32 * v);
            w.store(to, shuffle(a, b, [2, 6, 3, 7]), 32 * v + 16);
          }
          w.advance(to, i32(32 * vectors));
          w.advance(first, i32(16 * vectors));
          w.advance(second, i32(16 * vectors));
          w.advance(left, i32(-4 * vectors));
          return enough();
        }),
      );
    };
    w.loop(() => {
      const [toRow, firstRow, secondRow] = [
        w.let('toAt', p.to),
        w.let('firstAt', p.first),
        w.let('secondAt', p.second),
      ];
      const rows = w.let('rowsLeft', p.rows);
      w.loop(() => {
        w.set(to, toRow);
        w.set(first, firstRow);
        w.set(second, secondRow);
        w.set(left, p.pairs);
        several(4);
        several(1);
        w.when(left, () =>
          w.loop(() => {
            w.store(to, loadF32(first));
            w.store(to, loadF32(second), 4);
            w.advance(to, i32(8));
            w.advance(first, i32(4));
            w.advance(second, i32(4));
            w.advance(left, i32(-1));
            return left;
          }),
        );
        w.advance(toRow, p.toRow);
        w.advance(firstRow, p.fromRow);
        w.advance(secondRow, p.fromRow);
        w.advance(rows, i32(-1));
        return rows;
      });
      for (const plane of [p.first, p.second]) w.advance(plane, p.fromPlane);
      w.advance(p.to, p.toPlane);
      w.advance(p.planes, i32(-1));
      return p.planes;
    });
  });
}
