/** @file Texts inside links: deflated, in letters that an address may hold. */

import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';

/** No text of a link is longer. What a link can hold inflates to eight megabytes at most, so that nothing bursts before. */
export const LONGEST_TEXT = 200_000;

export function pack(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  const binary = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The text again; undefined for what was never packed. */
export function unpack(packed: string): string | undefined {
  if (!/^[\w-]+$/.test(packed)) return undefined;
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const text = strFromU8(inflateSync(Uint8Array.from(binary, (sign) => sign.codePointAt(0)!)));
    return text.length <= LONGEST_TEXT ? text : undefined;
  } catch {
    return undefined;
  }
}
