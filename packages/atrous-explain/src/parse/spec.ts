/** @file From parsed layers to a network's spec. */

import type { NetworkSpec, NodeSpec } from 'atrous/spec';
import type { ParsedNode } from './layer-reader.js';

/** `a.b.c` → `a`, `a.b`: the modules that a layer of that name lies in. */
function owners(name: string): string[] {
  const parts = name.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** Names of layers, no two of them equal and none inside another. */
class Names {
  readonly #layers = new Set(['input']);
  readonly #owners = new Set<string>();

  #isFree(name: string): boolean {
    return !this.#layers.has(name) && !this.#owners.has(name) && !owners(name).some((owner) => this.#layers.has(owner));
  }

  /** `wanted`, or with a number behind its first part where that is taken. */
  take(wanted: string): string {
    const [, first, rest] = /^([^.]*)(.*)$/.exec(wanted)!;
    let name = wanted;
    for (let n = 2; !this.#isFree(name); n++) name = `${first}_${n}${rest}`;
    this.#layers.add(name);
    for (const owner of owners(name)) this.#owners.add(owner);
    return name;
  }
}

/**
 * The layers as a chain, each reading the one before it. A layer without a name is named by its place, as in
 * `nn.Sequential`: `0`, `1`, …; a name that is taken gets a number behind it.
 */
export function toNetworkSpec(parsed: readonly Pick<ParsedNode, 'name' | 'spec'>[]): NetworkSpec {
  const names = new Names();
  const nodes: NodeSpec[] = [];
  for (const [i, { name, spec }] of parsed.entries())
    nodes.push({ name: names.take(name ?? String(i)), spec, from: [nodes.at(-1)?.name ?? 'input'] });
  return { version: 1, nodes };
}
