import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adaptiveGeometry, adaptiveWindow } from '../../src/geometry/adaptive.js';

describe('adaptive windows', () => {
  test('read every element, in order, as evenly as they can', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 80 }), (size, count) => {
        const windows = Array.from({ length: count }, (_, index) => adaptiveWindow(size, count, index));
        expect(windows[0]!.start).toBe(0);
        expect(windows.at(-1)!.end).toBe(size);
        windows.forEach(({ start, end }, index) => {
          // Exactly the elements that touch the interval from index·size/count to (index + 1)·size/count.
          const touched = Array.from({ length: size }, (_, i) => i).filter(
            (i) => (i + 1) * count > index * size && i * count < (index + 1) * size,
          );
          expect([start, end]).toEqual([touched[0], touched.at(-1)! + 1]);
        });
      }),
    );
  });

  test('are those of plain pooling where the count divides the size', () => {
    expect([0, 1, 2].map((index) => adaptiveWindow(12, 3, index))).toEqual([
      { start: 0, end: 4 },
      { start: 4, end: 8 },
      { start: 8, end: 12 },
    ]);
  });

  test('overlap where it does not', () => {
    expect([0, 1, 2].map((index) => adaptiveWindow(5, 3, index))).toEqual([
      { start: 0, end: 2 },
      { start: 1, end: 4 },
      { start: 3, end: 5 },
    ]);
  });
});

describe('adaptive sizes', () => {
  test('repeat a number, and keep an axis where a list says null', () => {
    expect(adaptiveGeometry(2, [2, 3, 7, 9], 4, 'avg').shape).toEqual([2, 3, 4, 4]);
    expect(adaptiveGeometry(2, [2, 3, 7, 9], [null, 5], 'max')).toEqual({
      planes: 6,
      input: [7, 9],
      output: [7, 5],
      shape: [2, 3, 7, 5],
    });
    expect(adaptiveGeometry(1, [3, 9], [4], 'max').shape).toEqual([3, 4]);
  });

  test('may be zero', () => {
    expect(adaptiveGeometry(3, [1, 2, 3, 4, 5], [0, 1, 2], 'avg').shape).toEqual([1, 2, 0, 1, 2]);
  });

  test('of one make a mean, which takes any rank', () => {
    expect(adaptiveGeometry(2, [4, 5], 1, 'avg').shape).toEqual([1, 1]);
    expect(adaptiveGeometry(2, [2, 3, 4, 5, 6], 1, 'avg').shape).toEqual([2, 3, 4, 1, 1]);
    expect(() => adaptiveGeometry(2, [5], 1, 'avg')).toThrow(
      'Dimension out of range (expected to be in range of [-1, 0], but got -2)\nThe input is [5]; it needs 2 axes to pool.',
    );
  });

  test('need a channel axis before a list of them', () => {
    expect(() => adaptiveGeometry(2, [4, 5], [2, 2], 'avg')).toThrow(
      'Input dimension should be at least 3\n' +
        'adaptive_avg_pool2d pools the last 2 axes and needs a channel axis before them; the input is [4, 5].',
    );
  });

  test('below zero are refused, by the maximum only when it makes its output', () => {
    expect(() => adaptiveGeometry(2, [1, 3, 9, 9], [-1, 3], 'avg')).toThrow(
      'adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {-1, 3}\nSizes are 0 or more.',
    );
    expect(() => adaptiveGeometry(2, [1, 3, 9, 9], [-1, 3], 'max')).toThrow(
      'Trying to create tensor with negative dimension -1: [1, 3, -1, 3]\nSizes are 0 or more.',
    );
  });

  test('cannot be left open in 1-D', () => {
    expect(() => adaptiveGeometry(1, [1, 3, 9], [null], 'avg')).toThrow(
      "adaptive_avg_pool1d(): argument 'output_size' (position 2) must be tuple of ints, but found element of type NoneType at pos 0",
    );
  });

  test('of empty channels are fine for the average in 1-D and 2-D, and for nothing else', () => {
    expect(adaptiveGeometry(2, [1, 0, 9, 9], 2, 'avg').shape).toEqual([1, 0, 2, 2]);
    expect(() => adaptiveGeometry(2, [1, 0, 9, 9], 2, 'max')).toThrow('with dimension 1 being empty');
    expect(() => adaptiveGeometry(3, [1, 0, 9, 9, 9], 2, 'avg')).toThrow('with dimension 1 being empty');
  });
});
