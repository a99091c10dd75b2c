/** @file Networks compared by what they compute: names, and the order of what does not depend on each other, do not count. */

import type { Arg, NetworkSpec, NodeSpec } from 'atrous/spec';

/** How unread source was written says nothing of what it does. */
const told = (args: Readonly<Record<string, Arg>>): unknown => ({ ...args, what: undefined });

/** Gives equal nodes of any networks equal numbers. */
export class Numbering {
  readonly #numbers = new Map<string, number>();

  /** Of every node, in their order. */
  of({ nodes }: NetworkSpec): number[] {
    const known = new Map([['input', -1]]);
    return nodes.map((node) => {
      const number = this.#number(node, known);
      known.set(node.name, number);
      return number;
    });
  }

  #number({ spec, from }: NodeSpec, known: ReadonlyMap<string, number>): number {
    const key = JSON.stringify([spec.op, told(spec.args), from.map((source) => known.get(source))]);
    const number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }
}

/** Whether two networks have equal nodes and end in an equal one. */
export function isSame(a: NetworkSpec, b: NetworkSpec): boolean {
  const numbering = new Numbering();
  const [x, y] = [numbering.of(a), numbering.of(b)];
  if (x.length !== y.length || x.at(-1) !== y.at(-1)) return false;
  const sorted = y.toSorted((p, q) => p - q);
  return x.toSorted((p, q) => p - q).every((number, i) => number === sorted[i]);
}
