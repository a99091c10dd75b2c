/** @file The Network page. */

import { definePage, type KeyHelp, type OpenFrom } from '../../kit/page.js';
import { codeCodec } from '../code/codec.js';
import type { CodeState } from '../code/state.js';
import { EXAMPLES } from './examples.js';
import NetworkPage from './NetworkPage.svelte';
import { BOTH } from './words.js';

/** The last class, or the first line. */
function title({ text }: CodeState): string {
  const name = [...text.matchAll(/^\s*class (\w+)/gm)].at(-1)?.[1];
  return `Network · ${name ?? text.trim().split('\n')[0]!.slice(0, 60)}`.replace(/ · $/, '');
}

const codec = codeCodec(() => ({ text: EXAMPLES.exampleResidual, sizes: undefined }));

const key = (word: 'keyMove' | 'keyMenu' | 'keyRemove', ...keys: string[]): KeyHelp => ({
  keys,
  what: { en: BOTH.en[word], zh: BOTH.zh[word] },
});

const KEYS: readonly KeyHelp[] = [
  key('keyMove', 'Alt+↑', 'Alt+↓'),
  key('keyMenu', 'Enter'),
  key('keyRemove', 'Delete'),
];

export const open: OpenFrom = definePage({ codec, component: NetworkPage, title, keys: KEYS });
