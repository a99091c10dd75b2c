/**
 * @file The derivatives of the activations, each times the gradient of the result. They are made of operations; what
 * networks use much has a loop as well, for gradients that nobody will differentiate again.
 */

import { differentiable, isRecorded } from '../../autograd/index.js';
import type { Tensor } from '../../tensor/tensor.js';
import { abs, add, clamp, div, exp, gt, le, lt, mul, neg, square, where } from '../elementwise/index.js';
import { gated } from '../elementwise/gated.js';
import type { KernelCall } from '../engine.js';
import { each, type SlopeLoop, when } from '../elementwise/loops.js';
import { map } from '../elementwise/unary.js';
import { sigmoid, softplus, tanh } from './elementwise.js';
import { erf } from './erf.js';
import { CUBIC, phi, ROOT_2_OVER_PI, sigmoidOf, tanhOfSoftplus } from './functions.js';

/**
 * The gradient of the input, from that of the result and what was saved: the input `x`, or the output `y`. An engine may have
 * it under the name of the call.
 */
export type Derivative = (grad: Tensor, saved: Tensor, call: KernelCall) => Tensor;

/** In one loop, or made of operations where it is recorded. */
const derivative =
  (loop: SlopeLoop, recorded: Derivative): Derivative =>
  (grad, saved, call) =>
    (isRecorded([grad, saved]) ? recorded : looped(loop))(grad, saved, call);

const looped =
  (loop: SlopeLoop): Derivative =>
  (grad, saved, call) =>
    gated(grad, saved, loop, call);

/** 1 − t. */
const rest = (t: Tensor): Tensor => add(neg(t), 1);

/** From the output: 1 where it is positive or NaN. */
export const relu: Derivative = looped((g, y, out) => {
  for (let i = 0; i < g.length; i++) out[i] = when(!(y[i]! <= 0), g[i]!);
});

/** 1 between the bounds, 0 at them; 1 for NaN. */
export const hardtanh = (minVal: number, maxVal: number): Derivative =>
  looped((g, x, out) => {
    for (let i = 0; i < g.length; i++) out[i] = when(Number(!(x[i]! <= minVal)) * Number(!(x[i]! >= maxVal)), g[i]!);
  });

/** The negative slope at 0, too. */
export const leakyRelu = (negativeSlope: number): Derivative => {
  const slopes = Float64Array.of(negativeSlope, 1);
  return looped((g, x, out) => {
    for (let i = 0; i < g.length; i++) out[i] = g[i]! * slopes[Number(x[i]! > 0)]!;
  });
};

/** scale, or scale·alpha·inputScale·e^(x·inputScale) where x ≤ 0. The exponent is cut off at 0, where nobody reads it. */
export const elu = (alpha: number, scale: number, inputScale: number): Derivative => {
  const factor = scale * alpha * inputScale;
  return derivative(
    (g, x, out) => {
      for (let i = 0; i < g.length; i++) out[i] = g[i]! * (x[i]! > 0 ? scale : Math.exp(x[i]! * inputScale) * factor);
    },
    (grad, x) => {
      const below = mul(exp(mul(clamp(x, { max: 0 }), inputScale)), factor);
      return mul(grad, where(gt(x, 0), scale, below));
    },
  );
};

/** σ·(1 + x·(1 − σ)). */
export const silu: Derivative = derivative(
  (g, x, out) => {
    for (let i = 0; i < g.length; i++) {
      const s = sigmoidOf(x[i]!);
      out[i] = g[i]! * s * (1 + x[i]! * (1 - s));
    }
  },
  (grad, x) => {
    const s = sigmoid(x);
    return mul(grad, mul(s, add(mul(x, rest(s)), 1)));
  },
);

/** t + x·σ·(1 − t²), with t = tanh(softplus(x)). */
export const mish: Derivative = derivative(
  (g, x, out) => {
    for (let i = 0; i < g.length; i++) {
      const t = tanhOfSoftplus(x[i]!);
      out[i] = g[i]! * (t + x[i]! * sigmoidOf(x[i]!) * (1 - t * t));
    }
  },
  (grad, x) => {
    const t = tanh(softplus(x));
    return mul(grad, add(t, mul(mul(x, sigmoid(x)), rest(square(t)))));
  },
);

/** erf with the derivative 2/√π·e^(−x²). */
function erfOf(x: Tensor): Tensor {
  return differentiable(
    'Erf',
    [x],
    map(each(erf), x, x.dtype),
    (grad, [saved]) => [mul(grad, mul(exp(neg(square(saved!))), 2 / Math.sqrt(Math.PI)))],
    [x],
  );
}

const DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);

