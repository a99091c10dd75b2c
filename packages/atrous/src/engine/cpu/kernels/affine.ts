/** @file `y = x · scale + shift` on every plane, with ReLU if wanted: a batch norm whose statistics are fixed. */

import { type Expr, type Program, below, i32, loadSplat, loadVector, op, program, zeros } from '../emit/language.js';
import { index, multiplyAdd } from './dense.js';

const PARAMS = ['x', 'y', 'scale', 'shift', 'planes', 'bytes', 'step'] as const;

/** Vectors of a turn. */
const VECTORS = 4;
/** Bytes that a turn reads and writes, whole: planes that are no multiple of it are followed by room for the rest. */
const AFFINE_BYTES: number = 16 * VECTORS;

/**
 * - `scale`, `shift`  one number per plane
 * - `bytes`           of a plane; `step` from plane to plane
 *
 * Planes are written in ascending order, so that the rest of a turn never spoils the next plane.
 */
export function affineKernel(fused: boolean, relu: boolean): Program {
  // pmax keeps a NaN on its left, as PyTorch's ReLU does.
  const last = (value: Expr<'v128'>): Expr<'v128'> => (relu ? op('f32x4.pmax', value, zeros) : value);
  return program(relu ? 'affineRelu' : 'affine', PARAMS, (w, p) => {
    w.loop(() => {
      const scale = w.let('factor', loadSplat(p.scale));
      const shift = w.let('offset', loadSplat(p.shift));
      const done = w.let('done', i32(0));
      const from = w.let('from', p.x);
      const to = w.let('to', p.y);
      w.loop(() => {
        for (const v of index(VECTORS))
          w.store(to, last(multiplyAdd(fused, loadVector(from, 16 * v), scale, shift)), 16 * v);
        w.advance(from, i32(AFFINE_BYTES));
        w.advance(to, i32(AFFINE_BYTES));
        w.advance(done, i32(AFFINE_BYTES));
        return below(done, p.bytes);
      });
      for (const table of [p.scale, p.shift]) w.advance(table, i32(4));
      w.advance(p.x, p.step);
      w.advance(p.y, p.step);
      w.advance(p.planes, i32(-1));
      return p.planes;
    });
  });
}
