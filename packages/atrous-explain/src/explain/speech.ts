/** @file Explanations as sentences to be read aloud. */

import type { Explanation } from './explain.js';
import { refusalHints } from './refusal.js';
import { hasChoice } from './back.js';
import { isComplete, labelOf, textOf } from './render.js';
import type { AxisExplanation, Operator, Step, Token } from './tokens.js';
import { type Lang, phrase, say } from './words/phrase.js';
import type { WordId } from './words/ids.js';

const SIGNS: Readonly<Record<Operator, WordId>> = {
  '+': 'sayPlus',
  '−': 'sayMinus',
  '·': 'sayTimes',
  '/': 'sayOver',
  '=': 'sayEquals',
  '<': 'sayLess',
  '≥': 'sayAtLeast',
  '(': 'sayOpen',
  ')': 'sayClose',
  '⌊': 'sayFloor',
  '⌋': 'sayEndFloor',
  '⌈': 'sayCeil',
  '⌉': 'sayEndCeil',
  '×': 'sayBy',
  '→': 'sayTo',
};

function spoken(value: number, lang: Lang): string {
  return value < 0 ? say(phrase('sayNegative', { value: -value }), lang) : String(value);
}

function spokenToken(token: Token, lang: Lang): string {
  if (token.kind === 'text') return textOf(token, lang).trim();
  return token.kind === 'op' ? say(phrase(SIGNS[token.op]), lang) : spoken(token.value, lang);
}

/** One step in words: `the floor of 303 over 2 end floor plus 1 equals 152`. */
export function renderSpeech(step: Step, lang: Lang = 'en'): string {
  const words = step.tokens.map((token) => spokenToken(token, lang));
  if (!isComplete(step)) words.push(say(phrase('sayEquals'), lang), spoken(step.value, lang));
  return words.join(' ').replaceAll(/ ([:,：，])/g, '$1');
}

const NAMES: Readonly<Record<string, WordId>> = {
  D: 'nameD',
  H: 'nameH',
  W: 'nameW',
  L: 'nameL',
  C: 'nameC',
  features: 'nameFeatures',
};

function axisSentence({ axis, steps, notes }: AxisExplanation, lang: Lang): string {
  const name = NAMES[axis] === undefined ? axis : say(phrase(NAMES[axis]), lang);
  const said = [...steps.map((step) => renderSpeech(step, lang)), ...notes.map((note) => say(note, lang))];
  return lang === 'zh' ? `${name}：${said.join('；')}。` : `${name}: ${said.join('; ')}.`;
}

/** The whole explanation, one sentence per axis and per cost. */
export function speak(explanation: Explanation, lang: Lang = 'en'): string {
  const { refusal, axes, parameters, macs, back } = explanation;
  if (refusal) return [refusal.message, ...refusalHints(refusal, lang)].join('\n');
  const costs = [parameters, macs, hasChoice(back) ? back : undefined].filter((step) => step !== undefined);
  const sentences = costs.map((step) => {
    const label = say(labelOf(step)!, lang);
    return lang === 'zh' ? `${label}：${renderSpeech(step, lang)}。` : `${label}: ${renderSpeech(step, lang)}.`;
  });
  return [...axes.map((axis) => axisSentence(axis, lang)), ...sentences].join('\n');
}
