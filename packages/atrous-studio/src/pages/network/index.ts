/** @file The Network page. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { codeCodec } from '../code/codec.js';
import type { CodeState } from '../code/state.js';
import { EXAMPLES } from './examples.js';
import NetworkPage from './NetworkPage.svelte';

/** The last class, or the first line. */
function title({ text }: CodeState): string {
  const name = [...text.matchAll(/^\s*class (\w+)/gm)].at(-1)?.[1];
  return `Network · ${name ?? text.trim().split('\n')[0]!.slice(0, 60)}`.replace(/ · $/, '');
}

const codec = codeCodec(() => ({ text: EXAMPLES.exampleResidual, sizes: undefined }));

export const open: OpenFrom = definePage({ codec, component: NetworkPage, title, keys: [] });
