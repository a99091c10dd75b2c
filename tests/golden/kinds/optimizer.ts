/** @file Optimisers: five steps down the same slope, parameters and state as PyTorch has them after each. */

import { expectClose, expectMatches } from '../compare.js';
import { resolve, type Args, type Family, type GoldenCase, type GoldenTensor } from '../files.js';
import { atrous, camelArgs, tensorFrom } from '../library.js';
import { toleranceOf } from '../tolerance.js';

interface OptimizerCase extends GoldenCase {
  readonly steps: number;
  readonly groups?: readonly (Args & { readonly params: readonly ('weight' | 'bias')[] })[];
}

type Constructor = new (params: unknown, options: object) => atrous.optim.Optimizer;

/** `torch.optim.<op>(params, **args)`. */
export function optimizerOf(op: string, params: unknown, args: Args): atrous.optim.Optimizer {
  const Class = (atrous.optim as unknown as Readonly<Record<string, Constructor>>)[op]!;
  return new Class(params, camelArgs(args));
}

interface Slope {
  readonly loss: number;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/**
 * The loss and gradients of `mse_loss(linear(x, weight, bias), y)`, worked out by hand so that the optimiser is tested alone:
 *
 *     r = x·wᵀ + b − y,  loss = Σ r² / n,  ∂w = 2/n · rᵀ·x,  ∂b = 2/n · Σ r over rows
 */
function slope(x: GoldenTensor, y: GoldenTensor, weight: atrous.Tensor, bias: atrous.Tensor): Slope {
  const [outs, ins] = weight.shape as [number, number];
  const count = y.values.length;
  const at = (t: { readonly [i: number]: number | bigint }, i: number): number => Number(t[i]);
  const result = { loss: 0, weight: new Float64Array(outs * ins), bias: new Float64Array(outs) };
  for (let k = 0; k < count; k++) {
    const [row, o] = [Math.floor(k / outs), k % outs];
    let rest = at(bias.data, o) - at(y.values, k);
    for (let i = 0; i < ins; i++) rest += at(x.values, row * ins + i) * at(weight.data, o * ins + i);
    result.loss += rest ** 2 / count;
    result.bias[o]! += (2 * rest) / count;
    for (let i = 0; i < ins; i++) result.weight[o * ins + i]! += ((2 * rest) / count) * at(x.values, row * ins + i);
  }
  return result;
}

const gradient = (values: Float64Array, like: atrous.Tensor): atrous.Tensor =>
  new atrous.Tensor(like.dtype === 'float64' ? values : Float32Array.from(values), like.shape, like.dtype);

/** The part of an output, stacked over steps, that belongs to one step. */
function stepOf({ dtype, shape, values }: GoldenTensor, step: number): GoldenTensor {
  const size = values.length / shape[0]!;
  return { dtype, shape: shape.slice(1), values: values.slice(step * size, (step + 1) * size) };
}

export function runOptimizer(family: Family, golden: GoldenCase): void {
  const test = golden as OptimizerCase;
  const of = (name: string): GoldenTensor => resolve(family, test.inputs[name]!);
  const parameters = { weight: tensorFrom(of('weight')), bias: tensorFrom(of('bias')) };
  const groups = test.groups?.map(({ params, ...args }) => ({
    params: params.map((name) => parameters[name]),
    ...camelArgs(args),
  }));
  const optimizer = optimizerOf(test.op, groups ?? Object.values(parameters), test.args);
  const [x, y] = [of('x'), of('y')];
  const expected = (name: string, step: number): GoldenTensor => stepOf(resolve(family, test.outputs[name]!), step);
  for (let step = 0; step < test.steps; step++) {
    const { loss, ...grads } = slope(x, y, parameters.weight, parameters.bias);
    const stack = gradient(Float64Array.of(loss), tensorFrom(expected('loss', step)));
    expectClose(stack, expected('loss', step), toleranceOf(test, 'outputs.loss'), `loss ${step}`);
    for (const name of ['weight', 'bias'] as const) {
      parameters[name].grad = gradient(grads[name], parameters[name]);
      expectClose(
        parameters[name].grad,
        expected(`grad.${name}`, step),
        toleranceOf(test, `outputs.grad.${name}`),
        `gradient of ${name} ${step}`,
      );
    }
    optimizer.step();
    for (const name of ['weight', 'bias'] as const)
      expectClose(
        parameters[name],
        expected(name, step),
        toleranceOf(test, `outputs.${name}`),
        `${name} after step ${step}`,
      );
  }
  expectState(family, test, optimizer.stateDict());
}

/** Indices run over all groups: the first parameter is `weight`. */
function expectState(family: Family, test: GoldenCase, { state }: atrous.optim.OptimizerStateDict): void {
  const names = new Set<string>();
  for (const [index, values] of state)
    for (const [key, tensor] of values) {
      const name = `${index === 0 ? 'weight' : 'bias'}.${key}`;
      names.add(name);
      const ref = test.state_after?.[name];
      if (ref === undefined) throw new Error(`the state has ${name}, which PyTorch's has not`);
      expectMatches(family, tensor, ref, toleranceOf(test, `state_after.${name}`), name);
    }
  for (const name of Object.keys(test.state_after ?? {}))
    if (!names.has(name)) throw new Error(`the state has no ${name}`);
}
