/** @file A step of stochastic gradient descent, with the roundings of PyTorch's: fused multiply-adds in float32. */

import {
  type Expr,
  type Local,
  type Program,
  type Writer,
  add,
  below,
  i32,
  loadSplat64,
  loadVector,
  op,
  program,
  shuffle,
} from '../emit/language.js';

type Vector = Expr<'v128'>;

/** What a step does besides `x ← x + step·g`. */
export interface DescentKind {
  /** Whether the gradient grows by `decay·x`. */
  readonly decays: boolean;
  /** Whether there is a velocity; a fresh one becomes the gradient. */
  readonly momentum: 'none' | 'fresh' | 'kept';
  readonly nesterov: boolean;
}

/** Doubles that the kernel reads. */
export const DESCENT_CONSTANTS = ['zero', 'decay', 'sign', 'keep', 'take', 'step'] as const;

/** Numbers of a turn: arrays are followed by room for a whole one. */
export const DESCENT_NUMBERS = 4;

const PARAMS = [
  'x', // written
  'g',
  'v', // written, where there is a velocity
  'constants',
  'bytes',
] as const;

const plus = (a: Vector, b: Vector): Vector => op('f64x2.add', a, b);
const minus = (a: Vector, b: Vector): Vector => op('f64x2.sub', a, b);
const times = (a: Vector, b: Vector): Vector => op('f64x2.mul', a, b);
/** To float32 and back. */
const rounded = (a: Vector): Vector => op('f64x2.promote_low_f32x4', op('f32x4.demote_f64x2_zero', a));

/** a·b + c of float32 numbers in lanes of doubles, rounded once: the rule of `fma32`, without its branches. */
function fma(w: Writer, zero: Vector, a: Vector, b: Vector, c: Vector): Local<'v128'> {
  const product = w.let('product', times(a, b));
  const sum = w.let('total', plus(product, c));
  const near = w.let('near', rounded(sum));
  const off = w.let('off', minus(sum, near));
  const far = w.let('far', plus(near, plus(off, off)));
  const virtual = w.let('virtual', minus(sum, product));
  w.set(virtual, plus(minus(product, minus(sum, virtual)), minus(c, virtual)));
  const beyond = op('v128.and', op('f64x2.eq', rounded(far), far), op('f64x2.gt', times(off, virtual), zero));
  w.set(near, op('v128.bitselect', far, near, beyond));
  return near;
}

export function descentKernel({ decays, momentum, nesterov }: DescentKind): Program {
  const name = `descent${decays ? 'Decay' : ''}${momentum}${nesterov ? 'Nesterov' : ''}`;
  return program(name, PARAMS, (w, p) => {
    const constant = (which: (typeof DESCENT_CONSTANTS)[number]): Vector =>
      loadSplat64(p.constants, 8 * DESCENT_CONSTANTS.indexOf(which));
    const [xs, gs, vs] = ['xs', 'gs', 'vs'].map((own) => w.local('v128', own)) as [
      Local<'v128'>,
      Local<'v128'>,
      Local<'v128'>,
    ];
    const end = w.let('end', add(p.x, p.bytes));
    /** Two of the four numbers; what becomes of x, and of the velocity. */
    const half = (lanes: readonly number[]): readonly [Local<'v128'>, Local<'v128'>] => {
      const pick = (v: Local<'v128'>): Vector => op('f64x2.promote_low_f32x4', shuffle(v, v, lanes));
      const zero = constant('zero');
      const x = w.let('x', pick(xs));
      const signed = w.let('g', times(constant('sign'), pick(gs)));
      const d = decays ? fma(w, zero, constant('decay'), x, signed) : signed;
      const kept = momentum === 'kept' ? w.let('kept', rounded(times(constant('keep'), pick(vs)))) : null;
      const velocity = kept === null ? d : fma(w, zero, constant('take'), d, kept);
      const move = nesterov ? fma(w, zero, constant('keep'), velocity, d) : velocity;
      return [fma(w, zero, constant('step'), move, x), velocity];
    };
    const together = (a: Local<'v128'>, b: Local<'v128'>): Vector =>
      shuffle(op('f32x4.demote_f64x2_zero', a), op('f32x4.demote_f64x2_zero', b), [0, 1, 4, 5]);
    w.loop(() => {
      w.set(xs, loadVector(p.x));
      w.set(gs, loadVector(p.g));
      if (momentum === 'kept') w.set(vs, loadVector(p.v));
      const [low, high] = [half([0, 1, 0, 1]), half([2, 3, 2, 3])];
      w.store(p.x, together(low[0], high[0]));
      if (momentum !== 'none') w.store(p.v, together(low[1], high[1]));
      for (const array of [p.x, p.g, p.v]) w.advance(array, i32(4 * DESCENT_NUMBERS));
      return below(p.x, end);
    });
  });
}
