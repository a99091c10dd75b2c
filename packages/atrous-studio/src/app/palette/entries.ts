/** @file What the palette finds: pages, lessons, layer classes, recent work, and what can be done. */

import { type Lang, language } from '../../kit/language.svelte.js';
import { offers } from '../../kit/offers.svelte.js';
import { recentWork } from '../../kit/recent.js';
import { writeRoute } from '../../kit/route.js';
import { appearance } from '../../kit/theme.svelte.js';
import { writeState } from '../../pages/layer/codec.js';
import { exampleOf, initialState, OPS } from '../../pages/layer/state.js';
import { LESSONS, placeLink } from '../../pages/learn/lessons/index.js';
import { PAGES } from '../../pages/registry.js';
import type { Shell } from '../shell.svelte.js';
import { BOTH_SHELLS, shellWords } from '../words.js';
import { match } from './fuzzy.js';

export const KINDS = ['recent', 'action', 'page', 'lesson', 'class'] as const;
export type Kind = (typeof KINDS)[number];

export interface Entry {
  readonly kind: Kind;
  readonly name: string;
  /** Other words that find it. */
  readonly also: readonly string[];
  readonly keys: string | undefined;
  readonly run: () => void;
}

const go = (link: string) => (): void => {
  location.hash = link;
};

const other = (): Lang => (language.now === 'zh' ? 'en' : 'zh');

/** What the shell itself can do. */
function actions(shell: Shell, openHelp: () => void): Entry[] {
  const t = shellWords();
  const too = BOTH_SHELLS[other()];
  type Word = 'undo' | 'redo' | 'copyLink' | 'copyEmbed' | 'theme' | 'help' | 'endLesson';
  const action = (word: Word, run: () => void, keys?: string): Entry => ({
    kind: 'action',
    name: t[word],
    also: [too[word]],
    keys,
    run,
  });
  return [
    action('copyLink', () => void shell.copyLink(), 'Ctrl+Shift+L'),
    // A page with a form of its own for this offers it itself.
    ...(shell.page?.embedded ? [] : [action('copyEmbed', () => void shell.copyEmbed())]),
    action('theme', () => appearance.toggle(), 'Ctrl+Shift+D'),
    {
      kind: 'action',
      name: t.toLanguage,
      also: ['language', '语言', t.toLanguageLabel],
      keys: undefined,
      run: () => (language.now = other()),
    },
    ...(shell.page?.session.canUndo ? [action('undo', () => shell.undo(), 'Ctrl+Z')] : []),
    ...(shell.page?.session.canRedo ? [action('redo', () => shell.redo(), 'Ctrl+Shift+Z')] : []),
    ...(shell.lesson ? [action('endLesson', () => shell.endLesson())] : []),
    action('help', openHelp, '?'),
  ];
}

/** A class opens with an example, unless the page that is open offers to take it into its own layer. */
const classes = (): Entry[] =>
  OPS.map((op) => ({
    kind: 'class',
    name: op,
    also: [`nn.${op}`],
    keys: undefined,
    run: go(writeRoute({ page: 'layer', query: writeState({ ...initialState(), ...exampleOf(op) }) })),
  }));

/** Everything, in the order in which it is shown to whoever has typed nothing. */
export function allEntries(shell: Shell, openHelp: () => void): Entry[] {
  const here = offers().map(({ also = [], keys, ...rest }): Entry => ({ ...rest, also, keys }));
  const lang = language.now;
  return [
    ...recentWork().map(({ link, title }): Entry => ({
      kind: 'recent',
      name: title,
      also: [],
      keys: undefined,
      run: go(link),
    })),
    ...here.filter(({ kind }) => kind === 'action'),
    ...PAGES.map((entry): Entry => ({
      kind: 'page',
      name: entry.name[lang],
      also: [entry.name[other()]],
      keys: undefined,
      run: () => void shell.visit(entry),
    })),
    ...actions(shell, openHelp),
    ...LESSONS.map((lesson): Entry => ({
      kind: 'lesson',
      name: lesson.title[lang],
      also: [lesson.title[other()], lesson.question[lang], lesson.question[other()]],
      keys: undefined,
      run: go(placeLink({ lesson, step: 0 })),
    })),
    ...(here.some(({ kind }) => kind === 'class') ? here.filter(({ kind }) => kind === 'class') : classes()),
  ];
}

export interface Found {
  readonly entry: Entry;
  /** Letters of the name that were typed. */
  readonly at: readonly number[];
}

const MOST = 60;
const MOST_RECENT = 5;

/** Recent work is looked at again more often than all else. */
const PREFERRED: Readonly<Record<Kind, number>> = { recent: 0, action: 3, page: 4, lesson: 1, class: 2 };

function foundIn(entry: Entry, typed: string): { readonly found: Found; readonly score: number } | undefined {
  const own = match(typed, entry.name);
  const others = entry.also.map((text) => match(typed, text)?.score ?? -Infinity);
  // Words that are not seen count for less.
  const score = Math.max(own?.score ?? -Infinity, Math.max(-Infinity, ...others) - 4);
  if (score === -Infinity) return undefined;
  return { found: { entry, at: own?.at ?? [] }, score: score + PREFERRED[entry.kind] };
}

/** What fits, the best first; without a word what is used most. */
export function search(entries: readonly Entry[], typed: string): Found[] {
  if (typed.trim() === '') {
    let recent = 0;
    return entries
      .filter(({ kind }) => kind !== 'class' && (kind !== 'recent' || recent++ < MOST_RECENT))
      .map((entry) => ({ entry, at: [] }));
  }
  return entries
    .map((entry) => foundIn(entry, typed))
    .filter((one) => one !== undefined)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ found }) => found);
}
