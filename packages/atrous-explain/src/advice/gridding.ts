/** @file Equal dilations in a row: the field has holes. */

import type { NodeSpec } from 'atrous/spec';
import { phrase } from '../explain/words/phrase.js';
import type { SpecEdit } from './edit.js';
import { editsOf, fixes } from './fix.js';
import { type Graph, axesOf, follower, isConv, predecessor } from './graph.js';
import type { Advice } from './types.js';

const key = (node: NodeSpec): string => axesOf(node, 'dilation').join();

/** A dilated convolution that keeps the grid: stride 1, more than one tap. */
function isDilated(node: NodeSpec): boolean {
  return (
    isConv(node) &&
    axesOf(node, 'stride').every((s) => s === 1) &&
    axesOf(node, 'dilation').some((d, axis) => d > 1 && axesOf(node, 'kernelSize')[axis]! > 1)
  );
}

/** Runs of two or more dilated convolutions of one dilation, with nothing but norms and activations between. */
function runs(graph: Graph): NodeSpec[][] {
  return graph.network.nodes.filter(isDilated).flatMap((first) => {
    const before = predecessor(graph, first);
    if (before && isDilated(before) && key(before) === key(first) && follower(graph, before.name) === first) return [];
    const run = [first];
    for (
      let next = follower(graph, first.name);
      next && isDilated(next) && key(next) === key(first);
      next = follower(graph, next.name)
    )
      run.push(next);
    return run.length > 1 ? [run] : [];
  });
}

/** Dilation and the padding that keeps the size; undefined where an even kernel would need half a cell. */
function redilated(node: NodeSpec, more: number): SpecEdit[] | undefined {
  const [dilation, kernel] = [axesOf(node, 'dilation'), axesOf(node, 'kernelSize')];
  const wanted = dilation.map((d) => Math.max(1, d > 1 ? d + more : d));
  const { padding } = node.spec.args;
  if (typeof padding === 'string') return editsOf(node, { dilation: wanted });
  const grown = axesOf(node, 'padding').map(
    (p, axis) => p + ((wanted[axis]! - dilation[axis]!) * (kernel[axis]! - 1)) / 2,
  );
  if (grown.some((p) => p < 0 || !Number.isInteger(p))) return undefined;
  return editsOf(node, { dilation: wanted, padding: grown });
}

/** `d−1, d, d+1` over and over: 2, 2, 2 becomes 1, 2, 3, which reaches as far and has no common factor. */
function sawtooth(run: readonly NodeSpec[]): SpecEdit[] {
  const edits = run.map((node, i) => redilated(node, (i % 3) - 1));
  return edits.includes(undefined) ? [] : edits.flatMap((list) => list!);
}

/**
 * A stack with dilations `d, d, …` reads only cells whose distance is a multiple of `d`: neighbouring outputs are made of cells
 * that have nothing to do with each other.
 *
 * @see Wang et al., "Understanding Convolution for Semantic Segmentation", 2018: hybrid dilated convolution
 */
export function gridding(graph: Graph): Advice[] {
  return runs(graph).map((run): Advice => {
    const dilation = Math.max(...axesOf(run[0]!, 'dilation'));
    return {
      id: 'gridding',
      severity: 'warning',
      node: run[0]!.name,
      problem: phrase('adviceGridding', { nodes: run.map(({ name }) => name).join(', '), dilation }),
      reason: phrase('adviceGriddingWhy', { dilation, layers: run.length }),
      fixes: fixes(graph, sawtooth(run)),
    };
  });
}
