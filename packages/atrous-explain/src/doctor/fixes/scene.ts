/** @file What an idea for a change looks at, and the changes that ideas are made of. */

import { type Arg, type NodeSpec, type Shape, type TraceRow, snakeCase } from 'atrous/spec';
import type { PythonNetwork } from '../../parse/module/index.js';
import { type Edit, setArgument, wrapArgument } from '../edits.js';
import { type Phrase, phrase } from '../../explain/words/phrase.js';

/** A change that is worth trying. */
export interface Candidate {
  readonly title: Phrase;
  readonly edits: readonly Edit[];
}

/** Everything that an idea can look at. */
export interface Scene {
  readonly text: string;
  readonly model: PythonNetwork;
  readonly rows: readonly TraceRow[];
  readonly node: NodeSpec;
  readonly inputs: readonly Shape[];
}

export type Idea = (scene: Scene) => readonly (Candidate | undefined)[];

const value = (arg: Arg): string =>
  Array.isArray(arg) ? (new Set(arg).size === 1 ? String(arg[0]) : `(${arg.join(', ')})`) : String(arg);

/** `in_features=256 in fc1` */
export const settingIn = (node: string, name: string, to: Arg): Phrase =>
  phrase('fixSet', { setting: `${snakeCase(name)}=${String(to)}`, node });

/** An argument of a node's layer set to a value. */
export function set(scene: Scene, node: string, name: string, to: Arg): Candidate | undefined {
  const declaration = scene.model.origins.get(node)?.declaration;
  if (
    !declaration ||
    (declaration.arguments.length === 0 && !scene.text.slice(declaration.from, declaration.to).endsWith('()'))
  )
    return undefined;
  const text = to === true ? 'True' : to === false ? 'False' : value(to);
  const edit = setArgument(scene.text, declaration, name, snakeCase(name), text);
  return { title: settingIn(node, name, text), edits: [edit] };
}

export const both = (title: Phrase, ...parts: readonly (Candidate | undefined)[]): Candidate | undefined =>
  parts.every((part) => part !== undefined) ? { title, edits: parts.flatMap(({ edits }) => edits) } : undefined;

/** The call of a node in `forward` with its argument wrapped. */
export function wrap(
  scene: Scene,
  node: string,
  title: Phrase,
  around: (source: string) => string,
): Candidate | undefined {
  const call = scene.model.origins.get(node)?.call;
  const edit = call && wrapArgument(scene.text, call, around);
  return edit && { title, edits: [edit] };
}

export const nodeOf = ({ model }: Scene, name: string): NodeSpec | undefined =>
  model.network.nodes.find((node) => node.name === name);

/** The nodes that lead to `name` one by one, nearest first. */
export function* before(scene: Scene, name: string): Generator<NodeSpec> {
  let node = nodeOf(scene, name);
  for (let steps = 0; node && steps < 200; steps++) {
    node = nodeOf(scene, node.from[0]!);
    if (node) yield node;
  }
}

/** An argument that is one number or one per axis, as one per axis. */
export const list = (arg: Arg | undefined, rank: number): number[] =>
  typeof arg === 'number' ? Array<number>(rank).fill(arg) : Array.isArray(arg) ? (arg as number[]) : [];
