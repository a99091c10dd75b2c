/** @file Fills a run of numbers with one. */

import { type Program, below, i32, loadF32, loadSplat, program } from '../emit/language.js';

const PARAMS = [
  'to',
  'from', // where the number stands
  'count', // at least one
] as const;

const VECTORS = 4;

export function fillKernel(): Program {
  return program('fill', PARAMS, (w, p) => {
    const value = w.let('value', loadSplat(p.from));
    for (const vectors of [VECTORS, 1]) {
      const enough = () => below(i32(4 * vectors - 1), p.count);
      w.when(enough(), () =>
        w.loop(() => {
          for (let v = 0; v < vectors; v++) w.store(p.to, value, 16 * v);
          w.advance(p.to, i32(16 * vectors));
          w.advance(p.count, i32(-4 * vectors));
          return enough();
        }),
      );
    }
    w.when(p.count, () =>
      w.loop(() => {
        w.store(p.to, loadF32(p.from));
        w.advance(p.to, i32(4));
        w.advance(p.count, i32(-1));
        return p.count;
      }),
    );
  });
}
