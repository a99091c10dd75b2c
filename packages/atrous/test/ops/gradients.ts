/** @file What tests of multilinear operations ask of their gradients: projections that hold exactly, to second order. */

import { expect } from 'vitest';
import { grad } from '../../src/ops/backward.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { dot, noise } from './arrays.js';

/** The gradients of Σ y·f(inputs), for outputs with several tensors of the first. */
export function gradientsOf(
  output: Tensor,
  upstream: Tensor,
  inputs: readonly Tensor[],
  createGraph = false,
): Tensor[] {
  return grad(output, inputs, { gradOutputs: upstream, createGraph });
}

/** Sums of some thousand products below 1: written so that NaN fails. */
function expectSame(actual: number, expected: number, what: string): void {
  expect(
    Math.abs(actual - expected) <= 1e-9 * (1 + Math.abs(expected)),
    `${what}: ${actual}, expected ${expected}`,
  ).toBe(true);
}

/**
 * Checks a function that is linear in each of two tensors. With T(a, b, y) = ⟨f(a, b), y⟩
 *
 *     ⟨∂T/∂a, a'⟩ = T(a', b, y)        and for ⟨∂T/∂a, a'⟩ in turn        ⟨∂/∂b, b'⟩ = T(a', b', y),   ⟨∂/∂y, y'⟩ = T(a', b, y')
 *
 * and so on, for directions that have nothing to do with the point.
 */
export function checkBilinear(f: (a: Tensor, b: Tensor) => Tensor, a: Tensor, b: Tensor): void {
  const leaves = [a, b].map((t) => t.requiresGrad_());
  const output = f(a, b);
  const upstream = noise(output.shape, 11).requiresGrad_();
  const point = [a, b, upstream];
  const others = point.map((t, i) => noise(t.shape, 21 + i));
  const T = ([x, w, y]: readonly Tensor[]): number => dot(f(x!, w!), y!);
  const moved = (...axes: readonly number[]): Tensor[] => point.map((t, i) => (axes.includes(i) ? others[i]! : t));
  leaves.forEach((leaf, i) => {
    const [first] = gradientsOf(output, upstream, [leaf], true) as [Tensor];
    expect(first.shape).toEqual(leaf.shape);
    expectSame(dot(first, others[i]!), T(moved(i)), `gradient ${i}`);
    const rest = [0, 1, 2].filter((j) => j !== i);
    const seconds = gradientsOf(
      first,
      others[i]!,
      rest.map((j) => point[j]!),
      true,
    );
    seconds.forEach((second, n) => {
      expectSame(dot(second, others[rest[n]!]!), T(moved(i, rest[n]!)), `second gradient ${i} ${rest[n]}`);
      // The last of the three, of what is then linear in it alone.
      const last = rest[1 - n]!;
      const [third] = gradientsOf(second, others[rest[n]!]!, [point[last]!]) as [Tensor];
      expectSame(dot(third, others[last]!), T(others), `third gradient ${i} ${rest[n]} ${last}`);
    });
  });
}

/** The same of a function that is linear in one tensor: its gradient is the adjoint, and the adjoint's is the function. */
export function checkLinear(f: (a: Tensor) => Tensor, a: Tensor): void {
  a.requiresGrad_();
  const output = f(a);
  const upstream = noise(output.shape, 11).requiresGrad_();
  const [direction, other] = [noise(a.shape, 21), noise(output.shape, 22)];
  const [first] = gradientsOf(output, upstream, [a], true) as [Tensor];
  expect(first.shape).toEqual(a.shape);
  expectSame(dot(first, direction), dot(f(direction), upstream), 'gradient');
  const [second] = gradientsOf(first, direction, [upstream], true) as [Tensor];
  expectSame(dot(second, other), dot(f(direction), other), 'second gradient');
}
