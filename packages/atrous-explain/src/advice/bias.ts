/** @file A bias that the norm behind it takes away again. */

import { phrase } from '../explain/words/phrase.js';
import { editsOf, fixes } from './fix.js';
import type { Graph } from './graph.js';
import type { Advice } from './types.js';

const HAS_BIAS = /^(Conv|ConvTranspose)[123]d$|^Linear$/;
/** Norms that subtract a mean of each channel by itself. */
const CENTRES = /^(BatchNorm|InstanceNorm)[123]d$/;

/**
 * `norm(Wx + b) = norm(Wx)`: the mean over a channel contains `b`, and is subtracted. Only where nothing else reads the
 * layer's output.
 */
export function biasBeforeNorm(graph: Graph): Advice[] {
  return graph.network.nodes.flatMap((node): Advice[] => {
    const readers = graph.readers(node.name);
    const [norm] = readers;
    if (!HAS_BIAS.test(node.spec.op) || node.spec.args['bias'] !== true) return [];
    if (readers.length !== 1 || !CENTRES.test(norm!.spec.op)) return [];
    return [
      {
        id: 'biasBeforeNorm',
        severity: 'note',
        node: node.name,
        problem: phrase('adviceBias', { node: node.name, norm: norm!.name }),
        reason: phrase('adviceBiasWhy', {
          count: Number(node.spec.args['outChannels'] ?? node.spec.args['outFeatures']),
        }),
        fixes: fixes(graph, editsOf(node, { bias: false })),
      },
    ];
  });
}
