/** @file Who reads whom, and what each node gets and gives. */

import type { NetworkSpec, NodeSpec, Shape } from 'atrous/spec';
import { type Walk, walkNetwork } from '../solve/walk.js';

/** A network with the sizes of one walk, ready to be asked about neighbours. */
export interface Graph {
  readonly network: NetworkSpec;
  readonly input: Shape;
  readonly walk: Walk;
  node(name: string): NodeSpec | undefined;
  /** The nodes that read it. */
  readers(name: string): readonly NodeSpec[];
}

export function graphOf(network: NetworkSpec, input: Shape): Graph {
  const nodes = new Map(network.nodes.map((node) => [node.name, node]));
  const readers = new Map<string, NodeSpec[]>();
  for (const node of network.nodes)
    for (const from of new Set(node.from)) readers.set(from, [...(readers.get(from) ?? []), node]);
  return {
    network,
    input,
    walk: walkNetwork(network, input),
    node: (name) => nodes.get(name),
    readers: (name) => readers.get(name) ?? [],
  };
}

/** Layers that look at every element, or every channel, by itself and keep all sizes. */
const TRANSPARENT =
  /Norm([123]d)?$|^(ReLU|ReLU6|LeakyReLU|PReLU|RReLU|ELU|CELU|SELU|GELU|SiLU|Mish|Sigmoid|Tanh|Hardswish|Hardsigmoid|Hardtanh|Softplus|Identity|Dropout[123]?d?|AlphaDropout)$/;

const isTransparent = ({ spec }: NodeSpec): boolean => TRANSPARENT.test(spec.op);

export const isConv = ({ spec }: NodeSpec): boolean => /^Conv[123]d$/.test(spec.op);

export const isTransposed = ({ spec }: NodeSpec): boolean => /^ConvTranspose[123]d$/.test(spec.op);

/** The node behind a node, over activations and norms, where there is exactly one reader each. */
export function follower(graph: Graph, name: string): NodeSpec | undefined {
  let readers = graph.readers(name);
  while (readers.length === 1 && isTransparent(readers[0]!)) readers = graph.readers(readers[0]!.name);
  return readers.length === 1 ? readers[0] : undefined;
}

/** The node before a node, over activations and norms. */
export function predecessor(graph: Graph, node: NodeSpec): NodeSpec | undefined {
  let before = graph.node(node.from[0]!);
  while (before && isTransparent(before)) before = graph.node(before.from[0]!);
  return before;
}

/** A per-axis argument. */
export function axesOf(node: NodeSpec, argument: string): readonly number[] {
  const value = node.spec.args[argument];
  return Array.isArray(value) ? (value as readonly number[]) : [value as number];
}
