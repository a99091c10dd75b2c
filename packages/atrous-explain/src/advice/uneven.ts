/** @file Transposed convolutions whose marks overlap unevenly. */

import type { NodeSpec, Shape } from 'atrous/spec';
import { tapsPerPhase } from '../checker/overlap.js';
import { divisibleSpec } from '../checker/remedies.js';
import { phrase } from '../explain/words/phrase.js';
import { editsOf, fixes } from './fix.js';
import { type Graph, axesOf, isTransposed } from './graph.js';
import type { SpecEdit } from './edit.js';
import type { Advice } from './types.js';

/** The same sizes with a kernel that the stride divides. */
function divisible(node: NodeSpec, input: Shape): SpecEdit[] {
  const spec = divisibleSpec(node.spec, input);
  return spec ? editsOf(node, spec.args) : [];
}

/** Kernels that the stride does not divide: some cells of the output get more products than their neighbours. */
export function unevenTransposed(graph: Graph): Advice[] {
  return graph.network.nodes.filter(isTransposed).flatMap((node): Advice[] => {
    const [kernel, stride, dilation] = ['kernelSize', 'stride', 'dilation'].map((name) => axesOf(node, name));
    const axis = kernel!.findIndex((k, i) => new Set(tapsPerPhase(k, stride![i]!, dilation![i]!)).size > 1);
    const shape = graph.walk.shapes.get(node.from[0]!);
    if (axis < 0 || !shape || !graph.walk.shapes.has(node.name)) return [];
    const counts = tapsPerPhase(kernel![axis]!, stride![axis]!, dilation![axis]!);
    return [
      {
        id: 'unevenTransposed',
        severity: 'warning',
        node: node.name,
        problem: phrase('adviceUneven', { node: node.name, kernel: kernel![axis]!, stride: stride![axis]! }),
        reason: phrase('adviceUnevenWhy', { least: Math.min(...counts), most: Math.max(...counts) }),
        fixes: fixes(graph, divisible(node, shape)),
      },
    ];
  });
}
