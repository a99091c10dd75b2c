/** @file Edits that make a network run: `in_features` behind a flatten, `output_padding` before a skip. */

import type { NetworkSpec, NodeSpec, Shape } from 'atrous/spec';
import { type SpecEdit, applySpecEdits, edit } from '../advice/edit.js';
import { isUsersMistake } from '../parse/bind.js';
import { type Walk, type WalkFailure, walkNetwork } from './walk.js';

/** Edits, and what is left in the way of running after them. */
export interface Repair {
  readonly edits: readonly SpecEdit[];
  readonly network: NetworkSpec;
  readonly output: Shape;
  readonly failure: WalkFailure | undefined;
}

/** The edit that helps at a failure, or undefined where this kind of edit does not. */
type Remedy = (network: NetworkSpec, walk: Walk, failure: WalkFailure) => SpecEdit | undefined;

/** Edits at one failure after the other; each must take the walk further. */
function repair(network: NetworkSpec, input: Shape, fix: Remedy): Repair {
  let current = network;
  let walk = walkNetwork(current, input);
  const edits: SpecEdit[] = [];
  while (walk.failure && edits.length < network.nodes.length) {
    const found = fix(current, walk, walk.failure);
    if (!found) break;
    const next = applySpecEdits(current, [found]);
    const after = walkNetwork(next, input);
    if (after.failure && after.shapes.size <= walk.shapes.size) break;
    edits.push(found);
    [current, walk] = [next, after];
  }
  return { edits, network: current, output: walk.output, failure: walk.failure };
}

/**
 * `in_features` of every Linear that gets another number of features, as they come for this input.
 *
 * Never throws because of sizes: what else is in the way is `failure`.
 */
export function repairInFeatures(network: NetworkSpec, input: Shape): Repair {
  return repair(network, input, (_, __, { node, inputs }) => {
    const features = inputs[0]?.at(-1);
    if (node.spec.op !== 'Linear' || features === undefined || features === node.spec.args['inFeatures'])
      return undefined;
    return edit(node.name, node.spec, 'inFeatures', features);
  });
}

const isTransposed = ({ spec }: NodeSpec): boolean => /^ConvTranspose[123]d$/.test(spec.op);

/** The nearest transposed convolution before a node, along the first of what each node reads. */
function transposedBefore(network: NetworkSpec, name: string): NodeSpec | undefined {
  const nodes = new Map(network.nodes.map((node) => [node.name, node]));
  let node = nodes.get(name);
  for (let steps = 0; node && steps < network.nodes.length; steps++) {
    if (isTransposed(node)) return node;
    node = nodes.get(node.from[0]!);
  }
  return undefined;
}

/** `output_padding` so much larger; undefined where a value is out of the legal range. */
function widened({ name, spec }: NodeSpec, differences: readonly number[]): SpecEdit | undefined {
  const { outputPadding, stride, dilation } = spec.args as Record<string, readonly number[]>;
  const wanted = outputPadding!.map((amount, axis) => amount + differences[axis]!);
  const legal = wanted.every((amount, axis) => amount >= 0 && amount < Math.max(stride![axis]!, dilation![axis]!));
  return legal && differences.some((d) => d !== 0) ? edit(name, spec, 'outputPadding', wanted) : undefined;
}

const JOINS_SIZES: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'cat', 'stack']);

/**
 * `output_padding` of the transposed convolution of each decoder stage, so that its size is that of the skip it meets.
 *
 * Never throws because of sizes: what else is in the way (sizes that differ by more than `output_padding` may) is `failure`.
 *
 * @see PyTorch's own remedy, `forward(x, output_size=…)`, which finds the same number at run time
 */
export function repairSkips(network: NetworkSpec, input: Shape): Repair {
  return repair(network, input, (current, _, { node, inputs }) => {
    if (!JOINS_SIZES.has(node.spec.op)) return undefined;
    for (const [i, own] of inputs.entries()) {
      const transposed = transposedBefore(current, node.from[i]!);
      if (!transposed) continue;
      const rank = (transposed.spec.args['stride'] as readonly number[]).length;
      for (const other of inputs.filter((_, j) => j !== i)) {
        const found = widened(transposed, differencesOf(own, other, rank));
        if (found && helps(current, input, found, node.name)) return found;
      }
    }
    return undefined;
  });
}

const differencesOf = (own: Shape, other: Shape, rank: number): number[] =>
  other.slice(-rank).map((size, axis) => size - own.slice(-rank)[axis]!);

/** Whether the node that failed gives a size after the edit. */
function helps(network: NetworkSpec, input: Shape, one: SpecEdit, name: string): boolean {
  try {
    return walkNetwork(applySpecEdits(network, [one]), input).shapes.has(name);
  } catch (error) {
    if (!isUsersMistake(error)) throw error;
    return false;
  }
}
