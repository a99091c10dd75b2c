/** @file Depthwise convolutions that were written as full ones. */

import type { NodeSpec } from 'atrous/spec';
import { phrase } from '../explain/words/phrase.js';
import { editsOf, fixes } from './fix.js';
import { type Graph, axesOf, follower, isConv, predecessor } from './graph.js';
import type { Advice } from './types.js';

const NAMED = /(^|[._])(dw|dwconv|depth_?wise)/i;

const isPointwise = (node: NodeSpec | undefined): node is NodeSpec =>
  node !== undefined && isConv(node) && axesOf(node, 'kernelSize').every((k) => k === 1);

/** Between two pointwise convolutions that widen and narrow again, as in an inverted residual; a bottleneck is narrow inside. */
function isInverted(graph: Graph, node: NodeSpec): boolean {
  const [before, after] = [predecessor(graph, node), follower(graph, node.name)];
  if (!isPointwise(before) || !isPointwise(after)) return false;
  const channels = Number(node.spec.args['inChannels']);
  return channels > Number(before.spec.args['inChannels']) && channels > Number(after.spec.args['outChannels']);
}

/**
 * A convolution with as many channels out as in, all of them joined, where a depthwise one is usual: by its name, or because of
 * its neighbours.
 */
export function depthwise(graph: Graph): Advice[] {
  return graph.network.nodes.filter(isConv).flatMap((node): Advice[] => {
    const { inChannels, outChannels, groups } = node.spec.args as Record<string, number>;
    const wide = axesOf(node, 'kernelSize').some((k) => k > 1);
    if (groups !== 1 || inChannels !== outChannels || inChannels === 1 || !wide) return [];
    if (!NAMED.test(node.name) && !isInverted(graph, node)) return [];
    return [
      {
        id: 'depthwise',
        severity: 'warning',
        node: node.name,
        problem: phrase('adviceDepthwise', { node: node.name, channels: inChannels! }),
        reason: phrase('adviceDepthwiseWhy', { channels: inChannels! }),
        fixes: fixes(graph, editsOf(node, { groups: inChannels! })),
      },
    ];
  });
}
