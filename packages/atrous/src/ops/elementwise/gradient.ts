/** @file The rules of operations with two operands. What was broadcast is summed, what was promoted converted back. */

import type { GradientRule } from '../../autograd/index.js';
import { zerosLike } from '../../tensor/create.js';
import type { Tensor } from '../../tensor/tensor.js';
import { fit, formOf } from '../reduce/sum-to.js';
import { div, mul, pow, sub } from './arithmetic.js';
import type { Operand } from './binary.js';
import { eq, ge, logicalAnd } from './compare.js';
import { log, neg } from './unary.js';
import { where } from './where.js';

/** Of a + factor·b: grad and factor·grad. */
export function sumGradient(a: Operand, b: Operand, factor: number): GradientRule {
  const [formA, formB] = [formOf(a), formOf(b)];
  return (grad, _, needs) => [
    needs[0] ? fit(grad, formA) : null,
    needs[1] ? fit(factor === 1 ? grad : mul(grad, factor), formB) : null,
  ];
}

/** What a product saves, each operand at its own place, unless the gradient that reads it is not asked for. */
export function crossed(a: Tensor, b: Operand): Tensor[] {
  if (typeof b === 'number') return [];
  return [b.requiresGrad ? a : b, a.requiresGrad ? b : a];
}

/** Of a·b: grad·b and grad·a. */
export function mulGradient(a: Tensor, b: Operand): GradientRule {
  const [formA, formB] = [formOf(a), formOf(b)];
  const factor = typeof b === 'number' ? b : null;
  return (grad, [savedA, savedB], needs) => [
    needs[0] ? fit(mul(grad, factor ?? savedB!), formA) : null,
    needs[1] ? fit(mul(grad, savedA!), formB) : null,
  ];
}

/** Of a / b: grad / b and −grad·(a / b) / b. */
export function divGradient(a: Tensor, b: Operand): GradientRule {
  const [formA, formB] = [formOf(a), formOf(b)];
  const divisor = typeof b === 'number' ? b : null;
  return (grad, [savedB, savedA], needs) => [
    needs[0] ? fit(div(grad, divisor ?? savedB!), formA) : null,
    needs[1] ? fit(neg(mul(grad, div(div(savedA!, savedB!), savedB!))), formB) : null,
  ];
}

/** Of what is flat between its steps: zeros. */
export function flatGradient(...operands: readonly Operand[]): GradientRule {
  const forms = operands.map(formOf);
  return (grad, _, needs) => forms.map((form, i) => (needs[i] ? fit(zerosLike(grad), form) : null));
}

/** Of xⁿ with a plain number n: n·xⁿ⁻¹; 0 for n = 0, also where x is 0. */
export function powGradient(exponent: number): GradientRule {
  return (grad, [x]) => [exponent === 0 ? zerosLike(grad) : mul(grad, mul(pow(x!, exponent - 1), exponent))];
}

/**
 * Of aᵇ with a tensor b: b·aᵇ⁻¹ (0 where b = 0) and aᵇ·log a (0 where a = 0 and b ≥ 0).
 * Saved are b, the result, and a where it is a tensor.
 */
export function powGradients(a: Operand, b: Tensor): GradientRule {
  const [formA, formB] = [formOf(a), formOf(b)];
  const base = typeof a === 'number' ? a : null;
  return (grad, [exponent, result, savedA], needs) => [
    needs[0] ? fit(mul(grad, baseSlope(savedA!, exponent!)), formA) : null,
    needs[1] ? fit(mul(grad, exponentSlope(base ?? savedA!, exponent!, result!)), formB) : null,
  ];
}

function baseSlope(base: Tensor, exponent: Tensor): Tensor {
  return where(eq(exponent, 0), 0, mul(exponent, pow(base, sub(exponent, 1))));
}

function exponentSlope(base: Operand, exponent: Tensor, result: Tensor): Tensor {
  if (typeof base === 'number')
    return base === 0 ? where(ge(exponent, 0), 0, mul(result, -Infinity)) : mul(result, Math.log(base));
  const settled = logicalAnd(eq(base, 0), ge(exponent, 0));
  return where(settled, 0, mul(result, log(where(settled, 1, base))));
}

type Comparison = (a: Tensor, b: Operand) => Tensor;

/** Of the larger or smaller of two: all to the one that won, half to each of two equal ones; NaN passes to both. */
export function extremeGradient(a: Tensor, b: Tensor, loses: Comparison, wins: Comparison): GradientRule {
  const [formA, formB] = [formOf(a), formOf(b)];
  return (grad, [x, y], needs) => {
    const shared = where(eq(x!, y!), mul(grad, 0.5), grad);
    return [
      needs[0] ? fit(where(loses(x!, y!), 0, shared), formA) : null,
      needs[1] ? fit(where(wins(x!, y!), 0, shared), formB) : null,
    ];
  };
}
