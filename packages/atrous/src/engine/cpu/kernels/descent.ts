/** @file Steps of optimisers, with the roundings of PyTorch's: fused multiply-adds in float32. */

import {
  type Expr,
  type Local,
  type Program,
  add,
  below,
  i32,
  loadSplat,
  loadVector,
  op,
  program,
} from '../emit/language.js';
import { type FusedMultiplyAdd, fusedMultiplyAdd } from './fused.js';

type Vector = Expr<'v128'>;

const plus = (a: Vector, b: Vector): Vector => op('f32x4.add', a, b);
const minus = (a: Vector, b: Vector): Vector => op('f32x4.sub', a, b);
const times = (a: Vector, b: Vector): Vector => op('f32x4.mul', a, b);
const over = (a: Vector, b: Vector): Vector => op('f32x4.div', a, b);

/** What a step of stochastic gradient descent does besides `x ← x + step·g`. */
export interface DescentKind {
  /** Whether the gradient grows by `decay·x`. */
  readonly decays: boolean;
  /** Whether there is a velocity; a fresh one becomes the gradient. */
  readonly momentum: 'none' | 'fresh' | 'kept';
  readonly nesterov: boolean;
}

/** What a step of Adam does besides the usual. */
export interface AdaptationKind {
  readonly decays: boolean;
  /** Whether weights shrink by themselves. */
  readonly shrinks: boolean;
  /** Whether the average of the gradient is counted from its old value, or from the gradient. */
  readonly fromOld: boolean;
  /** Whether the largest square so far divides. */
  readonly amsgrad: boolean;
}

/** Numbers of a turn: arrays are followed by room for a whole one. */
export const STEP_NUMBERS = 4;

/** A program that reads four numbers of every array at a time, and writes what `body` gives. */
function stepProgram<ArrayName extends string, Constant extends string>(
  name: string,
  fuses: boolean,
  arrays: readonly ArrayName[],
  constants: readonly Constant[],
  body: (
    keep: (value: Vector) => Local<'v128'>,
    fma: FusedMultiplyAdd,
    array: (name: ArrayName) => Vector,
    constant: (name: Constant) => Vector,
  ) => Partial<Record<ArrayName, Vector>>,
): Program {
  const params = [...arrays, 'constants', 'bytes'] as readonly string[];
  return program(`${name}${fuses ? '' : 'Emulated'}`, params, (w, p) => {
    const end = w.let('end', add(p[arrays[0]!]!, p['bytes']!));
    let count = 0;
    w.loop(() => {
      // Loaded where they are used: few registers hold what is waited for.
      const array = (own: ArrayName): Vector => loadVector(p[own]!);
      const constant = (own: Constant): Vector => loadSplat(p['constants']!, 4 * constants.indexOf(own));
      const keep = (value: Vector): Local<'v128'> => w.let(`value${count++}`, value);
      const written = body(keep, fusedMultiplyAdd(w, fuses), array, constant);
      for (const own of arrays) {
        const value = written[own];
        if (value !== undefined) w.store(p[own]!, value);
        w.advance(p[own]!, i32(4 * STEP_NUMBERS));
      }
      return below(p[arrays[0]!]!, end);
    });
  });
}

/** What the kernel reads, in the order of `Descent`. */
const DESCENT_CONSTANTS = ['decay', 'sign', 'keep', 'take', 'step'] as const;

/** Of a parameter x, its gradient g and, where there is one, its velocity v: see `Descent`. */
export function descentKernel({ decays, momentum, nesterov }: DescentKind, fuses: boolean): Program {
  const name = `descent${decays ? 'Decay' : ''}${momentum}${nesterov ? 'Nesterov' : ''}`;
  return stepProgram(name, fuses, ['x', 'g', 'v'], DESCENT_CONSTANTS, (keep, fma, array, constant) => {
    const signed = keep(times(constant('sign'), array('g')));
    const d = decays ? keep(fma(constant('decay'), array('x'), signed)) : signed;
    const velocity =
      momentum === 'kept' ? keep(fma(constant('take'), d, keep(times(constant('keep'), array('v'))))) : d;
    const move = nesterov ? keep(fma(constant('keep'), velocity, d)) : velocity;
    return { ...(momentum !== 'none' && { v: velocity }), x: fma(constant('step'), move, array('x')) };
  });
}

/** The same, of `Adaptation`. */
const ADAPTATION_CONSTANTS = [
  'decay',
  'shrink',
  'sign',
  'meanWeight',
  'squareKeep',
  'squareTake',
  'step',
  'correction',
  'eps',
] as const;

/** Of a parameter x, its gradient g, the averages m and v and, with amsgrad, the largest v so far: see `Adaptation`. */
export function adaptationKernel({ decays, shrinks, fromOld, amsgrad }: AdaptationKind, fuses: boolean): Program {
  const name = `adam${decays ? 'Decay' : ''}${shrinks ? 'Shrink' : ''}${fromOld ? 'Old' : 'New'}${amsgrad ? 'Max' : ''}`;
  return stepProgram(name, fuses, ['x', 'g', 'm', 'v', 'most'], ADAPTATION_CONSTANTS, (keep, fma, array, constant) => {
    const p = shrinks ? times(array('x'), constant('shrink')) : array('x');
    const signed = keep(times(constant('sign'), array('g')));
    const d = decays ? keep(fma(constant('decay'), p, signed)) : signed;
    const mean = keep(fma(constant('meanWeight'), minus(d, array('m')), fromOld ? array('m') : d));
    const square = keep(
      fma(keep(times(constant('squareTake'), d)), d, keep(times(constant('squareKeep'), array('v')))),
    );
    const largest = amsgrad ? keep(op('f32x4.max', array('most'), square)) : square;
    const divisor = plus(over(op('f32x4.sqrt', largest), constant('correction')), constant('eps'));
    const moved = plus(p, over(times(constant('step'), mean), divisor));
    return { m: mean, v: square, ...(amsgrad && { most: largest }), x: moved };
  });
}
