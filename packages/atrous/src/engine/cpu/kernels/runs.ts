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
  'weight', // one number for each of a run, by which `g` is multiplied first; only where kernels are weighted
] as const;

const low = (v: Vector): Vector => op('f64x2.promote_low_f32x4', v);
const high = (v: Vector): Vector => op('f64x2.promote_low_f32x4', shuffle(v, v, [2, 3, 2, 3]));

/**
 * With c the centre of a run:
 *
 * - `moments`   Σ (x − c) and Σ (x − c)²
 * - `products`  Σ g and Σ g·(x − c)
 *
 * @param weighted  whether a weight comes with each number of a run
 */
export function runSumsKernel(kind: 'moments' | 'products', weighted: boolean = false): Program {
  return program(`${kind}${weighted ? 'Weighted' : ''}`, SUM_PARAMS, (w, p) => {
    const sums = index(4).map((n) => w.local('v128', `sum${n}`));
    const value = w.local('v128', 'value');
    const gradient = w.local('v128', 'gradient');
    const first = w.local('v128', 'first');
    const second = w.local('v128', 'second');

    const take = (at: Local<'i32'>, offset: number, masked: boolean): void => {
      w.set(value, loadVector(add(p.x, at), offset));
      if (kind === 'products') w.set(gradient, loadVector(add(p.g, at), offset));
      if (weighted) w.set(gradient, op('f32x4.mul', gradient, loadVector(add(p.weight, at), offset)));
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

const AFFINE_PARAMS = ['x', 'g', 'y', 'coefficients', 'runs', 'bytes', 'weight', 'bias'] as const;

/**
 * - `scale`     y = (x − c)·slope + shift
 * - `combine`   y = (x − c)·slope + (g·factor + shift)
 * - `scaleSum`  y = ((x − c)·slope + shift) + g, rounded as a `scale` and a sum are
 *
 * and with a weight, and a bias, for every number of a run
 *
 * - `scaleEach`    y = (x − c)·slope·weight + bias
 * - `combineEach`  y = (x − c)·slope + (g·weight·factor + shift)
 */
export type AffineKind = 'scale' | 'combine' | 'scaleSum' | 'scaleEach' | 'combineEach';

/** @param positive  whether what is negative becomes 0, as by ReLU */
export function affineKernel(kind: AffineKind, fused: boolean, positive: boolean = false): Program {
  return program(`${kind}${positive ? 'Positive' : ''}`, AFFINE_PARAMS, (w, p) => {
    const [centre, lost, slope, shift, factor] = ['centre', 'lost', 'slope', 'shift', 'factor'].map((name) =>
      w.local('v128', name),
    ) as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>];
    w.loop(() => {
      const combines = kind === 'combine' || kind === 'combineEach';
      const set = { centre, lost, slope, shift, ...(combines && { factor }) };
      for (const [name, local] of Object.entries(set))
        w.set(local, loadSplat(p.coefficients, 4 * COEFFICIENTS[name as keyof typeof COEFFICIENTS]));
      eachVector(w, p.bytes, (at, offset) => {
        const centred = op('f32x4.sub', op('f32x4.sub', loadVector(add(p.x, at), offset), centre), lost);
        const weight = loadVector(add(p.weight, at), offset);
        const gradient = loadVector(add(p.g, at), offset);
        const g = kind === 'combineEach' ? op('f32x4.mul', gradient, weight) : gradient;
        const scaled =
          kind === 'scaleEach'
            ? multiplyAdd(fused, op('f32x4.mul', centred, slope), weight, loadVector(add(p.bias, at), offset))
            : multiplyAdd(fused, centred, slope, combines ? multiplyAdd(fused, g, factor, shift) : shift);
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
