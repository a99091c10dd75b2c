/** @file Gradients against central differences in float64, first and second order. */

import { expect } from 'vitest';
import '../src/ops/methods.js';
import { grad } from '../src/ops/backward.js';
import { Tensor } from '../src/tensor/tensor.js';

export interface GradcheckOptions {
  /** Whether gradients of gradients are checked, too; default true. */
  readonly second?: boolean;
  /** Distance to each side; default 1e-5. Kinks have to be further away. */
  readonly step?: number;
  /** Allowed difference, absolute and relative to the larger magnitude; default 1e-6. */
  readonly tolerance?: number;
}

/** A function of float64 tensors, those with `requiresGrad` being checked. */
export type Differentiable = (...inputs: Tensor[]) => Tensor;

const valuesOf = (t: Tensor): Float64Array => t.storage.array as Float64Array;

/** Weights without symmetry, so that no two errors cancel. */
function weights(shape: readonly number[], seed: number): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return new Tensor(
    Float64Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + seed) + 0.3 * Math.cos(5.1 * i)),
    shape,
    'float64',
  );
}

/** Σ weights·f(inputs): one number, so that one walk gives all gradients. */
function weighed(f: Differentiable, inputs: readonly Tensor[], seed: number): Tensor {
  const output = f(...inputs);
  return output.mul(weights(output.shape, seed)).sum();
}

/** (loss(x + step) − loss(x − step)) / (2·step) for every element of one input. */
function differences(loss: () => Tensor, input: Tensor, step: number): Float64Array {
  const x = valuesOf(input);
  return Float64Array.from(x, (value, i) => {
    x[i] = value + step;
    const above = loss().item();
    x[i] = value - step;
    const below = loss().item();
    x[i] = value;
    return (above - below) / (2 * step);
  });
}

function compare(actual: Tensor, expected: Float64Array, tolerance: number, what: string): void {
  const wrong = valuesOf(actual).findIndex(
    (value, i) => !(Math.abs(value - expected[i]!) <= tolerance * (1 + Math.abs(expected[i]!))),
  );
  if (wrong >= 0)
    expect.fail(`${what}, element ${wrong}: ${valuesOf(actual)[wrong]}, by differences ${expected[wrong]}`);
}

/** The gradients of Σ weights·f; zeros for inputs that f does not depend on. */
function gradients(
  f: Differentiable,
  inputs: readonly Tensor[],
  leaves: readonly Tensor[],
  createGraph: boolean,
): Tensor[] {
  const found = grad(weighed(f, inputs, 0.5), leaves, { createGraph, allowUnused: true });
  return found.map(
    (value, i) => value ?? new Tensor(new Float64Array(leaves[i]!.numel()), leaves[i]!.shape, 'float64'),
  );
}

/**
 * Checks the gradients of `f` at `inputs`, and those of its gradients, by central differences.
 *
 * @param f       of float64 tensors; pure
 * @param inputs  those that are leaves with `requiresGrad` are checked
 */
export function gradcheck(f: Differentiable, inputs: readonly Tensor[], options: GradcheckOptions = {}): void {
  const { second = true, step = 1e-5, tolerance = 1e-6 } = options;
  const leaves = inputs.filter((input) => input.requiresGrad);
  expect(leaves.length, 'inputs that require grad').toBeGreaterThan(0);
  const first = gradients(f, inputs, leaves, false);
  leaves.forEach((leaf, i) => {
    expect(first[i]!.shape).toEqual(leaf.shape);
    compare(
      first[i]!,
      differences(() => weighed(f, inputs, 0.5), leaf, step),
      tolerance,
      `gradient of input ${i}`,
    );
  });
  if (!second) return;
  // The gradient as a function of its own, Σ weights·∂/∂xᵢ over all inputs.
  const slope = (): Tensor =>
    gradients(f, inputs, leaves, true)
      .map((value, i) => value.mul(weights(value.shape, i + 2)).sum())
      .reduce((a, b) => a.add(b));
  const flatSlope = slope();
  const seconds = flatSlope.requiresGrad ? grad(flatSlope, leaves, { allowUnused: true }) : leaves.map(() => null);
  leaves.forEach((leaf, i) => {
    const value = seconds[i] ?? new Tensor(new Float64Array(leaf.numel()), leaf.shape, 'float64');
    compare(value, differences(slope, leaf, step), tolerance * 10, `second gradient of input ${i}`);
  });
}

/** A float64 leaf with values spread over (−2, 2), none of them near a whole number or each other. */
export function leafOf(shape: readonly number[], seed = 1): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => Math.sin(91 * a + seed) - Math.sin(91 * b + seed),
  );
  const values = Float64Array.from(order, (rank) => -1.93 + (3.81 * (rank + 0.37)) / count);
  return new Tensor(
    values.map((x) => (Math.abs(x - Math.round(x)) < 0.02 ? x + 0.05 : x)),
    shape,
    'float64',
  ).requiresGrad_();
}

/** The same, but between 0.2 and 2.2. */
export function positiveLeaf(shape: readonly number[], seed = 1): Tensor {
  const leaf = leafOf(shape, seed);
  return new Tensor(
    valuesOf(leaf).map((x) => 1.2 + x / 2),
    shape,
    'float64',
  ).requiresGrad_();
}
