/** @file The rules of reductions: the gradient of one result is spread over the elements that it was made of. */

import type { GradientRule } from '../../autograd/index.js';
import { ones } from '../../tensor/create.js';
import { numel, type Tensor } from '../../tensor/tensor.js';
import { abs, div, eq, mul, pow, sign, sub, where } from '../elementwise/index.js';
import { to } from '../cast.js';
import { cat } from '../shape/join.js';
import { expand } from '../shape/expand.js';
import { flip, permute } from '../shape/permute.js';
import { narrow } from '../shape/select.js';
import { reshape } from '../shape/view.js';
import { reducedDims, type Reduction } from './rows.js';
import { mean, sum } from './sums.js';

/** Something in the result's shape, repeated along the reduced axes to the input's. */
export function spread(result: Tensor, { kept, shape }: Reduction): Tensor {
  return expand(reshape(result, kept), shape);
}

/** Of Σ x: the gradient, to each. */
export function sumGradient(over: Reduction): GradientRule {
  return (grad) => [spread(grad, over)];
}

/** Of Σ x / n. */
export function meanGradient(over: Reduction): GradientRule {
  return (grad) => [spread(div(grad, over.length), over)];
}

/** Of Π x: to each the product of all others, without a division, so that zeros do no harm. */
export function prodGradient(over: Reduction): GradientRule {
  return (grad, [x]) => [mul(spread(grad, over), productOfOthers(x!, over))];
}

function productOfOthers(x: Tensor, { dims, shape, length }: Reduction): Tensor {
  const reduced = reducedDims(dims, shape.length).filter((d) => d < shape.length);
  const order = [...shape.map((_, d) => d).filter((d) => !reduced.includes(d)), ...reduced];
  const rows = reshape(permute(x, order), [numel(shape) / Math.max(length, 1), length]);
  const others = mul(productBefore(rows), flip(productBefore(flip(rows, 1)), 1));
  const ordered = reshape(
    others,
    order.map((d) => shape[d]!),
  );
  return permute(
    ordered,
    shape.map((_, d) => order.indexOf(d)),
  );
}

/** [rows, n] → [rows, n]: the product of all elements before each one of its row, in log₂ n doublings. */
function productBefore(rows: Tensor): Tensor {
  const n = rows.shape[1]!;
  let product = delayed(rows, 1);
  for (let span = 1; span < n; span *= 2) product = mul(product, delayed(product, span));
  return product;
}

/** [rows, n] moved right by `count`, with ones coming in. */
function delayed(rows: Tensor, count: number): Tensor {
  const [height, n] = rows.shape as [number, number];
  const lead = ones([height, Math.min(count, n)], { dtype: rows.dtype as 'float64' });
  return cat([lead, narrow(rows, 1, 0, Math.max(n - count, 0))], 1);
}

/** Of Σ (x − mean)² / (n − correction): 2·(x − mean) / (n − correction). */
export function varGradient(over: Reduction, correction: number): GradientRule {
  return (grad, [x]) => [variance(grad, x!, over, correction)];
}

function variance(grad: Tensor, x: Tensor, over: Reduction, correction: number): Tensor {
  const centred = sub(x, mean(x, over.dims, { keepdim: true }));
  return mul(spread(mul(grad, 2 / Math.max(over.length - correction, 0)), over), centred);
}

/** Of the root of the variance; 0 where it is 0. */
export function stdGradient(over: Reduction, correction: number): GradientRule {
  return (grad, [x, std]) => [variance(orZero(grad, mul(std!, 2), std!), x!, over, correction)];
}

/** a / b, and 0 where `test` is 0; the division itself never sees that zero, which would reach second derivatives as NaN. */
function orZero(a: Tensor, b: Tensor, test: Tensor): Tensor {
  const zero = eq(test, 0);
  return where(zero, 0, div(a, where(zero, 1, b)));
}

/** Of (Σ |x|ᵖ)^(1/p): sign(x)·(|x| / norm)ᵖ⁻¹; 0 where the norm is 0. */
export function normGradient(over: Reduction, p: number): GradientRule {
  return (grad, [x, norm]) => {
    if (p === 0) return [mul(sign(x!), 0)];
    if (p === 1) return [mul(spread(grad, over), sign(x!))];
    if (Math.abs(p) === Infinity) return [largestShare(grad, x!, norm!, over)];
    if (p === 2) return [mul(x!, spread(orZero(grad, norm!, norm!), over))];
    const magnitude = abs(x!);
    const zero = eq(magnitude, 0);
    const power = where(zero, 0, mul(sign(x!), pow(where(zero, 1, magnitude), p - 1)));
    return [mul(power, spread(orZero(grad, pow(norm!, p - 1), norm!), over))];
  };
}

/** The gradient shared evenly by the elements whose magnitude is the norm. */
function largestShare(grad: Tensor, x: Tensor, norm: Tensor, over: Reduction): Tensor {
  return mul(sign(x), evenShare(grad, eq(abs(x), spread(norm, over)), over));
}

/** The gradient divided among the chosen elements of each row. */
export function evenShare(grad: Tensor, chosen: Tensor, over: Reduction): Tensor {
  const mask = to(chosen, grad.dtype);
  const count = reshape(sum(mask, over.dims, { keepdim: true }), grad.shape);
  return mul(mask, spread(div(grad, count), over));
}
