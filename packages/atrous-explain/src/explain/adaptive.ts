/** @file Adaptive pooling: the size is given, and the windows follow from it. */

import { type Note, type Step, formula, given, note, ref } from './tokens.js';
import { type Phrase, phrase } from './words/phrase.js';

/** Output `i` reads from `⌊i·n/o⌋` to `⌈(i+1)·n/o⌉`. */
export function adaptiveSteps(axis: string, size: number, count: number): Step[] {
  const n = ref('n', axis, size);
  const o = ref('outputSize', axis, count);
  const sized: Step = { id: 'size', tokens: given(axis, count, 'output_size'), value: count };
  if (count === 0) return [sized];
  const from = formula('⌊', 'i', '·', n, '/', o, '⌋');
  const to = formula('⌈', '(', 'i', '+', 1, ')', '·', n, '/', o, '⌉');
  const tokens = [
    ...formula(phrase('windowFrom')),
    ...from,
    ...formula(phrase('to')),
    ...to,
    ...formula(extents(axis, size, count)),
  ];
  return [sized, { id: 'windows', tokens, value: count }];
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * A window that starts `r/o` after a cell's edge has `⌈(r + n)/o⌉` cells, and `r` is every multiple of `gcd(n, o)`
 * below `o`: the smallest windows have `⌈n/o⌉`, the largest `⌈(n + o − gcd)/o⌉`.
 */
function extents(axis: string, size: number, count: number): Phrase {
  const least = Math.ceil(size / count);
  const most = Math.ceil((size + count - gcd(size, count)) / count);
  return phrase('extents', { least, most, axis });
}

/** Windows share cells where the output does not divide the input. */
export function adaptiveNotes(size: number, count: number): Note[] {
  if (count < 2 || size % count === 0) return [];
  return [note('overlap', { size, count })];
}
