/** @file Sizes of transposed convolution, and what `output_padding` chooses among. */

import { transposedSize, type Window } from 'atrous/spec';
import { type Note, type Step, formula, note, ref } from './tokens.js';

/** `(152 − 1)·2 − 2·1 + 1·(3−1) + 1 + 1`: the term before the last is `output_padding`. */
export function transposedStep(axis: string, size: number, window: Window, outputPadding: number): Step {
  const tokens = formula(
    '(',
    ref('n', axis, size),
    ' − ',
    1,
    ')',
    '·',
    ref('stride', axis, window.stride),
    ' − ',
    2,
    '·',
    ref('padding', axis, window.padBefore),
    ' + ',
    ref('dilation', axis, window.dilation),
    '·',
    '(',
    ref('kernel', axis, window.kernel),
    '−',
    1,
    ')',
    ' + ',
    ref('outputPadding', axis, outputPadding),
    ' + ',
    1,
  );
  return { id: 'size', tokens, value: transposedSize(size, window, outputPadding) };
}

/**
 * The legal range: `output_padding` is smaller than the stride or the dilation. A convolution with the same settings
 * takes `stride` neighbouring sizes to one; `output_padding` says which of them to go back to. What only the dilation
 * allows belongs to no convolution.
 */
export function outputPaddingNotes(size: number, window: Window): Note[] {
  const most = Math.max(window.stride, window.dilation) - 1;
  if (most < 1) return [];
  const least = transposedSize(size, window, 0);
  const notes = [note('outputPadding', { most, smallest: least, largest: least + most })];
  if (most >= window.stride) notes.push(note('outputPaddingBeyond', { stride: window.stride, most }));
  return notes;
}
