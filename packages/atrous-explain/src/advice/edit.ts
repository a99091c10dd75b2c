/** @file A change of one argument of one layer, as data. */

import { type Arg, type LayerSpec, type NetworkSpec, layerSpec, snakeCase } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { phrase } from '../explain/words/phrase.js';

/** Sets `argument` of the layer at node `node`. */
export interface SpecEdit {
  readonly node: string;
  /** In camelCase, as in the spec. */
  readonly argument: string;
  readonly from: Arg;
  readonly to: Arg;
  /** `bias=True → bias=False` */
  readonly text: string;
}

function python(value: Arg): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(value);
  const list = [...value];
  if (list.length > 0 && list.every((v) => v === list[0])) return python(list[0]!);
  return `(${list.map((v) => python(v)).join(', ')})`;
}

/** An edit of a layer. */
export function edit(node: string, spec: LayerSpec, argument: string, to: Arg): SpecEdit {
  const from = spec.args[argument] ?? null;
  const name = snakeCase(argument);
  return { node, argument, from, to, text: `${name}=${python(from)} → ${name}=${python(to)}` };
}

/** The layer after an edit. @throws what its constructor throws for the new value */
function editedSpec(spec: LayerSpec, { argument, to }: SpecEdit): LayerSpec {
  return layerSpec(spec.op, [], { ...spec.args, [argument]: to });
}

/**
 * The network after edits, in their order.
 *
 * @throws QuestionError for a node that is not there; the constructor's errors
 */
export function applySpecEdits(network: NetworkSpec, edits: readonly SpecEdit[]): NetworkSpec {
  return edits.reduce((net, one) => {
    if (!net.nodes.some(({ name }) => name === one.node))
      throw new QuestionError(phrase('questionNoNode', { node: one.node }), { edit: one });
    const nodes = net.nodes.map((node) =>
      node.name === one.node ? { ...node, spec: editedSpec(node.spec, one) } : node,
    );
    return { ...net, nodes };
  }, network);
}
