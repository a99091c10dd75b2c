/** @file Fused multiply-add, a·b + c of float32 rounded once, also where the processor has none. */

import { type Expr, type Local, type Writer, op, shuffle, zeros } from '../emit/language.js';

type Vector = Expr<'v128'>;

/** a·b + c in every lane, rounded once. */
export type FusedMultiplyAdd = (a: Vector, b: Vector, c: Vector) => Vector;

/** @param fuses  whether relaxed SIMD's multiply-add rounds once here */
export function fusedMultiplyAdd(w: Writer, fuses: boolean): FusedMultiplyAdd {
  return (a, b, c) => (fuses ? op('f32x4.relaxed_madd', a, b, c) : emulated(w, a, b, c));
}

const plus = (a: Vector, b: Vector): Vector => op('f64x2.add', a, b);
const minus = (a: Vector, b: Vector): Vector => op('f64x2.sub', a, b);
const promoted = (a: Vector): Vector => op('f64x2.promote_low_f32x4', a);
const demoted = (a: Vector): Vector => op('f32x4.demote_f64x2_zero', a);

function emulated(w: Writer, ...operands: readonly Vector[]): Vector {
  const whole = operands.map((v, n) => w.let(`whole${n}`, v));
  const [low, high] = [
    [0, 1, 0, 1],
    [2, 3, 2, 3],
  ].map((lanes) => {
    const [a, b, c] = whole.map((v, n) => w.let(`double${n}`, promoted(shuffle(v, v, lanes)))) as [
      Local<'v128'>,
      Local<'v128'>,
      Local<'v128'>,
    ];
    return inDoubles(w, a, b, c);
  }) as [Local<'v128'>, Local<'v128'>];
  return shuffle(demoted(low), demoted(high), [0, 1, 4, 5]);
}

/** The same of two float32 numbers in lanes of doubles: the rule of `fma32`, without its branches. */
function inDoubles(w: Writer, a: Vector, b: Vector, c: Vector): Local<'v128'> {
  const product = w.let('product', op('f64x2.mul', a, b));
  const sum = w.let('total', plus(product, c));
  const near = w.let('near', promoted(demoted(sum)));
  const off = w.let('off', minus(sum, near));
  const far = w.let('far', plus(near, plus(off, off)));
  const virtual = w.let('virtual', minus(sum, product));
  w.set(virtual, plus(minus(product, minus(sum, virtual)), minus(c, virtual)));
  const isHalfway = op('f64x2.eq', promoted(demoted(far)), far);
  const beyond = op('v128.and', isHalfway, op('f64x2.gt', op('f64x2.mul', off, virtual), zeros));
  w.set(near, op('v128.bitselect', far, near, beyond));
  return near;
}
