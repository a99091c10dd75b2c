/** @file Gradients of gradients: z = sum over the gradients of sum(gradient · its upstream), differentiated in turn. */

import { expectMatches } from '../compare.js';
import { resolve, type Family, type GoldenCase, type GoldenTensor, type TensorRef } from '../files.js';
import { atrous, type DifferentiableTensor, functional, tensorFrom } from '../library.js';
import { toleranceOf } from '../tolerance.js';
import { stateOf } from './layers.js';

interface SecondCase extends GoldenCase {
  readonly grad_upstream: Readonly<Record<string, TensorRef>>;
  readonly second_grads: Readonly<Record<string, TensorRef>>;
}

export function runSecondGradients(family: Family, raw: GoldenCase): void {
  const test = raw as SecondCase;
  const inputs = stateOf(family, test.inputs);
  const names = Object.keys(test.grads!);
  for (const name of names) inputs.get(name)!.requiresGrad = true;
  const upstream = tensorFrom(resolve(family, test.upstream!['output']!));
  upstream.requiresGrad = true;
  const value = functional(test.op)!({ ...Object.fromEntries(inputs), ...test.args });
  const output = (Array.isArray(value) ? value[0] : value) as DifferentiableTensor;
  const sources = names.map((name) => inputs.get(name)!);
  const first = atrous.autograd.grad(output, sources, { gradOutputs: upstream, createGraph: true });
  names.forEach((name, i) => {
    expectMatches(family, first[i]!, test.grads![name]!, toleranceOf(test, `grads.${name}`), `grads.${name}`);
  });
  const used = names
    .map((name, i) => [first[i]!, name] as const)
    .filter(([grad, name]) => grad.requiresGrad && test.grad_upstream[name]);
  const seconds = atrous.autograd.grad(
    used.map(([grad]) => grad),
    [...sources, upstream],
    { gradOutputs: used.map(([, name]) => tensorFrom(resolve(family, test.grad_upstream[name]!))), allowUnused: true },
  );
  const actual = new Map([...names, 'upstream.output'].map((name, i) => [name, seconds[i]]));
  for (const [name, ref] of Object.entries(test.second_grads)) {
    // Of a pooling the gradient does not depend on the input: PyTorch says zeros, and here there is none.
    const grad = actual.get(name) ?? zerosLike(resolve(family, ref));
    expectMatches(family, grad, ref, toleranceOf(test, `second_grads.${name}`), `second_grads.${name}`);
  }
  expectZero(test, actual);
}

function zerosLike({ values, shape, dtype }: GoldenTensor): DifferentiableTensor {
  return tensorFrom({ values: values.slice().fill(0 as never), shape, dtype });
}

/** A tensor that the case does not name has no part in z: no gradient, or zeros. */
function expectZero(test: SecondCase, actual: ReadonlyMap<string, DifferentiableTensor | null | undefined>): void {
  for (const [name, grad] of actual) {
    if (!grad || test.second_grads[name] !== undefined) continue;
    if (Array.from(grad.data as ArrayLike<number>).some((value) => value !== 0))
      throw new Error(`second_grads.${name} is not zero`);
  }
}
