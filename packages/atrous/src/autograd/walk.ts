/** @file Reading the tape backwards: every node once, after all that it fed. */

import type { Tensor } from '../tensor/tensor.js';
import { withGradMode } from './mode.js';
import type { Node } from './node.js';

/** Where a walk starts: a node, and the gradient of what it made. */
export interface Start {
  readonly node: Node;
  readonly grad: Tensor;
}

/** What hears of gradients on their way, to have their memory back as soon as nobody waits for them. */
export interface Passing {
  /** A rule gave these; nobody but the walk has them, unless they share storage with one of the known. */
  made(results: readonly (Tensor | null)[], known: readonly Tensor[]): void;
  /** A gradient waits at a node: `sum` is it and what waited there before. */
  arrived(sum: Tensor, grad: Tensor, before: Tensor | undefined): void;
  /** What waited at a node was used. */
  used(sum: Tensor): void;
  /** Others have it from now on. */
  shared(grad: Tensor): void;
  /** The walk is over, and the tape has let go of what rules were given beside gradients. */
  ended(): void;
}

export interface WalkOptions {
  /** Keeps saved tensors, so that the same tape can be read again. */
  readonly retainGraph: boolean;
  /** Records the rules' own operations, so that gradients can be differentiated. */
  readonly createGraph: boolean;
  /** The sum of two gradients; an operation, since `createGraph` differentiates it. */
  readonly add: (a: Tensor, b: Tensor) => Tensor;
  readonly passing: Passing | undefined;
}

/** Every node that the starts reach, the latest first: edges lead to smaller numbers, so this is an order to walk in. */
function reachable(starts: readonly Start[]): Node[] {
  const found = new Set<Node>(starts.map(({ node }) => node));
  const open = [...found];
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const next of node.edges)
      if (next !== null && !found.has(next)) {
        found.add(next);
        open.push(next);
      }
  return [...found].sort((a, b) => b.number - a.number);
}

/** The nodes from which a target can be reached, targets included. `order` has the latest first. */
function leading(order: readonly Node[], targets: ReadonlySet<Node>): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const node of [...order].reverse())
    if (targets.has(node) || node.edges.some((next) => next !== null && found.has(next))) found.add(node);
  return found;
}

function hooked(node: Node, grad: Tensor): Tensor {
  let current = grad;
  for (const hook of node.hooks) current = hook(current) ?? current;
  return current;
}

/**
 * Carries gradients from the starts towards the leaves, or towards `targets` alone.
 *
 * @param arrive hears the whole gradient of every node that it passes, hooks applied; says whether it keeps that tensor
 */
export function walk(
  starts: readonly Start[],
  targets: ReadonlySet<Node> | null,
  { retainGraph, createGraph, add, passing }: WalkOptions,
  arrive: (node: Node, grad: Tensor) => boolean,
): void {
  const order = reachable(starts);
  const wanted = targets === null ? null : leading(order, targets);
  const grads = new Map<Node, Tensor>();
  const collect = (node: Node, grad: Tensor): void => {
    const before = grads.get(node);
    const sum = before === undefined ? grad : add(before, grad);
    grads.set(node, sum);
    passing?.arrived(sum, grad, before);
  };
  withGradMode(createGraph, () => {
    for (const { node, grad } of starts) collect(node, grad);
    for (const node of order) {
      const sum = grads.get(node);
      grads.delete(node);
      if (sum === undefined || wanted?.has(node) === false) continue;
      const grad = hooked(node, sum);
      if (arrive(node, grad) || node.open || node.hooks.size > 0) passing?.shared(sum);
      const needs = node.edges.map((next) => next !== null && (wanted === null || wanted.has(next)));
      if (!node.isLeaf && needs.includes(true)) {
        const saved = node.saved();
        const results = node.rule!(grad, saved, needs);
        if (!node.open) passing?.made(results, [grad, ...saved]);
        if (!retainGraph) node.release();
        node.edges.forEach((next, i) => {
          const result = results[i];
          if (needs[i] && result) collect(next!, result);
        });
      }
      passing?.used(sum);
    }
  });
  if (!retainGraph) passing?.ended();
}
