/** @file Adaptive pooling: the size is given, and the windows follow from it. */

import { type Note, type Step, countOf, formula, ref } from './tokens.js';

/** Output `i` reads from `⌊i·n/o⌋` to `⌈(i+1)·n/o⌉`. */
export function adaptiveSteps(axis: string, size: number, count: number): Step[] {
  const n = ref('n', axis, size);
  const o = ref('outputSize', axis, count);
  const given: Step = { id: 'size', tokens: formula(o), value: count };
  if (count === 0) return [given];
  const from = formula('⌊', 'i', '·', n, '/', o, '⌋');
  const to = formula('⌈', '(', 'i', '+', 1, ')', '·', n, '/', o, '⌉');
  const words = `: ${extents(axis, size, count)}`;
  const tokens = [...formula('window i from '), ...from, ...formula(' to '), ...to, ...formula(words)];
  return [given, { id: 'windows', tokens, value: count }];
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * A window that starts `r/o` after a cell's edge has `⌈(r + n)/o⌉` cells, and `r` is every multiple of `gcd(n, o)`
 * below `o`: the smallest windows have `⌈n/o⌉`, the largest `⌈(n + o − gcd)/o⌉`.
 */
function extents(axis: string, size: number, count: number): string {
  const least = Math.ceil(size / count);
  const most = Math.ceil((size + count - gcd(size, count)) / count);
  return least === most ? `${countOf(most, axis)} each` : `${least} to ${countOf(most, axis)}`;
}

/** Windows share cells where the output does not divide the input. */
export function adaptiveNotes(size: number, count: number): Note[] {
  if (count < 2 || size % count === 0) return [];
  return [{ id: 'overlap', text: 'windows overlap', values: { size, count } }];
}
