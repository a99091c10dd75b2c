/** @file Functions and modules: the same values from the same inputs, buffers included. */

import { expectMatches, type ActualTensor } from '../compare.js';
import { resolve, type Args, type Family, type GoldenCase, type TensorRef } from '../files.js';
import { construct, functional, tensorFrom, type ModuleUnderTest } from '../library.js';

type Outputs = Readonly<Record<string, TensorRef>>;

/** The state dict of a case, under PyTorch's names. */
export function stateOf(family: Family, state: Readonly<Record<string, TensorRef>>): Map<string, unknown> {
  return new Map(Object.entries(state).map(([name, ref]) => [name, tensorFrom(resolve(family, ref))]));
}

/** One call's results by the names the golden file uses. */
function resultsOf(value: unknown): ActualTensor[] {
  return (Array.isArray(value) ? value : [value]) as ActualTensor[];
}

function expectOutputs(
  family: Family,
  test: GoldenCase,
  value: unknown,
  names: readonly string[],
  outputs: Outputs,
): void {
  const results = resultsOf(value);
  names.forEach((name, i) => {
    const ref = outputs[name];
    if (ref === undefined) return;
    if (results[i] === undefined) throw new Error(`no ${name}`);
    expectMatches(family, results[i], ref, test, name);
  });
}

export function expectState(family: Family, test: GoldenCase, module: ModuleUnderTest): void {
  const state = new Map(module.stateDict());
  for (const [name, ref] of Object.entries(test.state_after ?? {})) {
    const tensor = state.get(name);
    if (tensor === undefined) throw new Error(`state has no ${name}`);
    expectMatches(family, tensor, ref, test, name);
  }
}

const tensorsOf = (family: Family, refs: Readonly<Record<string, TensorRef>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(refs).map(([name, ref]) => [name, tensorFrom(resolve(family, ref))]));

/** Buffers that the call writes to are among its inputs. */
export function runFunctional(family: Family, test: GoldenCase): void {
  const inputs = tensorsOf(family, test.inputs);
  const value = functional(test.op)!({ ...inputs, ...test.args });
  expectOutputs(family, test, value, ['output', 'indices'], test.outputs);
  for (const [name, ref] of Object.entries(test.state_after ?? {}))
    expectMatches(family, inputs[name] as ActualTensor, ref, test, name);
}

export function runModule(family: Family, test: GoldenCase): void {
  const module = construct({ type: test.op, args: withDtype(test) });
  if (test.state) module.loadStateDict(stateOf(family, test.state));
  module.train(test.training ?? true);
  const { input, input2, ...others } = tensorsOf(family, test.inputs);
  const rest = [...Object.values(others), ...Object.values(test.call_args ?? {})];
  expectOutputs(family, test, module.forward(input, ...rest), ['output', 'indices'], test.outputs);
  if (input2 !== undefined) expectOutputs(family, test, module.forward(input2, ...rest), ['output2'], test.outputs);
  expectState(family, test, module);
}

/** A module with parameters computes in the dtype of its case. */
function withDtype(test: GoldenCase): Args {
  return test.state && test.dtype !== 'float32' ? { ...test.args, dtype: test.dtype } : test.args;
}
