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

/** What `--arg` can say that the text does not: an argument of the model, a name that is made elsewhere. */
function openName({ text }: Source, { message, from, to, hint = '' }: Problem): string | undefined {
  const value = /\bclass\b/.test(text) ? null : /^The value of ([A-Za-z_]\w*) is not known\.$/.exec(hint);
  const isClass = text.slice(0, from).endsWith('class ') && message.startsWith(`${text.slice(from, to)}.__init__()`);
  const missing = isClass ? / missing \d+ required positional arguments?: '(\w+)'/.exec(message) : null;
  return (missing ?? value ?? /^name '(\w+)' is not defined$/.exec(message))?.[1];
}

/** The library's hint, or the option that says what is missing. */
function hintOf(source: Source, problem: Problem): string | undefined {
  const open = openName(source, problem);
  const own = problem.hint && hintText(problem.hint);
  if (open === undefined || own?.includes('Did you mean')) return own;
  return [...(own === undefined ? [] : [own]), `--arg ${open}=<value> gives it a value.`].join(' ');
}

/** As a compiler prints it, the source's name before the line. */
export const problemText = (source: Source, problem: Problem): string =>
  `${source.label}:${formatProblem(source.text, { ...problem, hint: hintOf(source, problem) })}`.replace(
    /^(.*?):(error|warning):/,
    '$1: $2:',
  );

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
