/** @file Explanations as text and as LaTeX. */

import type { Explanation } from './explain.js';
import type { AxisExplanation, Operator, Step, Token } from './tokens.js';

export interface RenderOptions {
  /** Only ASCII: `floor(...)`, `*`, `-`. Default false: `⌊…⌋`, `·`, `−`. */
  readonly ascii?: boolean | undefined;
}

const ASCII: Readonly<Record<Operator, string>> = {
  '+': '+',
  '−': '-',
  '·': '*',
  '/': '/',
  '=': '=',
  '<': '<',
  '≥': '>=',
  '(': '(',
  ')': ')',
  '⌊': 'floor(',
  '⌋': ')',
  '⌈': 'ceil(',
  '⌉': ')',
};

const LATEX: Readonly<Partial<Record<Operator, string>>> = {
  '−': '-',
  '·': '\\cdot ',
  '≥': '\\ge ',
  '⌊': '\\left\\lfloor ',
  '⌋': '\\right\\rfloor ',
  '⌈': '\\left\\lceil ',
  '⌉': '\\right\\rceil ',
};

/** A number as it stands in a formula; costs are grouped in threes. A negative one after a sign gets brackets. */
function numberText(value: number, grouped: boolean, before: Token | undefined): string {
  const [whole, fraction] = String(Math.abs(value)).split('.') as [string, string?];
  const digits = grouped ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',') : whole;
  const text = fraction === undefined ? digits : `${digits}.${fraction}`;
  if (value >= 0) return text;
  const isFirst = before === undefined || (before.kind === 'op' && before.op === '=');
  return isFirst ? `−${text}` : `(−${text})`;
}

/** Thousands are set apart where numbers are large by nature. */
const isGrouped = (step: Step): boolean => step.id === 'parameters' || step.id === 'macs';

/** Whether a step ends in words or is a lone number: then there is no `= value` to add. */
function isComplete({ tokens }: Step): boolean {
  return tokens.length === 1 || tokens.at(-1)?.kind === 'text';
}

/** One step on one line: `⌊(304 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152`. */
export function renderStep(step: Step, options: RenderOptions = {}): string {
  const { ascii = false } = options;
  let text = '';
  step.tokens.forEach((token, i) => {
    if (token.kind === 'text') text += token.text;
    else if (token.kind === 'op') {
      const sign = ascii ? ASCII[token.op] : token.op;
      text += token.spaced ? ` ${sign} ` : sign;
    } else text += numberText(token.value, isGrouped(step), step.tokens[i - 1]);
  });
  if (!isComplete(step)) text += ` = ${numberText(step.value, isGrouped(step), undefined)}`;
  return ascii ? text.replaceAll('−', '-') : text;
}

/** One step as LaTeX. */
export function renderLatex(step: Step): string {
  let text = '';
  step.tokens.forEach((token, i) => {
    if (token.kind === 'text') text += `\\text{${token.text}}`;
    else if (token.kind === 'op') text += LATEX[token.op] ?? token.op;
    else text += latexNumber(token.value, isGrouped(step), step.tokens[i - 1]);
  });
  return isComplete(step) ? text : `${text} = ${latexNumber(step.value, isGrouped(step), undefined)}`;
}

function latexNumber(value: number, grouped: boolean, before: Token | undefined): string {
  return numberText(value, grouped, before).replaceAll('−', '-').replaceAll(',', '{,}');
}

/** Space between a formula and the notes beside it. */
const GAP = '     ';

/** The lines of one axis: its name, its steps below each other, its notes beside the last one. */
function axisLines({ axis, steps, notes }: AxisExplanation, width: number, options: RenderOptions): string[] {
  return steps.map((step, i) => {
    const name = i === 0 ? axis : '';
    const beside = i === steps.length - 1 ? notes.map((note) => note.text).join('; ') : '';
    return ` ${name.padEnd(width)}  ${renderStep(step, options)}${beside && GAP + beside}`;
  });
}

function costLine({ parameters, macs }: Explanation, options: RenderOptions): string[] {
  const parts: string[] = [];
  if (parameters) parts.push(`params  ${renderStep(parameters, options)}`);
  if (macs) {
    const adds = macs.macs.withBias - macs.macs.nominal;
    const bias = adds > 0 ? ` (+ ${numberText(adds, true, undefined)} bias adds)` : '';
    parts.push(`MACs  ${renderStep(macs, options)}${bias}`);
  }
  return parts.length === 0 ? [] : [` ${parts.join('      ')}`];
}

/** The whole explanation, a line per step:
 *
 *      H  ⌊(304 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152     1 padded row unread
 *      W  ⌊(228 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊227/2⌋ + 1 = 114     1 padded column unread
 *      params  64·3·7·7 = 9,408      MACs  9,408·152·114 = 163,021,824
 *
 * A refused input gives PyTorch's message and what to do. A layer that changes no size and has no parameters: no text.
 */
export function renderText(explanation: Explanation, options: RenderOptions = {}): string {
  const { refusal, axes } = explanation;
  if (refusal) return [refusal.message, ...refusal.hints].join('\n');
  const width = Math.max(0, ...axes.map(({ axis }) => axis.length));
  return [...axes.flatMap((axis) => axisLines(axis, width, options)), ...costLine(explanation, options)].join('\n');
}
