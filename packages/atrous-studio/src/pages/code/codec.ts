/** @file The link of a text: `in=1,3,32,32&t=` and the text, packed; `text=` takes it as it stands. */

import { pack, unpack } from '../../kit/pack.js';
import type { Codec } from '../../kit/page.js';
import { oneOf, QueryReader } from '../../kit/query.js';
import { LONGEST_LINK } from '../../kit/route.js';
import type { CodeState } from './state.js';

/** Raised when an older link would mean something else. */
const VERSION = '1';
const LARGEST = 1_000_000;
const MOST_AXES = 6;
/** What the rest of a link takes at most. */
const OTHER = 120;

/** Whether a link can hold the text. */
export const fitsLink = (text: string): boolean => pack(text).length <= LONGEST_LINK - OTHER;

/** `1,3,224,224`, `224x224`: sizes from 1 on; undefined for anything else. */
export function readSizes(text: string): readonly number[] | undefined {
  const parts = text.trim().split(/\s*[,x×]\s*/, MOST_AXES + 1);
  const sizes = parts.map(Number);
  const isGood = parts.every((part) => /^\d{1,7}$/.test(part)) && sizes.every((size) => size >= 1 && size <= LARGEST);
  return isGood && sizes.length <= MOST_AXES ? sizes : undefined;
}

function writeState({ text, sizes }: CodeState): URLSearchParams {
  const query = new URLSearchParams({ v: VERSION });
  if (sizes !== undefined) query.set('in', sizes.join(','));
  if (text !== '' && fitsLink(text)) query.set('t', pack(text));
  return query;
}

/** @param initial  what somebody sees who comes without a link */
export function codeCodec(initial: () => CodeState): Codec<CodeState> {
  return {
    initial,
    write: writeState,
    read(query) {
      if (query.size === 0) return { state: initial(), ignored: [] };
      const reader = new QueryReader(query);
      reader.take('v', oneOf([VERSION]));
      const sizes = reader.take('in', readSizes);
      const plain = reader.take('text', (text) => text) ?? '';
      const text = reader.take('t', unpack) ?? plain;
      return { state: { text, sizes }, ignored: reader.ignored() };
    },
  };
}
