/** @file Functions and modules: the same values, buffers and gradients from the same inputs. */

import { expectMatches, type ActualTensor } from '../compare.js';
import { resolve, type Args, type Family, type GoldenCase, type TensorRef } from '../files.js';
import { construct, type DifferentiableTensor, functional, tensorFrom } from '../library.js';
import { toleranceOf } from '../tolerance.js';

type Refs = Readonly<Record<string, TensorRef>>;

/** One run of a case: its results by the golden names, and every tensor whose gradient or new value a case may ask for. */
export interface Call {
  readonly outputs: ReadonlyMap<string, DifferentiableTensor>;
  /** Inputs, parameters and buffers. */
  readonly tensors: ReadonlyMap<string, DifferentiableTensor>;
}

/** The state dict of a case, under PyTorch's names. */
export function stateOf(family: Family, state: Refs): Map<string, DifferentiableTensor> {
  return new Map(Object.entries(state).map(([name, ref]) => [name, tensorFrom(resolve(family, ref))]));
}

/** `output`, and `indices` where there are two. */
function named(value: unknown, names: readonly string[]): [string, DifferentiableTensor][] {
  const results = (Array.isArray(value) ? value : [value]) as DifferentiableTensor[];
  return results.map((result, i) => [names[i]!, result]);
}

/** Inputs that the case gives a gradient for ask for it. */
function inputsOf(family: Family, test: GoldenCase, differentiate: boolean): Map<string, DifferentiableTensor> {
  const inputs = stateOf(family, test.inputs);
  if (differentiate)
    for (const [name, tensor] of inputs) if (test.grads?.[name] !== undefined) tensor.requiresGrad = true;
  return inputs;
}

function callFunctional(family: Family, test: GoldenCase, differentiate: boolean): Call {
  const inputs = inputsOf(family, test, differentiate);
  const value = functional(test.op)!({ ...Object.fromEntries(inputs), ...test.args });
  return { outputs: new Map(named(value, ['output', 'indices'])), tensors: inputs };
}

function callModule(family: Family, test: GoldenCase, differentiate: boolean): Call {
  const module = construct({ type: test.op, args: withDtype(test) });
  if (test.state) module.loadStateDict(stateOf(family, test.state));
  module.train(test.training ?? true);
  const inputs = inputsOf(family, test, differentiate);
  const { input, input2, ...others } = Object.fromEntries(inputs);
  const rest = [...Object.values(others), ...Object.values(test.call_args ?? {})];
  const outputs = named(module.forward(input, ...rest), ['output', 'indices']);
  if (input2 !== undefined) outputs.push(...named(module.forward(input2, ...rest), ['output2']));
  const own = [...module.namedParameters(), ...module.namedBuffers()] as [string, DifferentiableTensor][];
  return { outputs: new Map(outputs), tensors: new Map([...inputs, ...own]) };
}

/** A module with parameters computes in the dtype of its case. */
function withDtype(test: GoldenCase): Args {
  return test.state && test.dtype !== 'float32' ? { ...test.args, dtype: test.dtype } : test.args;
}

function callOf(family: Family, test: GoldenCase, differentiate: boolean): Call {
  return test.kind === 'module' ? callModule(family, test, differentiate) : callFunctional(family, test, differentiate);
}

function expectAll(
  family: Family,
  test: GoldenCase,
  expected: Refs,
  group: string,
  actual: (name: string) => ActualTensor | null | undefined,
): void {
  for (const [name, ref] of Object.entries(expected)) {
    const tensor = actual(name);
    if (!tensor) throw new Error(`no ${group}.${name}`);
    expectMatches(family, tensor, ref, toleranceOf(test, `${group}.${name}`), `${group}.${name}`);
  }
}

/** Values: outputs, and buffers that the call writes to. */
export function runLayer(family: Family, test: GoldenCase): void {
  const { outputs, tensors } = callOf(family, test, false);
  expectAll(family, test, test.outputs, 'outputs', (name) => outputs.get(name));
  expectAll(family, test, test.state_after ?? {}, 'state_after', (name) => tensors.get(name));
}

/** loss = sum over outputs of sum(output · upstream). */
export function backwardAll(family: Family, upstream: Refs, outputs: Call['outputs']): void {
  for (const [name, ref] of Object.entries(upstream))
    outputs.get(name)!.backward(tensorFrom(resolve(family, ref)), { retainGraph: true });
}

/** First gradients of inputs and parameters. */
export function runGradients(family: Family, test: GoldenCase): void {
  const { outputs, tensors } = callOf(family, test, true);
  backwardAll(family, test.upstream!, outputs);
  expectAll(family, test, test.grads!, 'grads', (name) => tensors.get(name)?.grad);
}
