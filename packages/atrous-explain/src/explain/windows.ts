/** @file Sizes that windows decide: convolution and the pools, with `ceil_mode`'s clip as a step of its own. */

import { poolCount, span, windowCount, type Window } from 'atrous/spec';
import { type Note, type Step, type Token, formula, note, ref } from './tokens.js';
import { phrase } from './words/phrase.js';

/** One axis that windows slide along. */
export interface SlidingAxis {
  readonly axis: string;
  readonly size: number;
  readonly window: Window;
  /** Whether the layer has a dilation, so that its formula shows one. */
  readonly dilated: boolean;
  readonly ceilMode: boolean;
}

/** `304 + 2·3`, or `5 + 1 + 2` where the two ends differ. */
export function paddedTokens({ axis, size, window }: SlidingAxis): Token[] {
  const { padBefore, padAfter } = window;
  const n = ref('n', axis, size);
  return padBefore === padAfter
    ? formula(n, ' + ', 2, '·', ref('padding', axis, padBefore))
    : formula(n, ' + ', ref('padBefore', axis, padBefore), ' + ', ref('padAfter', axis, padAfter));
}

/** `− 1·(7−1) − 1`, or `− 7` for a layer without dilation. */
function spanTokens({ axis, window, dilated }: SlidingAxis): Token[] {
  const kernel = ref('kernel', axis, window.kernel);
  if (!dilated) return formula(' − ', kernel);
  return formula(' − ', ref('dilation', axis, window.dilation), '·', '(', kernel, '−', 1, ')', ' − ', 1);
}

/** `⌊(304 + 2·3 − 1·(7−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1`, rounded up with `ceil_mode`, whose clip is the second step. */
export function slidingSteps(sliding: SlidingAxis): Step[] {
  const { axis, size, window, ceilMode } = sliding;
  const [open, close] = ceilMode ? ['⌈', '⌉'] : ['⌊', '⌋'];
  const slack = size + window.padBefore + window.padAfter - span(window.kernel, window.dilation);
  const stride = ref('stride', axis, window.stride);
  const whole = [...formula(open, '('), ...paddedTokens(sliding), ...spanTokens(sliding)];
  const tokens = [
    ...whole,
    ...formula(')', ' / ', stride, close, ' + ', 1),
    ...formula(' = ', open, slack, '/', window.stride, close, ' + ', 1),
  ];
  if (!ceilMode) return [{ id: 'size', tokens, value: windowCount(size, window) }];
  const rounded = Math.ceil(slack / window.stride) + 1;
  return [{ id: 'size', tokens, value: rounded }, clipStep(sliding, rounded)];
}

/** PyTorch drops a last window that would start at or after the end of the input: `(o−1)·s ≥ n + p`. */
function clipStep({ axis, size, window }: SlidingAxis, rounded: number): Step {
  const start = (rounded - 1) * window.stride;
  const value = poolCount(size, window, true);
  const last = formula('(', rounded, '−', 1, ')', '·', ref('stride', axis, window.stride), ' = ', start);
  const end = formula(ref('n', axis, size), ' + ', ref('padding', axis, window.padBefore));
  if (value === rounded)
    return {
      id: 'clip',
      tokens: [...last, ...formula(' < '), ...end, ...formula(phrase('clipStays'))],
      value,
    };
  const dropped = phrase('clipDropped');
  return { id: 'clip', tokens: [...last, ...formula(' ≥ '), ...end, ...formula(dropped, rounded, ' − ', 1)], value };
}

/** What the windows leave out, at the far end and between them, and what hangs over. */
export function slidingNotes({ axis, size, window }: SlidingAxis, count: number): Note[] {
  const { padBefore, padAfter, stride } = window;
  const reach = span(window.kernel, window.dilation);
  const left = size + padBefore + padAfter - (count - 1) * stride - reach;
  const notes: Note[] = [];
  if (left > 0) notes.push(unreadNote(axis, left, padAfter));
  if (left < 0) notes.push(note('overhang', { cells: -left, axis }));
  if (stride > reach && count > 1) notes.push(note('skipped', { cells: stride - reach, axis }));
  return notes;
}

/** Padding lies at the very end, so that it is left out before the input is. */
function unreadNote(axis: string, unread: number, padAfter: number): Note {
  const padded = Math.min(unread, padAfter);
  return note('unread', { input: unread - padded, padding: padded, axis });
}

/** `padding='same'` splits `d·(k−1)` cells over the two ends, the odd one at the far end. */
export function sameNote({ padBefore, padAfter }: Window): Note {
  return note('same', { before: padBefore, after: padAfter });
}

/**
 * Every number on the way to the size: span, padded size, what is left for moving, quotient, remainder, unread cells.
 *
 *     span 1·(7−1) + 1 = 7 · padded 304 + 2·3 = 310 · slack 310 − 7 = 303 · ⌊303/2⌋ = 151 · 303 − 151·2 = 1 · unread 1
 */
export function slidingDetails(sliding: SlidingAxis, count: number): Step[] {
  const { axis, size, window, ceilMode } = sliding;
  const reach = span(window.kernel, window.dilation);
  const padded = size + window.padBefore + window.padAfter;
  const slack = padded - reach;
  const [open, close] = ceilMode ? ['⌈', '⌉'] : ['⌊', '⌋'];
  const stride = ref('stride', axis, window.stride);
  const quotient = ceilMode ? Math.ceil(slack / window.stride) : Math.floor(slack / window.stride);
  const left = slack - (count - 1) * window.stride;
  const unread: Step = {
    id: 'unread',
    tokens: formula(slack, ' − ', '(', count, '−', 1, ')', '·', stride),
    value: left,
  };
  return [
    { id: 'span', tokens: reachTokens(axis, window), value: reach },
    { id: 'padded', tokens: paddedTokens(sliding), value: padded },
    { id: 'slack', tokens: formula(padded, ' − ', reach), value: slack },
    { id: 'quotient', tokens: formula(open, slack, '/', stride, close), value: quotient },
    {
      id: 'remainder',
      tokens: formula(slack, ' − ', quotient, '·', stride),
      value: slack - quotient * window.stride,
    },
    // Below zero the last window hangs over, which the notes tell.
    ...(left < 0 ? [] : [unread]),
  ];
}

/** `2·(3−1) + 1` */
export function reachTokens(axis: string, { kernel, dilation }: Window): Token[] {
  return formula(ref('dilation', axis, dilation), '·', '(', ref('kernel', axis, kernel), '−', 1, ')', ' + ', 1);
}
