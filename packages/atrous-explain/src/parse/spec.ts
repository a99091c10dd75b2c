/** @file From parsed layers to a network's spec. */

import type { NetworkSpec, NodeSpec } from 'atrous/spec';
import type { ParsedNode } from './layer-reader.js';

/**
 * The layers as a chain, each reading the one before it. A layer without a name is named by its place, as in
 * `nn.Sequential`: `0`, `1`, …; a name that is taken gets a number behind it.
 */
export function toNetworkSpec(parsed: readonly Pick<ParsedNode, 'name' | 'spec'>[]): NetworkSpec {
  const taken = new Set(['input']);
  const nodes: NodeSpec[] = [];
  parsed.forEach(({ name, spec }, i) => {
    const wanted = name ?? String(i);
    let free = wanted;
    for (let n = 2; taken.has(free); n++) free = `${wanted}_${n}`;
    taken.add(free);
    nodes.push({ name: free, spec, from: [nodes.at(-1)?.name ?? 'input'] });
  });
  return { version: 1, nodes };
}
