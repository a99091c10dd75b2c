/** @file The derivatives of the activations, each times the gradient of the result. They are made of operations. */

import { differentiable } from '../../autograd/index.js';
import type { Tensor } from '../../tensor/tensor.js';
import { abs, add, clamp, div, exp, gt, le, lt, mul, neg, square, where } from '../elementwise/index.js';
import { gated } from '../elementwise/gated.js';
import { map } from '../elementwise/unary.js';
import { sigmoid, softplus, tanh } from './elementwise.js';
import { erf } from './erf.js';

/** The gradient of the input, from that of the result and what was saved: the input `x`, or the output `y`. */
export type Derivative = (grad: Tensor, saved: Tensor) => Tensor;

/** 1 − t. */
const rest = (t: Tensor): Tensor => add(neg(t), 1);

/** From the output: 1 where it is positive or NaN. */
export const relu: Derivative = (grad, y) => gated(grad, y, (v) => (v <= 0 ? 0 : 1));

/** 1 between the bounds, 0 at them; 1 for NaN. */
export const hardtanh =
  (minVal: number, maxVal: number): Derivative =>
  (grad, x) =>
    gated(grad, x, (v) => (v <= minVal || v >= maxVal ? 0 : 1));

/** The negative slope at 0, too. */
export const leakyRelu =
  (negativeSlope: number): Derivative =>
  (grad, x) =>
    gated(grad, x, (v) => (v > 0 ? 1 : negativeSlope));

/** scale, or scale·alpha·inputScale·e^(x·inputScale) where x ≤ 0. The exponent is cut off at 0, where nobody reads it. */
export const elu =
  (alpha: number, scale: number = 1, inputScale: number = 1): Derivative =>
  (grad, x) => {
    const below = mul(exp(mul(clamp(x, { max: 0 }), inputScale)), scale * alpha * inputScale);
    return mul(grad, where(gt(x, 0), scale, below));
  };

/** σ·(1 + x·(1 − σ)). */
export const silu: Derivative = (grad, x) => {
  const s = sigmoid(x);
  return mul(grad, mul(s, add(mul(x, rest(s)), 1)));
};

/** t + x·σ·(1 − t²), with t = tanh(softplus(x)). */
export const mish: Derivative = (grad, x) => {
  const t = tanh(softplus(x));
  return mul(grad, add(t, mul(mul(x, sigmoid(x)), rest(square(t)))));
};

/** erf with the derivative 2/√π·e^(−x²). */
function erfOf(x: Tensor): Tensor {
  return differentiable(
    'Erf',
    [x],
    map(erf, x, x.dtype),
    (grad, [saved]) => [mul(grad, mul(exp(neg(square(saved!))), 2 / Math.sqrt(Math.PI)))],
    [x],
  );
}

/** Φ(x) + x·φ(x), with the normal distribution and its density. */
export const gelu: Derivative = (grad, x) => {
  const distribution = mul(add(erfOf(mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return mul(grad, add(distribution, mul(x, density)));
};

const ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** ½(1 + t) + ½x·(1 − t²)·u′, with t = tanh(u) and u = √(2/π)·(x + 0.044715x³). */
export const geluTanh: Derivative = (grad, x) => {
  const squared = square(x);
  const t = tanh(mul(mul(x, add(mul(squared, CUBIC), 1)), ROOT_2_OVER_PI));
  const inner = mul(add(mul(squared, 3 * CUBIC), 1), ROOT_2_OVER_PI);
  return mul(grad, mul(add(add(t, 1), mul(mul(x, rest(square(t))), inner)), 0.5));
};

/** From the output: y·(1 − y). */
export const ofSigmoid: Derivative = (grad, y) => mul(grad, mul(y, rest(y)));

/** From the output: 1 − y². */
export const ofTanh: Derivative = (grad, y) => mul(grad, rest(square(y)));

/** 1/6 between −3 and 3; 0 at both. */
export const hardsigmoid: Derivative = (grad, x) => gated(grad, x, (v) => (v > -3 && v < 3 ? 1 / 6 : 0));

/** 0 up to −3, 1 from 3 on, x/3 + ½ between. */
export const hardswish: Derivative = (grad, x) => {
  const middle = where(lt(x, 3), mul(grad, add(div(x, 3), 0.5)), grad);
  return where(le(x, -3), 0, middle);
};

/** σ(beta·x); 1 where the function is linear. */
export const ofSoftplus =
  (beta: number, threshold: number): Derivative =>
  (grad, x) => {
    const scaled = mul(x, beta);
    return where(gt(scaled, threshold), grad, mul(grad, sigmoid(scaled)));
  };

/** 1/(1 + |x|)·(1 − |x|/(1 + |x|)): the quotient's rule, which is NaN at the infinities as in PyTorch. */
export const softsign: Derivative = (grad, x) => {
  const divisor = add(abs(x), 1);
  return mul(div(grad, divisor), rest(abs(div(x, divisor))));
};

/** σ(−x). */
export const logsigmoid: Derivative = (grad, x) => mul(grad, sigmoid(neg(x)));

/** 1 above the threshold, and for NaN. */
export const threshold =
  (limit: number): Derivative =>
  (grad, x) =>
    gated(grad, x, (v) => (v <= limit ? 0 : 1));

/** Of both shrinks: 0 inside [−lambd, lambd], the bounds included; 1 for NaN. */
export const shrink =
  (lambd: number): Derivative =>
  (grad, x) =>
    gated(grad, x, (v) => (v >= -lambd && v <= lambd ? 0 : 1));

/** tanh²(x). */
export const tanhshrink: Derivative = (grad, x) => mul(grad, square(tanh(x)));
