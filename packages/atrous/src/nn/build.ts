/** @file From specs to modules that run, and back. */

import { NotSupportedError } from '../errors.js';
import { isJoin } from '../geometry/join-args.js';
import { validateNetwork } from '../geometry/network-spec.js';
import { classRule, validateSpec } from '../geometry/layer-spec.js';
import type { Arg, LayerSpec, NetworkSpec, NodeSpec } from '../geometry/types.js';
import { Sequential } from './container.js';
import { Layer } from './layer.js';
import * as layers from './layers.js';
import type { Module, TensorModule } from './module.js';
import { Network } from './network.js';

type LayerClass = (new (...args: readonly unknown[]) => Layer) & { readonly op: string };

let classes: ReadonlyMap<string, LayerClass> | undefined;

/** Every layer class, by PyTorch's name. */
export function layerClasses(): ReadonlyMap<string, LayerClass> {
  classes ??= new Map(Object.values(layers as unknown as Record<string, LayerClass>).map((made) => [made.op, made]));
  return classes;
}

/**
 * The runnable module of a spec, with fresh weights: a layer; or of a network a `Sequential`, where every node reads the one
 * before, and else a `Network`.
 *
 * @throws ArgumentError for what is no valid spec
 */
export function build(spec: LayerSpec | NetworkSpec): TensorModule {
  return 'nodes' in spec ? buildNetwork(validateNetwork(spec)) : buildLayer(validateSpec(spec));
}

function buildLayer({ op, args }: LayerSpec): Layer & TensorModule {
  const { args: rules } = classRule(op);
  const made = layerClasses().get(op)!;
  const required = rules.filter((rule) => rule.default === undefined).map(({ name }) => name);
  const options = Object.entries(args).filter(([name]) => !required.includes(name));
  const positional: (Arg | object)[] = required.map((name) => args[name]!);
  if (options.length > 0) positional.push(Object.fromEntries(options));
  return new made(...positional) as Layer & TensorModule;
}

/** Whether every node reads the one before and all names are plain. */
function isChain({ nodes }: NetworkSpec): boolean {
  return nodes.every(
    ({ name, spec, from }, i) =>
      !isJoin(spec.op) && !name.includes('.') && from.length === 1 && from[0] === (nodes[i - 1]?.name ?? 'input'),
  );
}

function buildNetwork(spec: NetworkSpec): TensorModule {
  const made = new Map<string, Module>();
  for (const node of spec.nodes) if (!isJoin(node.spec.op)) made.set(node.name, buildLayer(node.spec));
  return isChain(spec) ? new Sequential(made) : new Network(spec, made);
}

/**
 * The spec of a module: of a layer its own, of a `Sequential` or a `Network` the network, with those inside written out under
 * dotted names.
 *
 * @throws NotSupportedError for a module with a `forward` of its own, which nothing describes
 */
export function describe(module: Layer): LayerSpec;
export function describe(module: Sequential | Network): NetworkSpec;
export function describe(module: Module): LayerSpec | NetworkSpec;
export function describe(module: Module): LayerSpec | NetworkSpec {
  if (module instanceof Layer) return describeLayer(module);
  const nodes: NodeSpec[] = [];
  inline(module, '', ['input'], nodes);
  return { version: 1, nodes };
}

const unknown = (module: Module): NotSupportedError =>
  new NotSupportedError(`${module.typeName()} cannot be described: only its code says what it computes`, {
    hint: 'Layers, Sequential and the networks of nn.build can.',
  });

/** A class of the library itself, whose `forward` is known. */
const isOwnClass = (module: Module): boolean => Object.hasOwn(module.constructor, 'op');

/** The spec, with the type that the parameters have by now. */
function describeLayer(layer: Layer): LayerSpec {
  if (!isOwnClass(layer)) throw unknown(layer);
  const { op, args } = layer.spec;
  const [held] = [...layer.parameters(), ...layer.buffers()];
  return held === undefined || !('dtype' in args) ? layer.spec : { op, args: { ...args, dtype: held.dtype } };
}

/** Writes the nodes of `module` behind `nodes`; gives the name of its output. */
function inline(module: Module, name: string, from: readonly string[], nodes: NodeSpec[]): string {
  const inside = (child: string): string => (name === '' ? child : `${name}.${child}`);
  if (module instanceof Layer) {
    nodes.push({ name, spec: describeLayer(module), from });
    return name;
  }
  if (!isOwnClass(module)) throw unknown(module);
  if (module instanceof Sequential) {
    let last = from[0]!;
    for (const [key, child] of module.namedChildren({ removeDuplicate: false }))
      last = inline(child, inside(key), [last], nodes);
    return last;
  }
  if (!(module instanceof Network)) throw unknown(module);
  const outputs = new Map([['input', from[0]!]]);
  for (const node of module.spec.nodes) {
    const sources = node.from.map((source) => outputs.get(source)!);
    if (isJoin(node.spec.op)) nodes.push({ ...node, name: inside(node.name), from: sources });
    else inline(module.getSubmodule(node.name), inside(node.name), sources, nodes);
    outputs.set(node.name, inside(node.name));
  }
  return outputs.get(module.spec.nodes.at(-1)?.name ?? 'input')!;
}
