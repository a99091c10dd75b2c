/**
 * @file The loops of operations on each element.
 *
 * V8 keeps what it learns about a loop with the loop's source, for all who run it. A loop that is handed a function calls
 * it for every element and boxes each number, five times slower than an addition. So operations that matter write their
 * loop out; the others go through `each` and `eachPair`. A loop of two operands says by which name an engine has it.
 */

import type { NumberArray } from '../../tensor/element.js';
import { intoFloat32 } from '../engine.js';

/** `y[i] = f(x[i])`; `y` may be `x`. */
export type Loop = (x: NumberArray, y: NumberArray) => void;

/** `out[i] = grad[i] · f′(x[i])`, of what a derivative reads of the function: its input, or its output. */
export type SlopeLoop = (grad: NumberArray, x: NumberArray, out: NumberArray) => void;

/** `out[i] = f(a[p], b[q])` up to `end`, where p and q go on by their steps; `out` may be `a` or `b`. */
export interface PairLoop {
  (
    out: NumberArray,
    i: number,
    end: number,
    a: NumberArray,
    p: number,
    stepA: number,
    b: NumberArray,
    q: number,
    stepB: number,
  ): void;
  readonly kernel?: string;
}

/** A loop with the name by which an engine has it. */
export const withKernel = (kernel: string, loop: PairLoop): PairLoop => Object.assign(loop, { kernel });

/** Numbers of a row from which on it is worth asking an engine. */
const LONG_ROW = 1024;

/** Runs the loop of a pair over one row, by the engine where it can. */
export const runPair: (loop: PairLoop, ...row: Parameters<PairLoop>) => void = (
  loop,
  out,
  i,
  end,
  a,
  p,
  stepA,
  b,
  q,
  stepB,
) => {
  const { kernel } = loop;
  const length = end - i;
  const done =
    kernel &&
    length >= LONG_ROW &&
    stepA === 1 &&
    intoFloat32(
      stepB === 1 ? { name: kernel } : { name: `${kernel}With`, constants: [b[q]!] },
      a.subarray(p, p + length),
      stepB === 1 ? b.subarray(q, q + length) : null,
      out.subarray(i, end),
    );
  if (!done) loop(out, i, end, a, p, stepA, b, q, stepB);
};

const slots = new Float64Array(2);

/**
 * `value` where the condition holds (true or 1), else 0, without a branch: signs are as good as random, and a processor that guesses
 * them wrong loses more time than it computes.
 */
export function when(condition: boolean | number, value: number): number {
  slots[1] = value;
  return slots[Number(condition)]!;
}

/** The loop of any function of one element, whose value is in double precision; storing it rounds. */
export const each =
  (f: (x: number) => number): Loop =>
  (x, y) => {
    for (let i = 0; i < x.length; i++) y[i] = f(x[i]!);
  };

/** The loop of any function of two elements. */
export const eachPair =
  (f: (a: number, b: number) => number): PairLoop =>
  (out, i, end, a, p, stepA, b, q, stepB) => {
    for (; i < end; i++, p += stepA, q += stepB) out[i] = f(a[p]!, b[q]!);
  };

/** a + factor·b, which for the factors 1 and −1 is the sum and the difference, exactly. */
export const scaledSum = (factor: number): PairLoop => {
  const loop: PairLoop = (out, i, end, a, p, stepA, b, q, stepB) => {
    for (; i < end; i++, p += stepA, q += stepB) out[i] = a[p]! + factor * b[q]!;
  };
  return Math.abs(factor) === 1 ? withKernel(factor === 1 ? 'sum' : 'difference', loop) : loop;
};

export const product: PairLoop = /* @__PURE__ */ withKernel('product', (out, i, end, a, p, stepA, b, q, stepB) => {
  for (; i < end; i++, p += stepA, q += stepB) out[i] = a[p]! * b[q]!;
});

export const quotient: PairLoop = /* @__PURE__ */ withKernel('quotient', (out, i, end, a, p, stepA, b, q, stepB) => {
  for (; i < end; i++, p += stepA, q += stepB) out[i] = a[p]! / b[q]!;
});

export const equal: PairLoop = (out, i, end, a, p, stepA, b, q, stepB) => {
  for (; i < end; i++, p += stepA, q += stepB) out[i] = Number(a[p] === b[q]);
};

export const less: PairLoop = (out, i, end, a, p, stepA, b, q, stepB) => {
  for (; i < end; i++, p += stepA, q += stepB) out[i] = Number(a[p]! < b[q]!);
};

export const atMost: PairLoop = (out, i, end, a, p, stepA, b, q, stepB) => {
  for (; i < end; i++, p += stepA, q += stepB) out[i] = Number(a[p]! <= b[q]!);
};

export const greater: PairLoop = (out, i, end, a, p, stepA, b, q, stepB) => {
  for (; i < end; i++, p += stepA, q += stepB) out[i] = Number(a[p]! > b[q]!);
};

export const atLeast: PairLoop = (out, i, end, a, p, stepA, b, q, stepB) => {
  for (; i < end; i++, p += stepA, q += stepB) out[i] = Number(a[p]! >= b[q]!);
};

/** x kept inside [low, high]; `high` where `low` is above it. NaN passes. */
export const limited = (low: number, high: number): Loop => {
  const choice = Float64Array.of(0, Math.min(low, high), high, high);
  return (x, y) => {
    for (let i = 0; i < x.length; i++) {
      choice[0] = x[i]!;
      y[i] = choice[Number(x[i]! < low) + 2 * Number(x[i]! > high)]!;
    }
  };
};
