/** @file What is wrong with a network's text, as a compiler prints it. */

import {
  formatProblem,
  type Lang,
  type Phrase,
  type Problem,
  type PythonNetwork,
  say,
  sayInPythonNames,
} from 'atrous-explain/read';
import { EXIT, type ExitCode, Failure } from '../failure.js';
import type { Reading } from './reading.js';
import type { Source } from './source.js';
import { refusalWords } from '../words/refusals.js';
import { networkWords } from './words.js';

/** The library's hint with PyTorch's names, and with the option that says a shape. */
function hintText(hint: Phrase, lang: Lang): string {
  const node = String(hint.values['node']);
  if (hint.id === 'hintAssumedKeeps') return networkWords(lang).assume(node, undefined);
  if (hint.id === 'hintAssumedNumber') return networkWords(lang).assume(node, '');
  if (hint.id === 'hintAssumedGives') return networkWords(lang).assume(node, String(hint.values['shape']));
  return sayInPythonNames(hint, lang);
}

/** What `--arg` can say that the text does not: an argument of the model, a name that is made elsewhere. */
function openName({ text }: Source, { message: { text: message }, from, to, hint }: Problem): string | undefined {
  const isValue = hint?.id === 'hintValueUnknown' && !/\bclass\b/.test(text);
  const value = isValue ? /^([A-Za-z_]\w*)$/.exec(String(hint.values['source'])) : null;
  const isClass = text.slice(0, from).endsWith('class ') && message.startsWith(`${text.slice(from, to)}.__init__()`);
  const missing = isClass ? / missing \d+ required positional arguments?: '(\w+)'/.exec(message) : null;
  return (missing ?? value ?? /^name '(\w+)' is not defined$/.exec(message))?.[1];
}

/** The library's hint, or the option that says what is missing. */
function hintOf(source: Source, problem: Problem, lang: Lang): string | undefined {
  const open = openName(source, problem);
  const own = problem.hint && hintText(problem.hint, lang);
  if (open === undefined || problem.hint?.id === 'didYouMean') return own;
  return [...(own === undefined ? [] : [own]), networkWords(lang).argument(open)].join(lang === 'zh' ? '' : ' ');
}

/** As a compiler prints it, the source's name before the line. */
export function problemText(source: Source, problem: Problem, lang: Lang = 'en'): string {
  const text = formatProblem(source.text, problem, { lang, hint: hintOf(source, problem, lang) });
  return `${source.label}:${/^\d/.test(text) ? '' : ' '}${text}`;
}

/** Values that PyTorch's constructors refuse are data that do not fit; anything else is a text that does not read. */
const exitCodeOf = (errors: readonly Problem[]): ExitCode =>
  errors.every(({ refused }) => refused) ? EXIT.data : EXIT.usage;

/** @throws Failure for a file in which no layer could be read */
export function refuseUnread(model: Pick<PythonNetwork, 'network' | 'problems'>, label: string, lang?: Lang): void {
  const [problem] = model.problems;
  if (model.network.nodes.length === 0 && problem)
    throw new Failure(
      EXIT.file,
      refusalWords(lang).cannotRead(label, say(problem.message, lang)),
      problem.hint && say(problem.hint, lang),
    );
}

/** The errors among the problems as one failure; undefined where there are none. */
export function mistakes(reading: Reading, problems: readonly Problem[]): Failure | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return undefined;
  const { source, options } = reading;
  const lines = errors.map((problem) => problemText(source, problem, options.lang));
  const message = [networkWords(options.lang).mistakes(errors.length), ...lines].join('\n');
  return new Failure(exitCodeOf(errors), message, undefined, { code: 'text', problems: errors, reading });
}

/** What was read with something set aside or assumed. */
export function warningTexts({ source, options }: Reading, problems: readonly Problem[]): string[] {
  return problems
    .filter(({ severity }) => severity === 'warning')
    .map((problem) => problemText(source, problem, options.lang));
}
