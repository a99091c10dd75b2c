/** @file How many columns of a terminal a text takes. */

/** Chinese characters and full-width signs take two columns. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/g;

export const textWidth = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);
