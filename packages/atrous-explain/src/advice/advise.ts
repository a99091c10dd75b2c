/** @file All advice about a network. */

import type { NetworkSpec, Shape } from 'atrous/spec';
import { biasBeforeNorm } from './bias.js';
import { channelsThatDoNotChain } from './channels.js';
import { depthwise } from './depthwise.js';
import { graphOf } from './graph.js';
import { gridding } from './gridding.js';
import { type IsWritten, poolStride } from './pool-stride.js';
import type { Advice } from './types.js';
import { skippedCells, unreadCells } from './unread.js';
import { unevenTransposed } from './uneven.js';

export interface AdviseOptions {
  /**
   * Whether an argument stands in the source that the network was read from. Without it, a pool whose stride is its kernel is
   * mentioned where that is unusual.
   */
  readonly isWritten?: IsWritten | undefined;
}

const SEVERITY = { error: 0, warning: 1, note: 2 } as const;

/**
 * What could be better in a network, for one input: errors first, then warnings and notes, each with its reason and with
 * edits that were tried out. Never throws because of sizes; what lies behind the first error is judged as far as it can be.
 */
export function advise(network: NetworkSpec, input: Shape, options: AdviseOptions = {}): Advice[] {
  const graph = graphOf(network, input);
  const all = [
    ...channelsThatDoNotChain(graph),
    ...biasBeforeNorm(graph),
    ...unevenTransposed(graph),
    ...gridding(graph),
    ...depthwise(graph),
    ...unreadCells(graph),
    ...skippedCells(graph),
    ...poolStride(graph, options.isWritten),
  ];
  const places = new Map(network.nodes.map(({ name }, place) => [name, place]));
  return all.sort((a, b) => SEVERITY[a.severity] - SEVERITY[b.severity] || places.get(a.node)! - places.get(b.node)!);
}
