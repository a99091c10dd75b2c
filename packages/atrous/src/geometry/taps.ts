/**
 * @file Which input a tap reads, and which outputs read an input: closed forms in both directions, no tables.
 *
 * Tap `t` of output `o` reads input `i = o·stride − padBefore + dilation·t`, and there is a value where `0 ≤ i < size`.
 * For a transposed convolution read the same equation with input and output exchanged.
 */

import type { Window } from './types.js';

/** `start` to `end`, `end` excluded; empty where they are equal. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** `start ≥ 0` always, and an empty range is empty in one way only. */
function range(start: number, end: number): Range {
  const from = Math.max(0, start);
  return { start: from, end: Math.max(from, end) };
}

/** The input position that tap `tap` of output `output` reads; outside `[0, size)` it reads padding. */
export function inputOfTap(output: number, tap: number, window: Window): number {
  return output * window.stride - window.padBefore + window.dilation * tap;
}

/** The taps of output `output` that read the input and not its padding. */
export function tapsOfOutput(output: number, size: number, window: Window): Range {
  const first = inputOfTap(output, 0, window);
  const start = Math.ceil(-first / window.dilation);
  const end = Math.min(window.kernel, Math.floor((size - 1 - first) / window.dilation) + 1);
  return range(start, end);
}

/** The outputs (of `count`) whose tap `tap` reads the input and not its padding. */
export function outputsOfTap(tap: number, size: number, window: Window, count: number): Range {
  const offset = window.padBefore - window.dilation * tap;
  const start = Math.ceil(offset / window.stride);
  const end = Math.min(count, Math.floor((size - 1 + offset) / window.stride) + 1);
  return range(start, end);
}

/** (output, tap) pairs in even steps: pair `n` is `(output − n·outputStep, tap + n·tapStep)` for `0 ≤ n < count`. */
export interface Pairs {
  readonly tap: number;
  readonly tapStep: number;
  readonly output: number;
  readonly outputStep: number;
  readonly count: number;
}

/**
 * The (output, tap) pairs that read input `input`, of `count` outputs: all solutions of
 *
 *     output·stride + tap·dilation = input + padBefore
 *
 * a linear Diophantine equation, so the solutions lie `stride/g` taps and `dilation/g` outputs apart, `g = gcd`.
 * Some inputs have none: those that a stride steps over, or that dilated taps skip.
 */
export function outputsOfInput(input: number, window: Window, count: number): Pairs {
  const { kernel, stride, padBefore, dilation } = window;
  const { divisor, inverse } = gcdAndInverse(dilation, stride);
  const tapStep = stride / divisor;
  const outputStep = dilation / divisor;
  const position = input + padBefore;
  const none: Pairs = { tap: 0, tapStep, output: 0, outputStep, count: 0 };
  if (position % divisor !== 0) return none;
  const residue = mod((position / divisor) * inverse, tapStep);
  // From output ≤ count − 1 and tap ≥ 0, up to output ≥ 0 and tap ≤ kernel − 1.
  const least = Math.max(0, Math.ceil((position - (count - 1) * stride) / dilation));
  const most = Math.min(kernel - 1, Math.floor(position / dilation));
  const tap = least + mod(residue - least, tapStep);
  if (tap > most) return none;
  return {
    tap,
    tapStep,
    output: (position - tap * dilation) / stride,
    outputStep,
    count: Math.floor((most - tap) / tapStep) + 1,
  };
}

const mod = (a: number, n: number): number => ((a % n) + n) % n;

/** `gcd(a, n)` and the x in `[0, n/gcd)` with `a·x ≡ gcd (mod n)`: Euclid, extended. */
function gcdAndInverse(a: number, n: number): { divisor: number; inverse: number } {
  let [r0, r1, x0, x1] = [a, n, 1, 0];
  while (r1 !== 0) {
    const q = Math.floor(r0 / r1);
    [r0, r1, x0, x1] = [r1, r0 - q * r1, x1, x0 - q * x1];
  }
  return { divisor: r0, inverse: mod(x0, n / r0) };
}
