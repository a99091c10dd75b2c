import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Window } from '../../src/geometry/types.js';
import { perAxis, sizesOfCount, span, unread, windowCount } from '../../src/geometry/window.js';

const anyWindow: fc.Arbitrary<Window> = fc.record({
  kernel: fc.integer({ min: 1, max: 6 }),
  stride: fc.integer({ min: 1, max: 5 }),
  padBefore: fc.integer({ min: 0, max: 5 }),
  padAfter: fc.integer({ min: 0, max: 5 }),
  dilation: fc.integer({ min: 1, max: 4 }),
});

/** Where the windows begin, found by sliding until one reaches over the end. */
function slide(size: number, { kernel, stride, padBefore, padAfter, dilation }: Window): number[] {
  const starts: number[] = [];
  for (let start = -padBefore; start + dilation * (kernel - 1) <= size - 1 + padAfter; start += stride)
    starts.push(start);
  return starts;
}

describe('span', () => {
  test('3 taps with dilation 2 span 5 cells', () => expect(span(3, 2)).toBe(5));
  test('1 tap spans 1 cell whatever the dilation', () => expect(span(1, 7)).toBe(1));
});

describe('perAxis', () => {
  test('a number stands for every axis', () => expect(perAxis(2, 3)).toEqual([2, 2, 2]));
  test('a list of one stands for every axis', () => expect(perAxis([2], 3)).toEqual([2, 2, 2]));
  test('a list is copied, not shared', () => {
    const given = [1, 2];
    expect(perAxis(given, 2)).toEqual(given);
    expect(perAxis(given, 2)).not.toBe(given);
  });
});

describe('sizesOfCount', () => {
  test('names every size up to 60 that gives the count, and no other', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), anyWindow, (count, window) => {
        const { low, high } = sizesOfCount(count, window);
        const found = Array.from({ length: 60 }, (_, i) => i + 1).filter((size) => windowCount(size, window) === count);
        const named = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
        expect(named).toEqual(found);
      }),
    ));
});

describe('windowCount', () => {
  test('counts as many windows as fit when one slides', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), anyWindow, (size, window) => {
        expect(Math.max(0, windowCount(size, window))).toBe(slide(size, window).length);
      }),
    ));

  test('28 under kernel 3, stride 3, padding 1 gives 10', () =>
    expect(windowCount(28, { kernel: 3, stride: 3, padBefore: 1, padAfter: 1, dilation: 1 })).toBe(10));
});

describe('unread', () => {
  test('is what lies beyond the last window', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), anyWindow, (size, window) => {
        const last = slide(size, window).at(-1);
        const cells = size + window.padBefore + window.padAfter;
        const read = last === undefined ? 0 : last + window.padBefore + window.dilation * (window.kernel - 1) + 1;
        expect(unread(size, window)).toBe(cells - read);
      }),
    ));
});
