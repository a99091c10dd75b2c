/** @file Networks as plain JSON: made and checked. */

import { ArgumentError } from '../errors.js';
import { isJoin, JOIN_ARGS } from './join-args.js';
import { bindArgs, checkRecord, classRule, layerSpec, specParts } from './layer-spec.js';
import { nearest } from './nearest.js';
import type { Arg, LayerSpec, NetworkSpec, NodeSpec } from './types.js';

/** The name by which nodes read the network's input. */
export const INPUT = 'input';

export const refuse = (message: string, fields: Record<string, unknown>, hint?: string): ArgumentError =>
  new ArgumentError(message, { fields, hint });

/** A function that is no layer: `joinSpec('cat', { dim: 1 })`, `joinSpec('view', { sizes: 'a[0], -1' })`. @throws ArgumentError as `layerSpec` does */
export function joinSpec(op: string, options: Readonly<Record<string, Arg>> = {}): LayerSpec {
  if (!isJoin(op)) throw refuse(`'${op}' joins nothing`, { op }, `The joins are ${Object.keys(JOIN_ARGS).join(', ')}.`);
  return { op, args: bindArgs(op, JOIN_ARGS[op]!, [], options) };
}

/** Layers one after the other, named as Sequential names them: `'0'`, `'1'`, … */
export function chain(specs: readonly LayerSpec[]): NetworkSpec {
  const nodes = specs.map((spec, i) => ({ name: String(i), spec, from: [i === 0 ? INPUT : String(i - 1)] }));
  return { version: 1, nodes };
}

/** How many tensors a node reads; 0 for as many as it likes. */
function arity({ op }: LayerSpec): number {
  if (isJoin(op)) return 0;
  return classRule(op).second === undefined ? 1 : 2;
}

/** The numbers of the nodes that each node reads; −1 is the input. @throws ArgumentError */
export function sources(nodes: readonly NodeSpec[]): number[][] {
  const known = new Map([[INPUT, -1]]);
  return nodes.map(({ name, spec, from }, index) => {
    const numbers = from.map((source) => {
      const number = known.get(source);
      if (number !== undefined) return number;
      const meant = nearest(source, known.keys());
      const hint = meant === undefined ? 'A node reads earlier nodes.' : `Did you mean \`${meant}\`?`;
      throw refuse(`node '${name}' reads '${source}', which is no earlier node`, { name, source }, hint);
    });
    const wanted = arity(spec);
    if (numbers.length === 0 || (wanted > 0 && numbers.length !== wanted))
      throw refuse(`node '${name}' reads ${numbers.length} tensors, but ${spec.op} takes ${wanted || 'at least 1'}`, {
        name,
        from,
      });
    if (known.has(name)) throw refuse(`the name '${name}' is taken`, { name }, 'Every node needs a name of its own.');
    known.set(name, index);
    return numbers;
  });
}

function validateNode(json: unknown, index: number): NodeSpec {
  const what = `node ${index}`;
  const { name, spec, from } = checkRecord(what, json, ['name', 'spec', 'from']);
  if (typeof name !== 'string' || !Array.isArray(from) || !from.every((source) => typeof source === 'string'))
    throw refuse(`${what} must have a string 'name' and a list of names 'from'`, { name, from });
  const { op, args } = specParts(spec);
  return { name, spec: isJoin(op) ? joinSpec(op, args) : layerSpec(op, [], args), from: [...from] };
}

/**
 * A network from outside: every layer checked as a call would be, names unique, nodes reading earlier nodes only.
 *
 * @throws ArgumentError for anything else; the constructors' errors
 */
export function validateNetwork(json: unknown): NetworkSpec {
  const { version, nodes } = checkRecord('network', json, ['version', 'nodes']);
  if (version !== 1)
    throw refuse(
      `version ${JSON.stringify(version)} of a network is unknown`,
      { version },
      'This library reads version 1.',
    );
  if (!Array.isArray(nodes)) throw refuse("network must have a list 'nodes'", { nodes });
  const network: NetworkSpec = { version, nodes: nodes.map(validateNode) };
  sources(network.nodes);
  return network;
}
