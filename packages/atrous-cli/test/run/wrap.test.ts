import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, outputWidth } from '../../src/run/wrap.js';

describe('long lines', () => {
  test('that fit stay as they are', () => expect(fold('four words fit here', 19)).toBe('four words fit here'));

  test('end between a formula and its note first', () => {
    expect(fold(' H  (1 + 2) / 3 = 1     one row unread', 30, 4)).toBe(' H  (1 + 2) / 3 = 1\n    one row unread');
  });

  test('go on with the equals sign', () => {
    expect(fold('H  ⌊(304 + 6 − 7) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152', 42, 4)).toBe(
      'H  ⌊(304 + 6 − 7) / 2⌋ + 1 = ⌊303/2⌋ + 1\n    = 152',
    );
  });

  test('keep a comma on its line', () => {
    expect(fold('Conv2d(3, 64, kernel_size=7)', 20, 2)).toBe('Conv2d(3, 64,\n  kernel_size=7)');
  });

  test('without a pause stay long', () => expect(fold('x'.repeat(50), 20, 2)).toBe('x'.repeat(50)));

  test('lose no word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z,=]{1,12}$/), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 60 }), fc.integer({ min: 0, max: 8 }), (list, width, hanging) => {
        const folded = fold(list.join(' '), width, hanging);
        expect(folded.split(/\s+/).filter(Boolean)).toEqual(list);
        // Words are at most 12 long, so that a pause is always near enough.
        for (const line of folded.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('the width to write in', () => {
  test("is the terminal's, 100 for a file, and never tiny", () => {
    expect(outputWidth({ columns: 80 })).toBe(80);
    expect(outputWidth({ columns: 12 })).toBe(60);
    expect(outputWidth({})).toBe(100);
  });
});
