/** @file Transposed convolutions whose marks overlap unevenly. */

import type { NodeSpec, Shape } from 'atrous/spec';
import { phrase } from '../explain/words/phrase.js';
import { solve } from '../solve/solve.js';
import { editsOf, fixes } from './fix.js';
import { type Graph, axesOf, isTransposed } from './graph.js';
import type { SpecEdit } from './edit.js';
import type { Advice } from './types.js';

/**
 * How many taps reach each phase of the output, `o mod s`: tap `t` reaches phase `d·t mod s`. Interior cells only; padding
 * turns the list round.
 */
export function tapsPerPhase(kernel: number, stride: number, dilation: number): number[] {
  const counts = Array.from({ length: stride }, () => 0);
  for (let tap = 0; tap < kernel; tap++) counts[(tap * dilation) % stride]! += 1;
  return counts;
}

/** The same sizes with a kernel that the stride divides, as near to this one as there is. */
function divisible(node: NodeSpec, input: Shape, output: Shape): SpecEdit[] {
  const stride = axesOf(node, 'stride');
  const rank = stride.length;
  const kernel = axesOf(node, 'kernelSize');
  const { solutions } = solve({
    op: 'convTranspose',
    input: input.slice(-rank),
    output: output.slice(-rank),
    fixed: { stride, kernel: kernel.map((k, axis) => Math.ceil(k / stride[axis]!) * stride[axis]!), dilation: 1 },
    shared: false,
  });
  const [best] = solutions;
  if (!best) return [];
  return editsOf(node, {
    kernelSize: best.kernel,
    padding: best.padding,
    outputPadding: best.outputPadding,
    dilation: best.dilation,
  });
}

/** Kernels that the stride does not divide: some cells of the output get more products than their neighbours. */
export function unevenTransposed(graph: Graph): Advice[] {
  return graph.network.nodes.filter(isTransposed).flatMap((node): Advice[] => {
    const [kernel, stride, dilation] = ['kernelSize', 'stride', 'dilation'].map((name) => axesOf(node, name));
    const axis = kernel!.findIndex((k, i) => new Set(tapsPerPhase(k, stride![i]!, dilation![i]!)).size > 1);
    const shape = graph.walk.shapes.get(node.from[0]!);
    const output = graph.walk.shapes.get(node.name);
    if (axis < 0 || !shape || !output) return [];
    const counts = tapsPerPhase(kernel![axis]!, stride![axis]!, dilation![axis]!);
    return [
      {
        id: 'unevenTransposed',
        severity: 'warning',
        node: node.name,
        problem: phrase('adviceUneven', { node: node.name, kernel: kernel![axis]!, stride: stride![axis]! }),
        reason: phrase('adviceUnevenWhy', { least: Math.min(...counts), most: Math.max(...counts) }),
        fixes: fixes(graph, divisible(node, shape, output)),
      },
    ];
  });
}
