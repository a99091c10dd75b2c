/** @file The Layer page. */

import { printLayer } from 'atrous/spec';
import { definePage, type OpenFrom } from '../../kit/page.js';
import { codec } from './codec.js';
import LayerPage from './LayerPage.svelte';
import { type LayerPageState, specOf } from './state.js';

function title(state: LayerPageState): string {
  const input = state.input.join('×');
  try {
    return `${printLayer(specOf(state))} · ${input}`;
  } catch {
    return `${state.op} · ${input}`;
  }
}

export const open: OpenFrom = definePage({ codec, component: LayerPage, title, keys: [] });
