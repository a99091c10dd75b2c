/**
 * @file The activations: the loop of each over its elements, with its settings put in. Derivatives go by the same names.
 *
 * Those that networks use much have loops of their own, see `elementwise/loops.ts`.
 */

import { each, type Loop, when } from '../elementwise/loops.js';
import { erf } from './erf.js';

export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

export const sigmoid: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = sigmoidOf(x[i]!);
};

export const tanh: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]!);
};

/** NaN and −0 pass. */
export const relu: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = when(!(x[i]! < 0), x[i]!);
};

export const leakyRelu = (negativeSlope: number): Loop => {
  const slopes = Float64Array.of(negativeSlope, 1);
  return (x, y) => {
    for (let i = 0; i < x.length; i++) y[i] = x[i]! * slopes[Number(x[i]! > 0)]!;
  };
};

/** `scale · (x, or alpha·(e^(x·inputScale) − 1) where x ≤ 0)`. */
export const elu =
  (alpha: number, scale: number, inputScale: number): Loop =>
  (x, y) => {
    for (let i = 0; i < x.length; i++)
      y[i] = x[i]! > 0 ? scale * x[i]! : scale * alpha * Math.expm1(x[i]! * inputScale);
  };

/** Klambauer et al., "Self-Normalizing Neural Networks", 2017. */
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;

export const silu: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = x[i]! / (1 + Math.exp(-x[i]!));
};

/** tanh(log(1 + eˣ)) = n / (n + 2) with n = eˣ·(eˣ + 2), from 20 on 1 to the last place. */
export function tanhOfSoftplus(x: number): number {
  if (x > 20) return 1;
  const power = Math.exp(x);
  const n = power * (power + 2);
  return n / (n + 2);
}

export const mish: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = x[i]! * tanhOfSoftplus(x[i]!);
};

/** The normal distribution. */
export const phi = (x: number): number => 0.5 * (1 + erf(x * Math.SQRT1_2));

export const gelu: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = x[i]! * phi(x[i]!);
};

export const ROOT_2_OVER_PI: number = Math.sqrt(2 / Math.PI);
export const CUBIC = 0.044715;

export const geluTanh: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    y[i] = 0.5 * v * (1 + Math.tanh(ROOT_2_OVER_PI * (v + CUBIC * v * v * v)));
  }
};

export const hardsigmoid: Loop = each((x) => Math.min(Math.max(x + 3, 0), 6) / 6);

export const hardswish: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = (x[i]! * Math.min(Math.max(x[i]! + 3, 0), 6)) / 6;
};

/**
 * log(1 + x) of x ≥ 0 to the last place: what 1 + x was rounded by is put back, see Higham, "Accuracy and Stability of
 * Numerical Algorithms", §1.14. Half the time of `Math.log1p`.
 */
function log1p(x: number): number {
  const sum = 1 + x;
  return sum === Infinity ? sum : Math.log(sum) - (sum - 1 - x) / sum;
}

/** Linear where `beta·x` exceeds the threshold, so that the exponential never overflows. */
export const softplus =
  (beta: number, threshold: number): Loop =>
  (x, y) => {
    for (let i = 0; i < x.length; i++) y[i] = x[i]! * beta > threshold ? x[i]! : log1p(Math.exp(x[i]! * beta)) / beta;
  };

export const softsign: Loop = each((x) => x / (1 + Math.abs(x)));

export const logsigmoid: Loop = (x, y) => {
  for (let i = 0; i < x.length; i++) y[i] = Math.min(0, x[i]!) - log1p(Math.exp(-Math.abs(x[i]!)));
};

/** NaN is not above and not below, and passes. */
export const threshold = (limit: number, value: number): Loop => each((x) => (x <= limit ? value : x));

export const hardshrink = (lambd: number): Loop => each((x) => (x >= -lambd && x <= lambd ? 0 : x));

/** NaN passes. */
export const softshrink = (lambd: number): Loop =>
  each((x) => (x > lambd ? x - lambd : x < -lambd ? x + lambd : Number.isNaN(x) ? x : 0));

export const tanhshrink: Loop = each((x) => x - Math.tanh(x));
