/** @file Sizes of transposed convolution, and what `output_padding` chooses among. */

import { transposedSize, type Window } from 'atrous/spec';
import { type Note, type Step, formula, ref } from './tokens.js';

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
 * takes `stride` neighbouring sizes to one; `output_padding` says which of them to go back to.
 */
export function outputPaddingNotes(size: number, window: Window): Note[] {
  const most = Math.max(window.stride, window.dilation) - 1;
  if (most < 1) return [];
  const least = transposedSize(size, window, 0);
  const range = most === 1 ? '0 or 1' : `0 to ${most}`;
  const sizes = most === 1 ? `${least} or ${least + 1}` : `${least} to ${least + most}`;
  return [
    {
      id: 'outputPadding',
      text: `output_padding may be ${range}, for ${sizes}`,
      values: { most, smallest: least, largest: least + most },
    },
  ];
}
