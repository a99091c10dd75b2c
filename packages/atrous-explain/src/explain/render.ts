/** @file Explanations as text and as LaTeX. */

import { hasChoice } from './back.js';
import type { MacsExplanation } from './cost.js';
import type { Explanation } from './explain.js';
import { refusalHints } from './refusal.js';
import type { AxisExplanation, Operator, Step, Token } from './tokens.js';
import { type Lang, type Phrase, phrase, say } from './words/phrase.js';
import type { WordId } from './words/ids.js';

export interface RenderOptions {
  /** Only ASCII: `floor(...)`, `*`, `-`. Default false: `⌊…⌋`, `·`, `−`. */
  readonly ascii?: boolean | undefined;
  /** Default English. PyTorch's own messages stay as they are. */
  readonly lang?: Lang | undefined;
  /** Every number on the way too, and memory, receptive field, weight layout and the other conventions. Default false. */
  readonly detail?: boolean | undefined;
  /** Which multiply-accumulates the cost line counts. Default nominal, the additions of the bias told beside them. */
  readonly macs?: 'nominal' | 'bias' | 'effective' | undefined;
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
  '×': 'x',
  '→': '->',
};

const LATEX: Readonly<Partial<Record<Operator, string>>> = {
  '−': '-',
  '·': '\\cdot ',
  '≥': '\\ge ',
  '⌊': '\\left\\lfloor ',
  '⌋': '\\right\\rfloor ',
  '⌈': '\\left\\lceil ',
  '⌉': '\\right\\rceil ',
  '×': '\\times ',
  '→': '\\to ',
};

/** A number as it stands in a formula; costs are grouped in threes. A negative one after a sign gets brackets. */
export function numberText(value: number, grouped: boolean, before: Token | undefined): string {
  const [whole, fraction] = String(Math.abs(value)).split('.') as [string, string?];
  const digits = grouped ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',') : whole;
  const text = fraction === undefined ? digits : `${digits}.${fraction}`;
  if (value >= 0) return text;
  const isFirst = before === undefined || (before.kind === 'op' && before.op === '=');
  return isFirst ? `−${text}` : `(−${text})`;
}

/** Thousands are set apart where numbers are large by nature. */
export const isGrouped = ({ id }: Step): boolean => GROUPED.has(id);

const GROUPED: ReadonlySet<string> = new Set([
  'parameters',
  'macs',
  'macsWithBias',
  'macsEffective',
  'activation',
  'parameterBytes',
  'peak',
]);

/** What a text token says. */
export const textOf = (token: Token & { readonly kind: 'text' }, lang: Lang = 'en'): string =>
  token.phrase ? say(token.phrase, lang) : token.text;

/** Whether a step ends in words or is a lone number: then there is no `= value` to add. */
export function isComplete({ tokens }: Step): boolean {
  return tokens.length === 1 || tokens.at(-1)?.kind === 'text';
}

/** One step on one line: `⌊(304 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152`. */
export function renderStep(step: Step, options: RenderOptions = {}): string {
  const { ascii = false, lang } = options;
  let text = '';
  step.tokens.forEach((token, i) => {
    if (token.kind === 'text') text += textOf(token, lang);
    else if (token.kind === 'op') {
      const sign = ascii ? ASCII[token.op] : token.op;
      text += token.spaced ? ` ${sign} ` : sign;
    } else text += numberText(token.value, isGrouped(step), step.tokens[i - 1]);
  });
  if (!isComplete(step)) text += ` = ${numberText(step.value, isGrouped(step), undefined)}`;
  return ascii ? text.replaceAll('−', '-').replaceAll('×', 'x') : text;
}

