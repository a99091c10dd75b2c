/** @file The Doctor page. */

import { definePage, type OpenFrom } from '../../kit/page.js';
import { codeCodec } from '../code/codec.js';
import type { CodeState } from '../code/state.js';
import DoctorPage from './DoctorPage.svelte';

/** The first line that says something. */
function title({ text }: CodeState): string {
  const line = text.split('\n').find((each) => /^\s*(class |[\w.]*Error\b)/.test(each)) ?? text.trim().split('\n')[0]!;
  return `Doctor · ${line.trim().slice(0, 60)}`.replace(/ · $/, '');
}

const codec = codeCodec(() => ({ text: '', sizes: undefined }));

export const open: OpenFrom = definePage({ codec, component: DoctorPage, title, keys: [] });
