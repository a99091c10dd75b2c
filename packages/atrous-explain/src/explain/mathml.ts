/** @file Explanations as MathML, which browsers set and screen readers read without anything else. */

import { escapeHtml } from './html.js';
import { isComplete, isGrouped, numberText, textOf } from './render.js';
import type { Step, Token } from './tokens.js';
import type { Lang } from './words/phrase.js';

/** Signs that would otherwise grow with what they hold; formulas are one line high. */
const FENCES: ReadonlySet<string> = new Set(['(', ')', '⌊', '⌋', '⌈', '⌉']);

/** A number, its sign apart, and the brackets of a negative one. */
function numberMathml(text: string): string {
  return text.replaceAll(/[()−]|[\d.,]+/g, (part) => (/\d/.test(part) ? `<mn>${part}</mn>` : `<mo>${part}</mo>`));
}

function tokenMathml(token: Token, step: Step, before: Token | undefined, lang: Lang): string {
  if (token.kind === 'text') return `<mtext>${escapeHtml(textOf(token, lang))}</mtext>`;
  if (token.kind === 'number') return numberMathml(numberText(token.value, isGrouped(step), before));
  if (token.kind === 'op') {
    const fence = FENCES.has(token.op) ? ' stretchy="false"' : '';
    return `<mo${fence}>${escapeHtml(token.op)}</mo>`;
  }
  const axis = token.axis === undefined ? '' : ` data-axis="${escapeHtml(token.axis)}"`;
  return `<mrow data-ref="${token.ref}"${axis}>${numberMathml(numberText(token.value, isGrouped(step), before))}</mrow>`;
}

/** One step as a `<math>` element; numbers of the layer carry `data-ref` and `data-axis` as in `renderHtml`. */
export function renderMathml(step: Step, lang: Lang = 'en'): string {
  const parts = step.tokens.map((token, i) => tokenMathml(token, step, step.tokens[i - 1], lang));
  if (!isComplete(step)) parts.push('<mo>=</mo>', numberMathml(numberText(step.value, isGrouped(step), undefined)));
  return `<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>${parts.join('')}</mrow></math>`;
}
