/** @file Formulas as the page sets them: with letters for the numbers, and broken before their signs of equality. */

import { type AxisExplanation, type Ref, renderHtml, renderStep, type Step, type Token } from 'atrous-explain';
import type { Lang } from '../../kit/language.svelte.js';

/** The letters of PyTorch's formulas. */
const LETTERS: Readonly<Partial<Record<Ref, string>>> = {
  n: 'n',
  padding: 'p',
  padBefore: 'p₁',
  padAfter: 'p₂',
  dilation: 'd',
  kernel: 'k',
  stride: 's',
  outputPadding: 'op',
  outputSize: 'o',
  scaleFactor: 'f',
  upscaleFactor: 'r',
  downscaleFactor: 'r',
  channels: 'C',
};

/** The first part of a step with letters in place of the layer's numbers; undefined where it has none, or words. */
export function lettersOf({ tokens }: Step): string | undefined {
  const end = tokens.findIndex((token) => token.kind === 'op' && token.op === '=');
  const part = end < 0 ? tokens : tokens.slice(0, end);
  const refs = part.filter((token) => token.kind === 'ref');
  if (refs.length < 2 || part.some(({ kind }) => kind === 'text') || refs.some(({ ref }) => LETTERS[ref] === undefined))
    return undefined;
  return part.map(letterOf).join('');
}

function letterOf(token: Token): string {
  if (token.kind === 'ref') return `<span data-ref="${token.ref}">${LETTERS[token.ref]!}</span>`;
  if (token.kind === 'op') return token.spaced ? ` ${token.op} ` : token.op;
  return token.kind === 'number' ? String(token.value).replace('-', '−') : '';
}

const EQUALS = /<span(?: id="[^"]*")? class="op"> = <\/span>/g;

/** The step as the library's HTML, in parts that break before signs of equality only. */
export function linesOf(
  step: Step,
  { lang, prefix, withAxis }: { readonly lang: Lang; readonly prefix: string; readonly withAxis: boolean },
): string {
  const html = renderHtml(step, { lang, prefix });
  const inner = html.replace(EQUALS, (sign) => `</span> <span class="line">${sign}`);
  const wrapped = inner.replace(/^(<span[^>]*>)(.*)(<\/span>)$/s, '$1<span class="line">$2</span>$3');
  return withAxis ? wrapped : wrapped.replaceAll(/ data-axis="[^"]*"/g, '');
}

/** Whether two axes have the same derivation, remarks included. */
export function isSameSteps(a: AxisExplanation, b: AxisExplanation): boolean {
  const text = ({ steps, notes }: AxisExplanation): string =>
    [
      ...steps.map((step) => renderStep(step)),
      ...notes.map(({ id, values }) => `${id} ${JSON.stringify({ ...values, axis: '' })}`),
    ].join('\n');
  return text(a) === text(b);
}
