/** @file How many columns of a terminal a text takes. */

import { shown } from '../words/ascii.js';

/** Chinese characters and full-width signs take two columns. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/g;

export function textWidth(text: string): number {
  const { length } = shown(text);
  return length + (text.match(WIDE)?.length ?? 0);
}

/** Put into a column of `width`, its end or its beginning at the column's. */
export function placed(text: string, isRight: boolean | undefined, width: number): string {
  const room = ' '.repeat(Math.max(0, width - textWidth(text)));
  return isRight ? room + text : text + room;
}
