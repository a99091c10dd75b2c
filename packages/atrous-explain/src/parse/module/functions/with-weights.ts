/** @file Functions that are given their weights: `F.conv2d(x, self.weight)`. */

import { type Arg, layerSpec } from 'atrous/spec';
import { argumentOf, dimsOf, valueOf } from '../given.js';
import type { TensorFunction } from './call.js';

/** `F.conv2d(x, weight, …)` and `F.linear(x, weight)` with a weight of known sizes, as layers. */
function withWeight(op: string, names: readonly string[]): TensorFunction {
  return (call) => {
    const weight = valueOf(call.args, 0, 'weight');
    const shape = weight?.kind === 'array' ? weight.shape : undefined;
    if (!shape) return undefined;
    const bias = valueOf(call.args, 1, 'bias');
    const given: Record<string, Arg> = { bias: bias !== undefined && bias.kind !== 'none' };
    for (const [i, name] of names.entries()) {
      const argument = argumentOf(call.args, i + 2, name);
      if (argument) given[name] = dimsOf(argument.value) ?? 0;
    }
    const groups = typeof given['groups'] === 'number' ? given['groups'] : 1;
    const transposed = op.startsWith('ConvTranspose');
    const [a, b, ...kernel] = shape as [number, number, ...number[]];
    const channels = transposed ? [a, b * groups] : [b * groups, a];
    try {
      const positional: Arg[] = op === 'Linear' ? [b, a] : [...channels, kernel];
      return call.machine.graph.add(
        call.machine.nodeName(call.name),
        layerSpec(op, positional, given),
        [call.input],
        call.node,
      );
    } catch {
      return undefined;
    }
  };
}

function withWeights(): Record<string, TensorFunction> {
  const made: Record<string, TensorFunction> = { linear: withWeight('Linear', []) };
  for (const rank of [1, 2, 3]) {
    made[`conv${rank}d`] = withWeight(`Conv${rank}d`, ['stride', 'padding', 'dilation', 'groups']);
    made[`conv_transpose${rank}d`] = withWeight(`ConvTranspose${rank}d`, [
      'stride',
      'padding',
      'outputPadding',
      'groups',
      'dilation',
    ]);
  }
  return made;
}

export const WITH_WEIGHTS: Readonly<Record<string, TensorFunction>> = withWeights();
