/** @file A network whose layers read the outputs of any earlier ones. */

import { ArgumentError, NotSupportedError } from '../errors.js';
import { isJoin } from '../geometry/join-args.js';
import { readSizes } from '../geometry/size-text.js';
import type { PadMode } from '../geometry/pad.js';
import type { Arg, NetworkSpec, NodeSpec } from '../geometry/types.js';
import { add, div, mul, sub } from '../ops/elementwise/index.js';
import { matmul } from '../ops/matmul.js';
import { pad } from '../ops/pad/index.js';
import { amax, amin, mean, sum } from '../ops/reduce/index.js';
import { interpolate } from '../ops/resize/index.js';
import { cat, expand, permute, select, slice, squeeze, stack, transpose, unsqueeze, view } from '../ops/shape/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { Container, ModuleDict } from './container.js';
import type { Module } from './module.js';

type Join = (inputs: readonly Tensor[], args: NodeSpec['spec']['args']) => Tensor;

/** The sizes that a text stands for, see `size-text.ts`. */
const sizesOf = (text: Arg, inputs: readonly Tensor[]): number[] =>
  readSizes(
    text as string,
    inputs.map((input) => input.shape),
  );

const reduced =
  (run: typeof amax): Join =>
  ([x], { dim, keepdim }) =>
    run(x!, (dim as number | null) ?? undefined, { keepdim: keepdim as boolean });

const JOIN_OPS: Readonly<Record<string, Join>> = {
  add: (inputs) => inputs.reduce((total, x) => add(total, x)),
  sub: (inputs) => inputs.reduce((total, x) => sub(total, x)),
  mul: (inputs) => inputs.reduce((total, x) => mul(total, x)),
  div: (inputs) => inputs.reduce((total, x) => div(total, x)),
  cat: (inputs, { dim }) => cat(inputs, dim as number),
  stack: (inputs, { dim }) => stack(inputs, dim as number),
  matmul: (inputs) => inputs.reduce((total, x) => matmul(total, x)),
  view: (inputs, { sizes }) => view(inputs[0]!, sizesOf(sizes!, inputs)),
  expand: (inputs, { sizes }) => expand(inputs[0]!, sizesOf(sizes!, inputs)),
  permute: ([x], { dims }) => permute(x!, dims as readonly number[]),
  transpose: ([x], { dim0, dim1 }) => transpose(x!, dim0 as number, dim1 as number),
  mean: reduced(mean),
  sum: reduced(sum),
  amax: reduced(amax),
  amin: reduced(amin),
  squeeze: ([x], { dim }) => squeeze(x!, (dim as number | null) ?? undefined),
  unsqueeze: ([x], { dim }) => unsqueeze(x!, dim as number),
  slice(inputs, { dim, start, end, step }) {
    const at = (text: Arg): number | null => (text === null ? null : sizesOf(text, inputs)[0]!);
    return slice(inputs[0]!, dim as number, at(start!), at(end!), step as number);
  },
  select: ([x], { dim, index }) => select(x!, dim as number, index as number),
  interpolate: (inputs, { size, mode, alignCorners }) =>
    interpolate(inputs[0]!, {
      size: sizesOf(size!, inputs),
      mode: mode as 'nearest',
      alignCorners: alignCorners as boolean | null,
    }),
  pad: (inputs, { pad: amounts, mode, value }) =>
    pad(inputs[0]!, sizesOf(amounts!, inputs), {
      mode: mode as PadMode,
      value: value as number | null,
    }),
};

/** @throws NotSupportedError for a node of which only the shape is known */
function checkRuns({ name, spec }: NodeSpec): void {
  if (!isJoin(spec.op) || Object.hasOwn(JOIN_OPS, spec.op)) return;
  throw new NotSupportedError(`node '${name}' cannot be run: only its shape is known (${spec.op})`, {
    hint: 'Write the layer or the function that stands there.',
    fields: { name, spec },
  });
}

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
   * @throws NotSupportedError for a node of which only the shape is known
   */
  constructor(spec: NetworkSpec, layers: ReadonlyMap<string, Module>) {
    super();
    spec.nodes.forEach(checkRuns);
    this.spec = spec;
    for (const [name, layer] of layers) place(this, name.split('.'), layer);
  }

  override forward(input: Tensor): Tensor {
    return this.runNodes(input, () => {});
  }

  /**
   * Runs the network and shows what every node gives, joins included, as soon as it is there.
   *
   * @param seen  a later node that works in place writes into the tensor: clone what is to be kept of one before it
   */
  runNodes(input: Tensor, seen: (name: string, output: Tensor) => void): Tensor {
    const outputs = new Map([['input', input]]);
    let last = input;
    for (const { name, spec, from } of this.spec.nodes) {
      const inputs = from.map((source) => outputs.get(source)!);
      last = isJoin(spec.op) ? JOIN_OPS[spec.op]!(inputs, spec.args) : this.#runLayer(name, inputs);
      outputs.set(name, last);
      seen(name, last);
    }
    return last;
  }

  #runLayer(name: string, inputs: readonly Tensor[]): Tensor {
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
