/** @file What is wrong with a network's text, as a compiler prints it. */

import { formatProblem, inPythonNames, type Problem, type PythonNetwork } from 'atrous-explain/read';
import { EXIT, type ExitCode, Failure } from '../failure.js';
import type { Reading } from './reading.js';
import type { Source } from './source.js';

/** The library's hint with PyTorch's names, and with the option that says a shape. */
const hintText = (hint: string): string =>
  inPythonNames(hint).replace(
    /as '([^']+)'\. Say the shape that it gives where that is wrong\./,
    "as '$1'. Where that is wrong: --assume $1=<sizes>",
  );

/** As a compiler prints it, the source's name before the line. */
export const problemText = ({ text, label }: Source, problem: Problem): string =>
  `${label}:${formatProblem(text, { ...problem, hint: problem.hint && hintText(problem.hint) })}`;

/** Values that PyTorch's constructors refuse are data that do not fit; anything else is a text that does not read. */
const exitCodeOf = (errors: readonly Problem[]): ExitCode =>
  errors.every(({ refused }) => refused) ? EXIT.data : EXIT.usage;

/** @throws Failure for a file in which no layer could be read */
export function refuseUnread(model: Pick<PythonNetwork, 'network' | 'problems'>, label: string): void {
  const [problem] = model.problems;
  if (model.network.nodes.length === 0 && problem)
    throw new Failure(EXIT.file, `cannot read ${label}: ${problem.message}`, problem.hint);
}

/** The errors among the problems as one failure; undefined where there are none. */
export function mistakes(reading: Reading, problems: readonly Problem[]): Failure | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return undefined;
  const { source } = reading;
  const count = errors.length === 1 ? 'is a mistake' : `are ${errors.length} mistakes`;
  const lines = errors.map((problem) => problemText(source, problem));
  const message = [`there ${count} in the network`, ...lines].join('\n');
  return new Failure(exitCodeOf(errors), message, undefined, { code: 'text', problems: errors, reading });
}

/** What was read with something set aside or assumed. */
export function warningTexts(source: Source, problems: readonly Problem[]): string[] {
  return problems.filter(({ severity }) => severity === 'warning').map((problem) => problemText(source, problem));
}
