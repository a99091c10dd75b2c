/** @file Changes of a network's structure, defined on the network itself: what a change of its text has to come to. */

import { joinSpec, type LayerSpec, type NetworkSpec, type NodeSpec } from 'atrous/spec';
import { type Phrase, phrase } from '../explain/words/phrase.js';

/** What is done to a network; where nodes are named, `input` is its own. */
export type Change = Definite | Step;

/** One place up or down its branch. */
export interface Step {
  readonly do: 'step';
  readonly node: string;
  readonly by: -1 | 1;
}

export type Definite =
  /** A layer behind a node: whoever read the node reads the layer. */
  | { readonly do: 'insert'; readonly spec: LayerSpec; readonly after: string }
  /** The layer once more, behind itself. */
  | { readonly do: 'duplicate'; readonly node: string }
  /** Whoever read the node reads what it read; of a join, what only led to it by the side goes too. */
  | { readonly do: 'remove'; readonly node: string }
  | { readonly do: 'move'; readonly node: string; readonly after: string }
  /** What goes into `first` is joined to what comes out of `last`: added, or behind its channels. */
  | { readonly do: 'join'; readonly first: string; readonly last: string; readonly how: 'add' | 'cat' };

/** A change that means nothing for this network. */
export class Meaningless extends Error {
  readonly reason: Phrase;
  constructor(reason: Phrase) {
    super(reason.text);
    this.reason = reason;
  }
}

export const INPUT = 'input';

type Nodes = readonly NodeSpec[];

function nodeOf(nodes: Nodes, name: string): NodeSpec {
  const node = nodes.find((each) => each.name === name);
  if (!node) throw new Meaningless(phrase('changeNoNode', { node: name }));
  return node;
}

/** Of every node, how many nodes lead to it at most. */
function depths(nodes: Nodes): ReadonlyMap<string, number> {
  const known = new Map([[INPUT, 0]]);
  for (const { name, from } of nodes) known.set(name, 1 + Math.max(...from.map((source) => known.get(source) ?? 0)));
  return known;
}

/** Of several sources the one with the most layers before it: not the skip, not the shortcut. */
export function mainSource(nodes: Nodes, node: NodeSpec): string {
  const known = depths(nodes);
  return node.from.reduce((a, b) => (known.get(b)! > known.get(a)! ? b : a));
}

const redirected = (nodes: Nodes, from: string, to: string): NodeSpec[] =>
  nodes.map((node) => ({ ...node, from: node.from.map((source) => (source === from ? to : source)) }));

/** A node behind `after`, which reads it first and perhaps others; whoever read `after` reads the node. */
function put(
  nodes: Nodes,
  { name, spec }: Omit<NodeSpec, 'from'>,
  after: string,
  others: readonly string[] = [],
): Nodes {
  const at = after === INPUT ? 0 : nodes.indexOf(nodeOf(nodes, after)) + 1;
  const moved = redirected(nodes, after, name);
  // What stands before it never read it: `after` comes first.
  return [...moved.slice(0, at), { name, spec, from: [after, ...others] }, ...moved.slice(at)];
}

/** Without the nodes that nobody reads and that are not `output`. */
function pruned(nodes: Nodes, output: string): Nodes {
  const read = new Set([output]);
  for (const node of nodes.toReversed()) if (read.has(node.name)) for (const source of node.from) read.add(source);
  return nodes.filter(({ name }) => read.has(name));
}

function taken(nodes: Nodes, name: string): Nodes {
  const node = nodeOf(nodes, name);
  if (nodes.length === 1) throw new Meaningless(phrase('changeOnly', { node: name }));
  const source = mainSource(nodes, node);
  const output = nodes.at(-1) === node ? source : nodes.at(-1)!.name;
  const rest = redirected(
    nodes.filter((each) => each !== node),
    name,
    source,
  );
  return new Set(node.from).size > 1 ? pruned(rest, output) : rest;
}

/** Whether `last` is `first`, or reads what comes of it. */
function leads(nodes: Nodes, first: string, last: string): boolean {
  const reached = new Set([first]);
  for (const { name, from } of nodes) if (from.some((source) => reached.has(source))) reached.add(name);
  return reached.has(last);
}

/** A name that no node has. */
export function freeName({ nodes }: NetworkSpec, wanted: string): string {
  const taken = new Set([INPUT, ...nodes.map(({ name }) => name)]);
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
  return name;
}

/** `Conv2d` → `conv`, `BatchNorm2d` → `norm`: what people call such a layer. */
export const usualName = (op: string): string =>
  (/Norm|Pool|Pad|Dropout|Flatten|Shuffle|Upsampl|Linear/.exec(op)?.[0] ?? op.replace(/\d.*$/, '')).toLowerCase();

/** A step as the move that it is. @throws Meaningless at the ends */
export function definite({ nodes }: NetworkSpec, change: Change): Definite {
  if (change.do !== 'step') return change;
  const node = nodeOf(nodes, change.node);
  const [source, reader] = [mainSource(nodes, node), nodes.find(({ from }) => from.includes(node.name))];
  if (change.by < 0 && source === INPUT) throw new Meaningless(phrase('changeFirst', { node: node.name }));
  if (change.by > 0 && !reader) throw new Meaningless(phrase('changeLast', { node: node.name }));
  const after = change.by < 0 ? mainSource(nodes, nodeOf(nodes, source)) : reader!.name;
  return { do: 'move', node: node.name, after };
}

/** The network after the change. @throws Meaningless */
export function changed(network: NetworkSpec, change: Definite): NetworkSpec {
  const { nodes } = network;
  return { ...network, nodes: changedNodes(network, nodes, change) };
}

function changedNodes(network: NetworkSpec, nodes: Nodes, change: Definite): Nodes {
  switch (change.do) {
    case 'insert':
      return put(nodes, { name: freeName(network, usualName(change.spec.op)), spec: change.spec }, change.after);
    case 'duplicate': {
      const { name, spec } = nodeOf(nodes, change.node);
      return put(nodes, { name: freeName(network, `${name}_copy`), spec }, name);
    }
    case 'remove':
      return taken(nodes, change.node);
    case 'move': {
      const node = nodeOf(nodes, change.node);
      if (new Set(node.from).size > 1) throw new Meaningless(phrase('changeJoinMoved', { node: node.name }));
      return put(taken(nodes, node.name), node, change.after);
    }
    default: {
      const { first, last, how } = change;
      if (!leads(nodes, first, last)) throw new Meaningless(phrase('changeNotBehind', { first, last }));
      const source = mainSource(nodes, nodeOf(nodes, first));
      const spec = joinSpec(how, how === 'cat' ? { dim: 1 } : {});
      return put(nodes, { name: freeName(network, how), spec }, last, [source]);
    }
  }
}
