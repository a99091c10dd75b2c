/** @file Whole networks: every node's shape and sums, the output, the gradients, and training runs. */

import { expectMatches, type ActualTensor } from '../compare.js';
import { resolve, type Args, type Family, type GoldenCase } from '../files.js';
import { atrous, call, construct, type DifferentiableTensor, functional, type ModuleUnderTest } from '../library.js';
import { toleranceOf } from '../tolerance.js';
import { backwardAll, stateOf } from './layers.js';
import { optimizerOf } from './optimizer.js';
import { schedulerOf } from './scheduler.js';

export interface NetworkNode {
  readonly name: string;
  readonly type?: string;
  readonly op?: string;
  readonly args?: Args;
  readonly from: readonly string[];
}

interface NetworkCase extends GoldenCase {
  readonly nodes: readonly NetworkNode[];
  readonly trace?: readonly TraceRow[];
}

interface TraceRow {
  readonly node: string;
  readonly shape: readonly number[];
  readonly sum: number;
  readonly abs_sum: number;
}

function join(op: string, args: Args, inputs: readonly DifferentiableTensor[]): unknown {
  if (op === 'add') return call(inputs[0], 'add', [inputs[1]]);
  if (op === 'cat') return call(atrous, 'cat', [inputs, args['dim']]);
  if (op === 'resize_like')
    return functional('interpolate')!({ input: inputs[0], size: inputs[1]!.shape.slice(2), ...args });
  return functional(op)!({ input: inputs[0], ...args });
}

function checkTrace(test: NetworkCase, row: TraceRow, output: ActualTensor): void {
  if (output.shape.join() !== row.shape.join())
    throw new Error(`${row.node}: shape [${output.shape.join(', ')}], expected [${row.shape.join(', ')}]`);
  let sum = 0;
  for (let i = 0; i < output.data.length; i++) sum += Number(output.data[i]);
  if (!(Math.abs(sum - row.sum) <= output.data.length * test.atol + test.rtol * row.abs_sum))
    throw new Error(`${row.node}: sum ${sum}, expected ${row.sum}`);
}

/** A network of a case, its modules loaded with the case's state. */
class NetworkUnderTest {
  readonly #test: NetworkCase;
  readonly #modules = new Map<string, ModuleUnderTest>();

  constructor(family: Family, test: NetworkCase) {
    this.#test = test;
    const state = stateOf(family, test.state ?? {});
    for (const { name, type, args } of test.nodes) {
      if (type === undefined) continue;
      const module = construct({ type, args: args ?? {} });
      const own = [...state]
        .filter(([key]) => key.startsWith(`${name}.`))
        .map(([key, t]) => [key.slice(name.length + 1), t] as const);
      if (own.length > 0) module.loadStateDict(new Map(own));
      module.train(test.training ?? true);
      this.#modules.set(name, module);
    }
  }

  /** Parameters and buffers by the names of the case. */
  named(): Map<string, DifferentiableTensor> {
    return new Map(
      [...this.#modules].flatMap(([node, module]) =>
        [...module.namedParameters(), ...module.namedBuffers()].map(
          ([name, tensor]) => [`${node}.${name}`, tensor as DifferentiableTensor] as const,
        ),
      ),
    );
  }

  parameters(): DifferentiableTensor[] {
    return [...this.#modules.values()].flatMap((module) =>
      [...module.namedParameters()].map(([, tensor]) => tensor as DifferentiableTensor),
    );
  }

  forward(
    x: DifferentiableTensor,
    visit: (node: string, output: DifferentiableTensor) => void = () => {},
  ): DifferentiableTensor {
    const values = new Map([['x', x]]);
    let last = x;
    for (const { name, op, args, from } of this.#test.nodes) {
      const inputs = from.map((source) => values.get(source)!);
      last = (
        op === undefined ? this.#modules.get(name)!.forward(inputs[0]) : join(op, args ?? {}, inputs)
      ) as DifferentiableTensor;
      visit(name, last);
      values.set(name, last);
    }
    return last;
  }
}

function expectState(family: Family, test: GoldenCase, tensors: ReadonlyMap<string, DifferentiableTensor>): void {
  for (const [name, ref] of Object.entries(test.state_after ?? {}))
    expectMatches(family, tensors.get(name)!, ref, toleranceOf(test, `state_after.${name}`), name);
}

export function runNetwork(family: Family, raw: GoldenCase): void {
  const test = raw as NetworkCase;
  const network = new NetworkUnderTest(family, test);
  const rows = new Map(test.trace!.map((row) => [row.node, row]));
  const output = network.forward(stateOf(family, test.inputs).get('x')!, (node, value) => {
    const row = rows.get(node);
    if (row !== undefined) checkTrace(test, row, value);
  });
  expectMatches(family, output, test.outputs['output']!, toleranceOf(test, 'outputs.output'), 'output');
  expectState(family, test, network.named());
}

export function runNetworkGradients(family: Family, raw: GoldenCase): void {
  const test = raw as NetworkCase;
  const network = new NetworkUnderTest(family, test);
  const x = stateOf(family, test.inputs).get('x')!;
  if (test.grads!['x'] !== undefined) x.requiresGrad = true;
  backwardAll(family, test.upstream!, new Map([['output', network.forward(x)]]));
  const tensors = network.named().set('x', x);
  for (const [name, ref] of Object.entries(test.grads!)) {
    const grad = tensors.get(name)?.grad;
    if (!grad) throw new Error(`no grads.${name}`);
    expectMatches(family, grad, ref, toleranceOf(test, `grads.${name}`), `grads.${name}`);
  }
}

interface TrainingCase extends NetworkCase {
  readonly optimizer: { readonly type: string; readonly args: Args };
  readonly scheduler: { readonly type: string; readonly args: Args } | null;
  readonly steps: number;
  readonly loss_function: string;
}

/** The loss before every step, and the state at the end. */
export function runTraining(family: Family, raw: GoldenCase): void {
  const test = raw as TrainingCase;
  const network = new NetworkUnderTest(family, test);
  const inputs = stateOf(family, test.inputs);
  const x = inputs.get('x')!;
  const optimizer = optimizerOf(test.optimizer.type, network.parameters(), test.optimizer.args);
  const scheduler = test.scheduler === null ? undefined : schedulerOf(optimizer, test.scheduler);
  const [lossName] = test.loss_function.split(' ');
  const expected = resolve(family, test.outputs['loss'] as string);
  const losses = new Float32Array(test.steps);
  for (let step = 0; step < test.steps; step++) {
    const loss = functional(lossName!)!({
      input: network.forward(x),
      target: inputs.get('target') ?? x,
    }) as DifferentiableTensor;
    losses[step] = loss.item();
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    scheduler?.step();
  }
  const curve = new atrous.Tensor(losses, [test.steps], 'float32');
  expectMatches(
    family,
    curve,
    test.outputs['loss']!,
    toleranceOf(test, 'outputs.loss'),
    `loss (${expected.values.length} steps)`,
  );
  expectState(family, test, network.named());
}
