/** @file Explanations as HTML: every number in a span of its own, with an id and with what it stands for. */

import type { Explanation } from './explain.js';
import { hasChoice } from './back.js';
import { refusalHints } from './refusal.js';
import { isComplete, isGrouped, labelOf, numberText, textOf } from './render.js';
import { renderSpeech } from './speech.js';
import type { Note, Step, Token } from './tokens.js';
import { type Lang, say } from './words/phrase.js';

export interface HtmlOptions {
  /** Default English. */
  readonly lang?: Lang | undefined;
  /** What every id begins with; two explanations on a page need different ones. Default `'explain'`. */
  readonly prefix?: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, attributes included. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign]!);

/** ` name="value"`, escaped; nothing for undefined. */
function attribute(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}="${escapeHtml(value)}"`;
}

/**
 * One token. Numbers of the layer carry `data-ref` (`padding`) and `data-axis` (`H`), so that pointing at one can light up what
 * it measures, and the other way round.
 */
function tokenHtml(token: Token, text: string, id: string): string {
  const spaced = token.kind === 'op' && token.spaced ? ` ${text} ` : text;
  const [ref, axis] = token.kind === 'ref' ? [token.ref, token.axis] : [undefined, undefined];
  const attributes = attribute('data-ref', ref) + attribute('data-axis', axis);
  return `<span id="${id}" class="${token.kind}"${attributes}>${escapeHtml(spaced)}</span>`;
}

/**
 * One step as a formula that is read aloud as `renderSpeech` says it. Ids: `prefix`, then `-0`, `-1`, … per token and `-value`.
 */
export function renderHtml(step: Step, options: HtmlOptions = {}): string {
  const { lang = 'en', prefix = 'explain' } = options;
  const start = escapeHtml(prefix);
  const parts = step.tokens.map((token, i) => {
    const before = step.tokens[i - 1];
    const text =
      token.kind === 'text'
        ? textOf(token, lang)
        : token.kind === 'op'
          ? token.op
          : numberText(token.value, isGrouped(step), before);
    return tokenHtml(token, text, `${start}-${i}`);
  });
  if (!isComplete(step)) {
    const value = numberText(step.value, isGrouped(step), undefined);
    parts.push(`<span class="op"> = </span><span id="${start}-value" class="value">${value}</span>`);
  }
  const label = attribute('aria-label', renderSpeech(step, lang));
  return `<span id="${start}" class="step" role="math" data-step="${step.id}"${label}>${parts.join('')}</span>`;
}

const noteHtml = (note: Note, lang: Lang): string =>
  `<span class="note" data-note="${note.id}">${escapeHtml(say(note, lang))}</span>`;

/**
 * The whole explanation as a definition list: a term per axis and per cost, steps as `renderHtml`, with ids such as
 * `explain-H-0` for the first step of the height.
 */
export function renderHtmlList(explanation: Explanation, options: HtmlOptions = {}): string {
  const { lang = 'en', prefix = 'explain' } = options;
  const { refusal, axes, parameters, macs, back } = explanation;
  const start = escapeHtml(prefix);
  if (refusal) {
    const hints = refusalHints(refusal, lang).map((hint) => `<p class="hint">${escapeHtml(hint)}</p>`);
    return `<div class="refusal" lang="${lang}"><p lang="en">${escapeHtml(refusal.message)}</p>${hints.join('')}</div>`;
  }
  const rows = axes.map(({ axis, steps, notes }) => {
    const lines = steps.map((step, i) => renderHtml(step, { lang, prefix: `${prefix}-${axis}-${i}` }));
    return `<dt>${escapeHtml(axis)}</dt><dd>${[...lines, ...notes.map((note) => noteHtml(note, lang))].join(' ')}</dd>`;
  });
  const costs = [parameters, macs, hasChoice(back) ? back : undefined].filter((step) => step !== undefined);
  for (const step of costs)
    rows.push(
      `<dt>${escapeHtml(say(labelOf(step)!, lang))}</dt><dd>${renderHtml(step, { lang, prefix: `${prefix}-${step.id}` })}</dd>`,
    );
  return `<dl id="${start}" class="explanation" lang="${lang}">${rows.join('')}</dl>`;
}
