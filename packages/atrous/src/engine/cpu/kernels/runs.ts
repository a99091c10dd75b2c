/**
 * @file Runs of numbers that share something, as the pixels of a channel share its mean: their sums, in double
 * precision, and the affine functions of normalisations and their gradients.
 */

import {
  type Expr,
  type Local,
  type Program,
  add,
  i32,
  loadSplat,
  loadSplat64,
  loadVector,
  op,
  program,
  shuffle,
  zeros,
} from '../emit/language.js';
import { index, multiplyAdd } from './dense.js';
import { eachVector } from './rows.js';

type Vector = Expr<'v128'>;

/** Bytes of the sums of a run: two kinds, two lanes of doubles each. */
export const SUM_BYTES = 32;
/** Bytes of the masks for the rest of a run: which of its last four numbers count, as lanes of doubles. */
export const MASK_BYTES = 32;

const SUM_PARAMS = [
  'x', // [runs][bytes]
  'g', // the same
  'centres', // a double for each run
  'mask', // `MASK_BYTES`
  'sums', // `SUM_BYTES` for each run
  'runs',
  'bytes', // of a run, at least sixteen
] as const;

const low = (v: Vector): Vector => op('f64x2.promote_low_f32x4', v);
const high = (v: Vector): Vector => op('f64x2.promote_low_f32x4', shuffle(v, v, [2, 3, 2, 3]));

/**
 * With c the centre of a run:
 *
 * - `moments`   Σ (x − c) and Σ (x − c)²
 * - `products`  Σ g and Σ g·(x − c)
 */
export function runSumsKernel(kind: 'moments' | 'products'): Program {
  return program(kind, SUM_PARAMS, (w, p) => {
    const sums = index(4).map((n) => w.local('v128', `sum${n}`));
    const value = w.local('v128', 'value');
    const gradient = w.local('v128', 'gradient');
    const first = w.local('v128', 'first');
    const second = w.local('v128', 'second');

    const take = (at: Local<'i32'>, offset: number, masked: boolean): void => {
      w.set(value, loadVector(add(p.x, at), offset));
      if (kind === 'products') w.set(gradient, loadVector(add(p.g, at), offset));
      [low, high].forEach((half, n) => {
        const only = (v: Vector): Vector => (masked ? op('v128.and', v, loadVector(p.mask, 16 * n)) : v);
        w.set(second, only(op('f64x2.sub', half(value), centre)));
        w.set(first, kind === 'moments' ? second : only(half(gradient)));
        w.set(sums[n]!, op('f64x2.add', sums[n]!, first));
        w.set(sums[n + 2]!, op('f64x2.add', sums[n + 2]!, op('f64x2.mul', first, second)));
      });
    };

    const centre = w.local('v128', 'centre');
    w.loop(() => {
      w.set(centre, loadSplat64(p.centres));
      for (const sum of sums) w.set(sum, zeros);
      eachVector(
        w,
        p.bytes,
        (at, offset) => take(at, offset, false),
        (at) => take(at, 0, true),
      );
      w.store(p.sums, op('f64x2.add', sums[0]!, sums[1]!));
      w.store(p.sums, op('f64x2.add', sums[2]!, sums[3]!), 16);
      w.advance(p.x, p.bytes);
      w.advance(p.g, p.bytes);
      w.advance(p.centres, i32(8));
      w.advance(p.sums, i32(SUM_BYTES));
      w.advance(p.runs, i32(-1));
      return p.runs;
    });
  });
}

/** Numbers of each run that the affine kernels read: the centre and what float32 lost of it, and the coefficients. */
export const COEFFICIENTS = { centre: 0, lost: 1, slope: 2, shift: 3, factor: 4 } as const;
export const COEFFICIENT_COUNT = 5;

const AFFINE_PARAMS = ['x', 'g', 'y', 'coefficients', 'runs', 'bytes'] as const;

/**
 * - `scale`     y = (x − c)·slope + shift
 * - `combine`   y = (x − c)·slope + (g·factor + shift)
 * - `scaleSum`  y = ((x − c)·slope + shift) + g, rounded as a `scale` and a sum are
 */
export type AffineKind = 'scale' | 'combine' | 'scaleSum';

/** @param positive  whether what is negative becomes 0, as by ReLU */
export function affineKernel(kind: AffineKind, fused: boolean, positive: boolean = false): Program {
  return program(`${kind}${positive ? 'Positive' : ''}`, AFFINE_PARAMS, (w, p) => {
    const [centre, lost, slope, shift, factor] = ['centre', 'lost', 'slope', 'shift', 'factor'].map((name) =>
      w.local('v128', name),
    ) as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>];
    w.loop(() => {
      const set = { centre, lost, slope, shift, ...(kind === 'combine' && { factor }) };
      for (const [name, local] of Object.entries(set))
        w.set(local, loadSplat(p.coefficients, 4 * COEFFICIENTS[name as keyof typeof COEFFICIENTS]));
      eachVector(w, p.bytes, (at, offset) => {
        const centred = op('f32x4.sub', op('f32x4.sub', loadVector(add(p.x, at), offset), centre), lost);
        const g = loadVector(add(p.g, at), offset);
        const scaled = multiplyAdd(
          fused,
          centred,
          slope,
          kind === 'combine' ? multiplyAdd(fused, g, factor, shift) : shift,
        );
        const value = kind === 'scaleSum' ? op('f32x4.add', scaled, g) : scaled;
        w.store(add(p.y, at), positive ? op('f32x4.pmax', value, zeros) : value, offset);
      });
      for (const array of [p.x, p.g, p.y]) w.advance(array, p.bytes);
      w.advance(p.coefficients, i32(4 * COEFFICIENT_COUNT));
      w.advance(p.runs, i32(-1));
      return p.runs;
    });
  });
}
