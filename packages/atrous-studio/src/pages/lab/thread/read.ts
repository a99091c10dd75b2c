/** @file A network's text → its spec: PyTorch source, layers alone, or what `print(model)` printed. Never run. */

import { looksPrinted, parseNetwork, parsePrinted, parsePython, type Problem, toNetworkSpec } from 'atrous-explain';
import type { NetworkSpec, Shape } from 'atrous/spec';

export interface ReadText {
  readonly network: NetworkSpec;
  readonly problems: readonly Problem[];
}

export function readText(text: string, input: Shape): ReadText {
  if (looksPrinted(text)) return parsePrinted(text, { input });
  const model = parsePython(text, { input });
  if (model.network.nodes.length > 0 || model.entry !== undefined) return model;
  // No model: the layers alone, in the order in which they are written.
  const { nodes, problems } = parseNetwork(text);
  return { network: toNetworkSpec(nodes), problems };
}
