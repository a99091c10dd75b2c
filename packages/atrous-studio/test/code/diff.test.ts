import { applyEdits, type Edit } from 'atrous-explain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hunksOf } from '../../src/pages/code/diff.js';

describe('a change as lines', () => {
  test('names the line, and what it was and becomes', () => {
    const text = 'a\n  b(1)\nc';
    expect(hunksOf(text, [{ from: 6, to: 7, text: '2' }])).toEqual([
      { line: 2, before: ['  b(1)'], after: ['  b(2)'] },
    ]);
  });

  test('joins changes of one line, and keeps others apart', () => {
    const edits = [
      { from: 0, to: 1, text: 'A' },
      { from: 2, to: 3, text: 'B' },
      { from: 8, to: 9, text: 'E\nF' },
    ];
    expect(hunksOf('a b\nc\nd e', edits)).toEqual([
      { line: 1, before: ['a b'], after: ['A B'] },
      { line: 3, before: ['d e'], after: ['d E', 'F'] },
    ]);
  });

  test('put in place of its lines gives the changed text', () => {
    const text = fc.array(fc.constantFrom('a', 'bc', '\n', ' ')).map((parts) => parts.join(''));
    const cuts = fc.uniqueArray(fc.nat(40), { maxLength: 6 });
    fc.assert(
      fc.property(text, cuts, fc.constantFrom('', 'x', 'x\ny', '\n'), (source, places, put) => {
        const sorted = places.filter((at) => at <= source.length).sort((a, b) => a - b);
        const edits: Edit[] = [];
        for (let i = 0; i + 1 < sorted.length; i += 2) edits.push({ from: sorted[i]!, to: sorted[i + 1]!, text: put });
        const lines = source.split('\n');
        for (const { line, before, after } of hunksOf(source, edits).reverse()) {
          expect(lines.slice(line - 1, line - 1 + before.length)).toEqual(before);
          lines.splice(line - 1, before.length, ...after);
        }
        expect(lines.join('\n')).toBe(applyEdits(source, edits));
      }),
    );
  });
});
