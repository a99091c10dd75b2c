/** @file `atrous solve`: the settings that take one size to another, the best first, and why the others cannot. */

import { alternatives, type Alternatives, sameAsTensorFlow, say, solve, type SolveResult } from 'atrous-explain';
import { EXIT, Failure } from '../failure.js';
import { outputWidth } from '../run/wrap.js';
import { csvTable, markdownTable } from '../table/forms.js';
import { formOf } from '../words/options.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { SolveFlags } from './command.js';
import { queryOf } from './query.js';
import { answerJson, sameJson } from './json.js';
import { alternativesText, resultText, sameText } from './text.js';
import { SOLVE_WORDS } from './words.js';

/** Solutions and alternatives that are shown. */
const TOP = 5;

/** @throws Failure where the question makes no sense, or nothing fits */
export function solveCommand(flags: SolveFlags): void {
  if (flags.same) showSame(flags);
  else showSolutions(flags);
}

function showSame(flags: SolveFlags): void {
  const { k: kernel, s: stride = 1, d: dilation = 1 } = flags;
  if (kernel === undefined) throw new Failure(EXIT.usage, '--same needs the kernel size', 'For example: --same --k 3');
  const same = asked(() => sameAsTensorFlow(flags.in, { kernel, stride, dilation }), flags.lang);
  if (flags.json) printJson(sameJson(flags.in, same));
  else print(sameText(flags.in, same, flags.lang));
}

function showSolutions(flags: SolveFlags): void {
  const query = queryOf(flags);
  const result = asked(() => solve(query), flags.lang);
  const other = result.count === 0 ? asked(() => alternatives(query, flags.top ?? TOP), flags.lang) : undefined;
  printResult(result, other, flags);
  const notes = result.notes.map((note) => say(note, flags.lang)).join('\n');
  const { limits } = SOLVE_WORDS[flags.lang ?? 'en'];
  if (other) throw new Failure(EXIT.data, notes, limits, { answered: true });
}

/** Every solution as cells: its arguments, and what speaks for it and against it. */
function cells({ solutions }: SolveResult, { lang = 'en' }: SolveFlags): string[][] {
  const { separator } = SOLVE_WORDS[lang];
  return solutions.map(({ text, reasons }) => [text, reasons.map((reason) => say(reason, lang)).join(separator)]);
}

function printResult(result: SolveResult, other: Alternatives | undefined, flags: SolveFlags): void {
  const { lang = 'en', top = TOP } = flags;
  const { setting, reasons } = SOLVE_WORDS[lang];
  const form = formOf(flags);
  if (form === 'json') printJson(answerJson(result, other, lang));
  else if (form === 'csv') print(csvTable([setting, reasons], cells(result, flags)));
  else if (form === 'md')
    print(markdownTable([{ title: setting }, { title: reasons }], cells(result, flags).slice(0, top)));
  else {
    const width = outputWidth();
    print(resultText(result, { top, lang, width }));
    if (other) print(alternativesText(other, lang, width));
  }
}
