/** @file Pools whose stride was left to its default, the kernel. */

import type { NodeSpec } from 'atrous/spec';
import { phrase } from '../explain/words/phrase.js';
import { editsOf, fixes } from './fix.js';
import { type Graph, axesOf } from './graph.js';
import type { Advice } from './types.js';

const POOL = /^(MaxPool|AvgPool|LPPool)[123]d$/;

/** Says whether an argument stands in the source; for networks that were read from one. */
export type IsWritten = (node: string, argument: string) => boolean;

/** A spec does not tell a default from the same value written out; a window of 3 or more, or a padded one, is suspicious. */
function isSuspicious(node: NodeSpec, output: readonly number[], isWritten: IsWritten | undefined): boolean {
  if (isWritten?.(node.name, 'stride') === true) return false;
  const kernel = axesOf(node, 'kernelSize');
  const stride = node.spec.args['stride'] === null ? kernel : axesOf(node, 'stride');
  const padded = node.spec.args['padding'] !== undefined && axesOf(node, 'padding').some((p) => p > 0);
  const odd = kernel.every((k) => k >= 3 && k % 2 === 1);
  // One window over the whole input has no second one to step to.
  return kernel.join() === stride.join() && (odd || padded) && output.some((size) => size > 1);
}

/** With the padding that keeps the size, stride 1 was meant; otherwise most likely 2. */
function meant(node: NodeSpec): number {
  const kernel = axesOf(node, 'kernelSize');
  const padding = node.spec.args['padding'] === undefined ? [0] : axesOf(node, 'padding');
  return kernel.every((k, axis) => 2 * (padding[axis] ?? padding[0]!) === k - 1 && k > 1) ? 1 : 2;
}

/** `MaxPool2d(3)` steps by 3: PyTorch's default stride is the kernel, unlike a convolution's. */
export function poolStride(graph: Graph, isWritten?: IsWritten): Advice[] {
  return graph.network.nodes.flatMap((node): Advice[] => {
    if (!POOL.test(node.spec.op)) return [];
    const rank = Number(node.spec.op.at(-2));
    const output = graph.walk.shapes.get(node.name)?.slice(-rank);
    if (!output || !isSuspicious(node, output, isWritten)) return [];
    const kernel = Math.max(...axesOf(node, 'kernelSize'));
    return [
      {
        id: 'poolStride',
        severity: 'note',
        node: node.name,
        problem: phrase('advicePoolStride', { node: node.name, kernel }),
        reason: phrase('advicePoolStrideWhy'),
        fixes: fixes(graph, editsOf(node, { stride: meant(node) })),
      },
    ];
  });
}
