/** @file A network's text → its spec: PyTorch source, layers alone, or what `print(model)` printed. Never run. */

import {
  formatProblem,
  inPythonNames,
  looksPrinted,
  parseNetwork,
  parsePrinted,
  parsePython,
  type Problem,
  toNetworkSpec,
} from 'atrous-explain';
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

/** What is told of a problem: where it stands, and the line with marks under the place. */
export interface ToldProblem extends Pick<Problem, 'severity' | 'message' | 'hint' | 'line' | 'from' | 'to'> {
  readonly shown: string;
}

export const told = (text: string, problem: Problem): ToldProblem => ({
  severity: problem.severity,
  message: problem.message,
  hint: problem.hint === undefined ? undefined : inPythonNames(problem.hint),
  line: problem.line,
  from: problem.from,
  to: problem.to,
  shown: formatProblem(text, problem),
});
