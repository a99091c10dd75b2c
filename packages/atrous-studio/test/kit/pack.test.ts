import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_TEXT, pack, unpack } from '../../src/kit/pack.js';

test('a packed text is the same again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(pack(text)).toMatch(/^[\w-]+$/);
      expect(unpack(pack(text))).toBe(text);
    }),
  );
});

test('source shrinks to a fraction', () => {
  const source = 'nn.Conv2d(64, 64, kernel_size=3, padding=1), nn.ReLU(), '.repeat(50);
  expect(pack(source).length).toBeLessThan(source.length / 10);
});

test('any text in its place is refused or read, and never thrown over', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => void unpack(text)));
  expect(unpack('not packed!')).toBeUndefined();
  expect(unpack('')).toBeUndefined();
});

test('what inflates beyond every text is refused', () => {
  expect(unpack(pack('x'.repeat(LONGEST_TEXT + 1)))).toBeUndefined();
  expect(unpack(pack('x'.repeat(LONGEST_TEXT)))).toHaveLength(LONGEST_TEXT);
});
