/** @file A change of a text as lines that go and lines that come. */

import { applyEdits, type Edit } from 'atrous-explain';

/** A run of lines that changes. */
export interface Hunk {
  /** The first line, from 1. */
  readonly line: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface Range {
  /** The lines' offsets in the text, without the last line break. */
  readonly from: number;
  readonly to: number;
  readonly edits: readonly Edit[];
}

/** Edits by the lines that they touch; runs that share a line are one. */
function rangesOf(text: string, edits: readonly Edit[]): Range[] {
  const ranges: Range[] = [];
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    const from = text.slice(0, edit.from).lastIndexOf('\n') + 1;
    const end = text.indexOf('\n', edit.to);
    const to = end < 0 ? text.length : end;
    const last = ranges.at(-1);
    if (last && from <= last.to)
      ranges.splice(-1, 1, { from: last.from, to: Math.max(to, last.to), edits: [...last.edits, edit] });
    else ranges.push({ from, to, edits: [edit] });
  }
  return ranges;
}

export function hunksOf(text: string, edits: readonly Edit[]): Hunk[] {
  return rangesOf(text, edits).map(({ from, to, edits: own }) => {
    const moved = own.map((edit) => ({ ...edit, from: edit.from - from, to: edit.to - from }));
    const before = text.slice(from, to);
    return {
      line: text.slice(0, from).split('\n').length,
      before: before.split('\n'),
      after: applyEdits(before, moved).split('\n'),
    };
  });
}
