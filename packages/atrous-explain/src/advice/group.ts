/** @file Advice that is the same for several layers, said once. */

import type { Advice } from './types.js';

/** Layers of which the same is to be said for the same reason, in the order of the advice. */
export function groupAdvice(all: readonly Advice[]): (readonly [Advice, ...Advice[]])[] {
  const groups = new Map<string, [Advice, ...Advice[]]>();
  for (const advice of all) {
    const key = `${advice.id} ${advice.reason.text}`;
    const same = groups.get(key);
    if (same) same.push(advice);
    else groups.set(key, [advice]);
  }
  return [...groups.values()];
}

/** The edits of a fix as text: `conv1: bias=True → bias=False`. */
export const fixText = ({ edits }: Advice['fixes'][number]): string =>
  edits.map(({ node, text }) => `${node}: ${text}`).join(', ');
