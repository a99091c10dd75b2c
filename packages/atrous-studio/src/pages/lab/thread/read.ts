/** @file A network's text → its spec: PyTorch source, layers alone, or what `print(model)` printed. Never run. */

import {
  looksPrinted,
  modulesOf,
  type ModulesOfText,
  parseNetwork,
  parsePrinted,
  parsePython,
  type Problem,
  stepsOf,
  toNetworkSpec,
} from 'atrous-explain';
import type { NetworkSpec, Shape } from 'atrous/spec';

export interface ReadText {
  readonly network: NetworkSpec;
  /** The modules of a class, and where they run; undefined where every layer is a module of its own. */
  readonly modules?: ModulesOfText;
  readonly problems: readonly Problem[];
}

export function readText(text: string, input: Shape): ReadText {
  if (looksPrinted(text)) {
    const { network, problems } = parsePrinted(text, { input });
    return { network, problems };
  }
  const model = parsePython(text, { input });
  if (model.network.nodes.length > 0 || model.entry !== undefined) {
    const network = stepsOf(model.network);
    return { network, modules: modulesOf(model, network), problems: model.problems };
  }
  // No model: the layers alone, in the order in which they are written.
  const { nodes, problems } = parseNetwork(text);
  return { network: toNetworkSpec(nodes), problems };
}
