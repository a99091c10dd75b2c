/** @file The activations as functions of one number. Derivatives and reference loops go by the same names. */

import { erf } from './erf.js';

/** One activation with its settings put in. */
export type Scalar = (x: number) => number;

export const sigmoid: Scalar = (x) => 1 / (1 + Math.exp(-x));

/** NaN and −0 pass. */
export const relu: Scalar = (x) => (x < 0 ? 0 : x);

export const hardtanh =
  (minVal: number, maxVal: number): Scalar =>
  (x) =>
    x < minVal ? minVal : x > maxVal ? maxVal : x;

export const leakyRelu =
  (negativeSlope: number): Scalar =>
  (x) =>
    x > 0 ? x : x * negativeSlope;

/** `scale · (x, or alpha·(e^(x·inputScale) − 1) where x ≤ 0)`. */
export const elu =
  (alpha: number, scale: number = 1, inputScale: number = 1): Scalar =>
  (x) =>
    x > 0 ? scale * x : scale * alpha * Math.expm1(x * inputScale);

/** Klambauer et al., "Self-Normalizing Neural Networks", 2017. */
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;

export const silu: Scalar = (x) => x / (1 + Math.exp(-x));

export const mish: Scalar = (x) => x * Math.tanh(Math.log1p(Math.exp(x)));

export const gelu: Scalar = (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2));

const ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);
export const geluTanh: Scalar = (x) => 0.5 * x * (1 + Math.tanh(ROOT_2_OVER_PI * (x + 0.044715 * x * x * x)));

export const hardsigmoid: Scalar = (x) => Math.min(Math.max(x + 3, 0), 6) / 6;

export const hardswish: Scalar = (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6;

/** Linear where `beta·x` exceeds the threshold, so that the exponential never overflows. */
export const softplus =
  (beta: number, threshold: number): Scalar =>
  (x) =>
    x * beta > threshold ? x : Math.log1p(Math.exp(x * beta)) / beta;

export const softsign: Scalar = (x) => x / (1 + Math.abs(x));

export const logsigmoid: Scalar = (x) => Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x)));

/** NaN is not above and not below, and passes. */
export const threshold =
  (limit: number, value: number): Scalar =>
  (x) =>
    x <= limit ? value : x;

export const hardshrink =
  (lambd: number): Scalar =>
  (x) =>
    x >= -lambd && x <= lambd ? 0 : x;

/** NaN passes. */
export const softshrink =
  (lambd: number): Scalar =>
  (x) =>
    x > lambd ? x - lambd : x < -lambd ? x + lambd : Number.isNaN(x) ? x : 0;

export const tanhshrink: Scalar = (x) => x - Math.tanh(x);
