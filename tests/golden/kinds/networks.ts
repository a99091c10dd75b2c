/** @file Whole networks: every node's shape and sums, and the output. */

import { expectMatches, type ActualTensor } from '../compare.js';
import { resolve, type Args, type Family, type GoldenCase } from '../files.js';
import { atrous, call, construct, functional, tensorFrom, type ModuleUnderTest } from '../library.js';
import { stateOf } from './layers.js';

export interface NetworkNode {
  readonly name: string;
  readonly type?: string;
  readonly op?: string;
  readonly args?: Args;
  readonly from: readonly string[];
}

interface NetworkCase extends GoldenCase {
  readonly nodes: readonly NetworkNode[];
  readonly trace: readonly { node: string; shape: readonly number[]; sum: number; abs_sum: number }[];
}

function join(op: string, args: Args, inputs: readonly ActualTensor[]): unknown {
  if (op === 'add') return call(inputs[0], 'add', [inputs[1]]);
  if (op === 'cat') return call(atrous, 'cat', [inputs, args['dim']]);
  if (op === 'resize_like')
    return functional('interpolate')!({ input: inputs[0], size: inputs[1]!.shape.slice(2), ...args });
  return functional(op)!({ input: inputs[0], ...args });
}

function stateOfNode(state: ReadonlyMap<string, unknown>, node: string): Map<string, unknown> {
  const prefix = `${node}.`;
  return new Map(
    [...state].filter(([name]) => name.startsWith(prefix)).map(([name, t]) => [name.slice(prefix.length), t]),
  );
}

function checkTrace(test: NetworkCase, node: string, output: ActualTensor): void {
  const row = test.trace.find((entry) => entry.node === node);
  if (row === undefined) return;
  if (output.shape.join() !== row.shape.join())
    throw new Error(`${node}: shape [${output.shape.join(', ')}], expected [${row.shape.join(', ')}]`);
  let sum = 0;
  for (let i = 0; i < output.data.length; i++) sum += Number(output.data[i]);
  if (!(Math.abs(sum - row.sum) <= output.data.length * test.atol + test.rtol * row.abs_sum))
    throw new Error(`${node}: sum ${sum}, expected ${row.sum}`);
}

export function runNetwork(family: Family, raw: GoldenCase): void {
  const test = raw as NetworkCase;
  const state = stateOf(family, test.state ?? {});
  const modules = new Map<string, ModuleUnderTest>();
  const values = new Map<string, ActualTensor>();
  for (const [name, ref] of Object.entries(test.inputs)) values.set(name, tensorFrom(resolve(family, ref)));
  let last: ActualTensor | undefined;
  for (const node of test.nodes) {
    const inputs = node.from.map((name) => values.get(name)!);
    last = (
      node.type === undefined ? join(node.op!, node.args ?? {}, inputs) : run(node.type, node, inputs[0]!)
    ) as ActualTensor;
    checkTrace(test, node.name, last);
    values.set(node.name, last);
  }
  expectMatches(family, last!, test.outputs['output']!, test, 'output');
  for (const [name, ref] of Object.entries(test.state_after ?? {})) {
    const cut = name.lastIndexOf('.');
    const tensor = new Map(modules.get(name.slice(0, cut))!.stateDict()).get(name.slice(cut + 1))!;
    expectMatches(family, tensor, ref, test, name);
  }

  function run(type: string, node: NetworkNode, input: ActualTensor): unknown {
    const module = construct({ type, args: node.args ?? {} });
    const own = stateOfNode(state, node.name);
    if (own.size > 0) module.loadStateDict(own);
    module.train(test.training ?? true);
    modules.set(node.name, module);
    return module.forward(input);
  }
}
