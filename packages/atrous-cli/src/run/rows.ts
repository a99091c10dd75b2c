/** @file What there is to say of one step of a run: what it reads, and how its sizes follow. */

import { isLayer } from 'atrous-explain';
import { explain, type Explanation } from 'atrous-explain';
import type { NetworkSpec, TraceRow } from 'atrous/spec';

/** What steps read, by their names: of those alone that do not read the one before. */
export type Sources = ReadonlyMap<string, readonly string[]>;

export function sourcesIn({ nodes }: NetworkSpec): Sources {
  const before = (i: number): string => nodes[i - 1]?.name ?? 'input';
  const others = nodes.filter(({ from }, i) => from.length !== 1 || from[0] !== before(i));
  return new Map(others.map(({ name, from }) => [name, from]));
}

/** The layer, and what it reads where that is not the step before: `add  ← conv, input`. */
export function stepText({ name, layer }: Pick<TraceRow, 'name' | 'layer'>, sources: Sources): string {
  const from = sources.get(name);
  return from === undefined ? layer : `${layer}  ← ${from.join(', ')}`;
}

/** How the sizes of a step follow; undefined for functions of tensors, which are no layers. */
export const explained = (row: TraceRow): Explanation | undefined =>
  isLayer(row) ? explain(row.spec, row.inputs[0]!) : undefined;
