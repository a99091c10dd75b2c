/** @file A network whose layers read the outputs of any earlier ones. */

import { ArgumentError } from '../errors.js';
import type { NetworkSpec, NodeSpec } from '../geometry/types.js';
import { add, mul } from '../ops/elementwise/index.js';
import { cat } from '../ops/shape/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { Container, ModuleDict } from './container.js';
import type { Module } from './module.js';

type Join = (inputs: readonly Tensor[], args: NodeSpec['spec']['args']) => Tensor;

const JOIN_OPS: Readonly<Record<string, Join>> = {
  add: (inputs) => inputs.reduce((sum, x) => add(sum, x)),
  mul: (inputs) => inputs.reduce((product, x) => mul(product, x)),
  cat: (inputs, { dim }) => cat(inputs, dim as number),
};

/** Whether a node joins tensors and is no layer. */
export const isJoin = (op: string): boolean => Object.hasOwn(JOIN_OPS, op);

/**
 * The runnable form of a network's spec: a child per layer, under the node's name (`features.0` is the child `0` of the child
 * `features`), and no child for joins. The last node is the output.
 */
export class Network extends Container {
  static readonly op: string = 'Network';
  /** The nodes in order. */
  readonly spec: NetworkSpec;

  /**
   * @param spec a valid network
   * @param layers the module of every node that is a layer
   */
  constructor(spec: NetworkSpec, layers: ReadonlyMap<string, Module>) {
    super();
    this.spec = spec;
    for (const [name, layer] of layers) place(this, name.split('.'), layer);
  }

  override forward(input: Tensor): Tensor {
    const outputs = new Map([['input', input]]);
    let last = input;
    for (const { name, spec, from } of this.spec.nodes) {
      const inputs = from.map((source) => outputs.get(source)!);
      last = isJoin(spec.op) ? JOIN_OPS[spec.op]!(inputs, spec.args) : this.runLayer(name, inputs);
      outputs.set(name, last);
    }
    return last;
  }

  private runLayer(name: string, inputs: readonly Tensor[]): Tensor {
    const layer = this.getSubmodule(name) as Module & { forward(...inputs: readonly Tensor[]): Tensor };
    return layer.forward(...inputs);
  }
}

/** Puts a layer at the end of a path, making the owners on the way. */
function place(owner: Container, path: readonly string[], layer: Module): void {
  const [name, ...rest] = path as [string, ...string[]];
  const found = [...owner.namedChildren()].find(([key]) => key === name)?.[1];
  if (found !== undefined && !(found instanceof ModuleDict && rest.length > 0))
    throw new ArgumentError(`two nodes are named '${name}', or one lies inside the other`, { fields: { name } });
  if (rest.length === 0) {
    owner.addModule(name, layer);
    return;
  }
  const inner = found ?? new ModuleDict();
  owner.addModule(name, inner);
  place(inner as ModuleDict, rest, layer);
}