/** Φ(x) + x·φ(x), with the normal distribution and its density. */
export const gelu: Derivative = derivative(
  (g, x, out) => {
    for (let i = 0; i < g.length; i++) {
      const v = x[i]!;
      out[i] = g[i]! * (phi(v) + v * Math.exp(-0.5 * v * v) * DENSITY_AT_0);
    }
  },
  (grad, x) => {
    const distribution = mul(add(erfOf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const density = mul(exp(mul(square(x), -0.5)), DENSITY_AT_0);
    return mul(grad, add(distribution, mul(x, density)));
  },
);

/** ½(1 + t) + ½x·(1 − t²)·u′, with t = tanh(u) and u = √(2/π)·(x + 0.044715x³). */
export const geluTanh: Derivative = derivative(
  (g, x, out) => {
    for (let i = 0; i < g.length; i++) {
      const v = x[i]!;
      const squared = CUBIC * v * v;
      const t = Math.tanh(ROOT_2_OVER_PI * v * (squared + 1));
      const inner = ROOT_2_OVER_PI * (3 * squared + 1);
      out[i] = g[i]! * 0.5 * (1 + t + v * (1 - t * t) * inner);
    }
  },
  (grad, x) => {
    const squared = square(x);
    const t = tanh(mul(mul(x, add(mul(squared, CUBIC), 1)), ROOT_2_OVER_PI));
    const inner = mul(add(mul(squared, 3 * CUBIC), 1), ROOT_2_OVER_PI);
    return mul(grad, mul(add(add(t, 1), mul(mul(x, rest(square(t))), inner)), 0.5));
  },
);

/** From the output: y·(1 − y). */
export const ofSigmoid: Derivative = derivative(
  (g, y, out) => {
    for (let i = 0; i < g.length; i++) out[i] = g[i]! * y[i]! * (1 - y[i]!);
  },
  (grad, y) => mul(grad, mul(y, rest(y))),
);

/** From the output: 1 − y². */
export const ofTanh: Derivative = derivative(
  (g, y, out) => {
    for (let i = 0; i < g.length; i++) out[i] = g[i]! * (1 - y[i]! * y[i]!);
  },
  (grad, y) => mul(grad, rest(square(y))),
);

/** 1/6 between −3 and 3; 0 at both. */
export const hardsigmoid: Derivative = looped((g, x, out) => {
  for (let i = 0; i < g.length; i++) out[i] = when(x[i]! > -3 && x[i]! < 3, g[i]! / 6);
});

/** 0 up to −3, 1 from 3 on, x/3 + ½ between. */
export const hardswish: Derivative = derivative(
  (g, x, out) => {
    for (let i = 0; i < g.length; i++) out[i] = x[i]! <= -3 ? 0 : x[i]! < 3 ? g[i]! * (x[i]! / 3 + 0.5) : g[i]!;
  },
  (grad, x) => {
    const middle = where(lt(x, 3), mul(grad, add(div(x, 3), 0.5)), grad);
    return where(le(x, -3), 0, middle);
  },
);

/** σ(beta·x); 1 where the function is linear. */
export const ofSoftplus = (beta: number, threshold: number): Derivative =>
  derivative(
    (g, x, out) => {
      for (let i = 0; i < g.length; i++) out[i] = x[i]! * beta > threshold ? g[i]! : g[i]! * sigmoidOf(x[i]! * beta);
    },
    (grad, x) => {
      const scaled = mul(x, beta);
      return where(gt(scaled, threshold), grad, mul(grad, sigmoid(scaled)));
    },
  );

/** 1/(1 + |x|)·(1 − |x|/(1 + |x|)): the quotient's rule, which is NaN at the infinities as in PyTorch. */
export const softsign: Derivative = (grad, x) => {
  const divisor = add(abs(x), 1);
  return mul(div(grad, divisor), rest(abs(div(x, divisor))));
};

/** σ(−x). */
export const logsigmoid: Derivative = derivative(
  (g, x, out) => {
    for (let i = 0; i < g.length; i++) out[i] = g[i]! * sigmoidOf(-x[i]!);
  },
  (grad, x) => mul(grad, sigmoid(neg(x))),
);

/** 1 above the threshold, and for NaN. */
export const threshold = (limit: number): Derivative =>
  looped((g, x, out) => {
    for (let i = 0; i < g.length; i++) out[i] = when(!(x[i]! <= limit), g[i]!);
  });

/** Of both shrinks: 0 inside [−lambd, lambd], the bounds included; 1 for NaN. */
export const shrink = (lambd: number): Derivative =>
  looped((g, x, out) => {
    for (let i = 0; i < g.length; i++) out[i] = when(!(x[i]! >= -lambd && x[i]! <= lambd), g[i]!);
  });

/** tanh²(x). */
export const tanhshrink: Derivative = (grad, x) => mul(grad, square(tanh(x)));
