/** @file Edits tried out on the network. */

import type { Arg, NodeSpec } from 'atrous/spec';
import { isUsersMistake } from '../parse/bind.js';
import { walkNetwork } from '../solve/walk.js';
import { type SpecEdit, applySpecEdits, edit } from './edit.js';
import type { Graph } from './graph.js';
import type { SpecFix } from './types.js';

/** Edits of one node, those that change nothing left out. */
export function editsOf({ name, spec }: NodeSpec, changes: Readonly<Record<string, Arg>>): SpecEdit[] {
  return Object.entries(changes)
    .filter(([argument, to]) => JSON.stringify(spec.args[argument]) !== JSON.stringify(to))
    .map(([argument, to]) => edit(name, spec, argument, to));
}

/**
 * The edits as a fix: undefined where a constructor refuses them, or where the network stops no later than before although it
 * ran or came further.
 */
export function tried(graph: Graph, edits: readonly SpecEdit[]): SpecFix | undefined {
  if (edits.length === 0) return undefined;
  try {
    const after = walkNetwork(applySpecEdits(graph.network, edits), graph.input);
    const further = after.shapes.size > graph.walk.shapes.size;
    if (after.failure && !(graph.walk.failure && further)) return undefined;
    return { edits, output: after.failure ? undefined : after.output };
  } catch (error) {
    if (!isUsersMistake(error)) throw error;
    return undefined;
  }
}

/** Those of several edits that can be made. */
export function fixes(graph: Graph, ...ways: readonly (readonly SpecEdit[])[]): SpecFix[] {
  return ways.map((edits) => tried(graph, edits)).filter((fix) => fix !== undefined);
}
