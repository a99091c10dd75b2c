/** @file The Layer page. */

import { printLayer } from 'atrous/spec';
import { definePage, type KeyHelp, type OpenFrom } from '../../kit/page.js';
import { codec } from './codec.js';
import EmbeddedLayer from './EmbeddedLayer.svelte';
import LayerPage from './LayerPage.svelte';
import { type LayerPageState, specOf } from './state.js';
import { BOTH, type LayerWords } from './words.js';

function title(state: LayerPageState): string {
  const input = state.input.join('×');
  try {
    return `${printLayer(specOf(state))} · ${input}`;
  } catch {
    return `${state.op} · ${input}`;
  }
}

type KeyWord =
  | 'keyPlay'
  | 'keyStep'
  | 'keyEnds'
  | 'keyTabs'
  | 'keyMatrix'
  | 'keyPlanes'
  | 'keySet'
  | 'keySlices'
  | 'keyLens'
  | 'keyUnpin'
  | 'keyChoose';

const key = (word: KeyWord & keyof LayerWords, ...keys: string[]): KeyHelp => ({
  keys,
  what: { en: BOTH.en[word], zh: BOTH.zh[word] },
});

const KEYS: readonly KeyHelp[] = [
  key('keyPlay', 'Space'),
  key('keyStep', ',', '.'),
  key('keyEnds', 'Home', 'End'),
  key('keyTabs', '1 – 5'),
  key('keyMatrix', 'm'),
  key('keyPlanes', 'o', 'i', 'k'),
  key('keySet', 'k', 's', 'p', 'd', 'g'),
  key('keySlices', 'Shift+↑', 'Shift+↓'),
  key('keyLens', '+', '−'),
  key('keyUnpin', 'Esc'),
  key('keyChoose', 'c'),
];

export const open: OpenFrom = definePage({ codec, component: LayerPage, embedded: EmbeddedLayer, title, keys: KEYS });