/** One step as LaTeX. */
export function renderLatex(step: Step, lang: Lang = 'en'): string {
  let text = '';
  step.tokens.forEach((token, i) => {
    if (token.kind === 'text') text += `\\text{${textOf(token, lang).replaceAll('_', '\\_')}}`;
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

/** `H`, `W`: letters as PyTorch writes them; features, which have none, are called so. */
export const axisLabel = (axis: string, lang?: Lang): string =>
  axis === 'features' ? say(phrase('nameFeatures'), lang) : axis;

/** The lines of one axis: its name, its steps below each other, its notes beside the last one. */
function axisLines({ axis, steps, notes, details }: AxisExplanation, width: number, options: RenderOptions): string[] {
  const { lang, detail = false } = options;
  const lines = steps.map((step, i) => {
    const name = i === 0 ? axisLabel(axis, lang) : '';
    const beside = i === steps.length - 1 ? notes.map((note) => say(note, lang)).join(lang === 'zh' ? '；' : '; ') : '';
    return ` ${name.padEnd(width)}  ${renderStep(step, options)}${beside && GAP + beside}`;
  });
  return detail ? [...lines, ...details.map((step) => ` ${''.padEnd(width)}    ${labelled(step, options)}`)] : lines;
}

const LABELS: Readonly<Partial<Record<Step['id'], WordId>>> = {
  span: 'labelSpan',
  padded: 'labelPadded',
  slack: 'labelSlack',
  quotient: 'labelQuotient',
  remainder: 'labelRemainder',
  unread: 'labelUnread',
  parameters: 'labelParameters',
  macs: 'labelMacs',
  macsWithBias: 'labelMacsWithBias',
  macsEffective: 'labelMacsEffective',
  field: 'labelField',
  back: 'labelBack',
  activation: 'labelActivation',
  parameterBytes: 'labelParameterBytes',
  peak: 'labelPeak',
};

/** What a step is about; undefined for steps that stand beside their axis. */
export function labelOf({ id }: Step): Phrase | undefined {
  const word = LABELS[id];
  return word && phrase(word);
}

/** `span  2·(3−1) + 1 = 5` */
function labelled(step: Step, options: RenderOptions): string {
  const label = labelOf(step);
  return label ? `${say(label, options.lang)}  ${renderStep(step, options)}` : renderStep(step, options);
}

function macsText(macs: MacsExplanation, options: RenderOptions): string {
  if (options.macs === 'bias') return labelled(macs.others[0]!, options);
  if (options.macs === 'effective') return labelled(macs.others[1]!, options);
  const adds = macs.macs.withBias - macs.macs.nominal;
  const bias = say(phrase('biasAdds', { adds: numberText(adds, true, undefined) }), options.lang);
  return `${labelled(macs, options)}${adds > 0 ? ` ${bias}` : ''}`;
}

function costLine({ parameters, macs }: Explanation, options: RenderOptions): string[] {
  const parts: string[] = [];
  if (parameters) parts.push(labelled(parameters, options));
  if (macs) parts.push(macsText(macs, options));
  return parts.length === 0 ? [] : [` ${parts.join('      ')}`];
}

/** Which sizes go where this one goes, told where there is more than one. */
function backLine({ back }: Explanation, options: RenderOptions): string[] {
  return hasChoice(back) ? [` ${labelled(back, options)}`] : [];
}

/** `weight  output channels 64 × input channels 3 × kernel height 7 × kernel width 7` */
function weightLines({ weight }: Explanation, { lang, ascii = false }: RenderOptions): string[] {
  const lines = weight.parameters.map(({ parameter, axes }) => {
    const named = axes.map(({ name, size }) => `${say(name, lang)} ${size}`);
    return ` ${parameter}  ${named.join(ascii ? ' x ' : ' × ')}`;
  });
  return weight.grouping ? [...lines, ` ${say(weight.grouping, lang)}`] : lines;
}

/** What `detail` adds below the cost. */
function detailLines(explanation: Explanation, options: RenderOptions): string[] {
  const { macs, memory, field } = explanation;
  const steps = [...(macs?.others ?? []), ...(memory ? [memory.activation, memory.parameters, memory.peak] : [])];
  const fields = field.map((one) => ` ${one.axis}  ${labelled(one, options)}${GAP}${say(one.note, options.lang)}`);
  return [...steps.map((step) => ` ${labelled(step, options)}`), ...fields, ...weightLines(explanation, options)];
}

/** The whole explanation, a line per step:
 *
 *      H  ⌊(304 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152     1 padded row unread
 *      W  ⌊(228 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊227/2⌋ + 1 = 114     1 padded column unread
 *      params  64·3·7·7 = 9,408      MACs  9,408·152·114 = 163,021,824
 *      back  303 or 304 × 227 or 228 → ConvTranspose2d needs output_padding=1 for 304×228
 *
 * A refused input gives PyTorch's message and what to do. A layer that changes no size and has no parameters: no text.
 */
export function renderText(explanation: Explanation, options: RenderOptions = {}): string {
  const { refusal, axes } = explanation;
  if (refusal) return [refusal.message, ...refusalHints(refusal, options.lang)].join('\n');
  const width = Math.max(0, ...axes.map(({ axis }) => axis.length));
  const lines = [
    ...axes.flatMap((axis) => axisLines(axis, width, options)),
    ...costLine(explanation, options),
    ...backLine(explanation, options),
  ];
  return [...lines, ...(options.detail ? detailLines(explanation, options) : [])].join('\n');
}
