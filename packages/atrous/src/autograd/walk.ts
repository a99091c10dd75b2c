/** @file Reading the tape backwards: every node once, after all that it fed. */

import type { Tensor } from '../tensor/tensor.js';
import { withGradMode } from './mode.js';
import type { Node } from './node.js';

/** Where a walk starts: a node, and the gradient of what it made. */
export interface Start {
  readonly node: Node;
  readonly grad: Tensor;
}

export interface WalkOptions {
  /** Keeps saved tensors, so that the same tape can be read again. */
  readonly retainGraph: boolean;
  /** Records the rules' own operations, so that gradients can be differentiated. */
  readonly createGraph: boolean;
  /** The sum of two gradients; an operation, since `createGraph` differentiates it. */
  readonly add: (a: Tensor, b: Tensor) => Tensor;
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
 * @param arrive hears the whole gradient of every node that it passes, hooks applied
 */
export function walk(
  starts: readonly Start[],
  targets: ReadonlySet<Node> | null,
  { retainGraph, createGraph, add }: WalkOptions,
  arrive: (node: Node, grad: Tensor) => void,
): void {
  const order = reachable(starts);
  const wanted = targets === null ? null : leading(order, targets);
  const grads = new Map<Node, Tensor>();
  const collect = (node: Node, grad: Tensor): void => {
    const before = grads.get(node);
    grads.set(node, before === undefined ? grad : add(before, grad));
  };
  withGradMode(createGraph, () => {
    for (const { node, grad } of starts) collect(node, grad);
    for (const node of order) {
      const sum = grads.get(node);
      grads.delete(node);
      if (sum === undefined || wanted?.has(node) === false) continue;
      const grad = hooked(node, sum);
      arrive(node, grad);
      if (node.isLeaf) continue;
      const needs = node.edges.map((next) => next !== null && (wanted === null || wanted.has(next)));
      if (!needs.includes(true)) continue;
      const results = node.apply(grad, needs);
      if (!retainGraph) node.release();
      node.edges.forEach((next, i) => {
        const result = results[i];
        if (needs[i] && result) collect(next!, result);
      });
    }
  });
}
