/** @file The product of a matrix, packed in strips, and a vector: a strip's weights are read once, in the order they lie in. */

import { type Program, add, below, i32, loadSplat, loadVector, not, op, program, zeros } from '../emit/language.js';
import { index, multiplyAdd } from './dense.js';

const PARAMS = [
  'x', // [features]
  'xEnd',
  'weight', // [strip][features + 1][vectors]; the last row of a strip is not read
  'bias', // [strip][vectors]
  'y', // [strip][vectors]
  'strips',
] as const;

/**
 * @param vectors  of a strip
 * @param piece    products that are summed before the sums are added up
 */
export function gemvKernel(vectors: number, piece: number, fused: boolean): Program {
  return program(`gemv${4 * vectors}`, PARAMS, (w, p) => {
    const sums = index(vectors).map((v) => w.local('v128', `sum${v}`));
    const factor = w.local('v128', 'factor');
    const addFrom = (at: typeof p.y): void =>
      sums.forEach((sum, v) => w.set(sum, op('f32x4.add', sum, loadVector(at, 16 * v))));
    w.loop(() => {
      const x = w.let('at', p.x);
      const held = w.let('held', i32(0));
      w.loop(() => {
        const end = w.let('end', add(x, i32(4 * piece)));
        w.when(below(p.xEnd, end), () => w.set(end, p.xEnd));
        for (const sum of sums) w.set(sum, zeros);
        w.loop(() => {
          w.set(factor, loadSplat(x));
          sums.forEach((sum, v) => w.set(sum, multiplyAdd(fused, factor, loadVector(p.weight, 16 * v), sum)));
          w.advance(p.weight, i32(16 * vectors));
          w.advance(x, i32(4));
          return below(x, end);
        });
        const more = w.let('more', below(end, p.xEnd));
        w.when(not(more), () => addFrom(p.bias));
        w.when(held, () => addFrom(p.y));
        sums.forEach((sum, v) => w.store(p.y, sum, 16 * v));
        w.set(held, more);
        return more;
      });
      for (const pointer of [p.weight, p.bias, p.y]) w.advance(pointer, i32(16 * vectors));
      w.advance(p.strips, i32(-1));
      return p.strips;
    });
  });
}
