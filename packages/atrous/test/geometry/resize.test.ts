import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import {
  nearestShortcut,
  nearestSource,
  resizeGeometry,
  type ResizeAxis,
  type ResizeOptions,
  resizeRatio,
} from '../../src/geometry/resize.js';
import { errorCases, expectError, options } from '../ops/golden.js';

describe('resizeGeometry', () => {
  it.each(errorCases('functional', ['interpolate']))('$id has the text of PyTorch', (test) => {
    expectError(test, () => resizeGeometry(test.inputs['input']!.shape, options(test.args)));
  });

  it('takes sizes as given and rounds scaled ones down', () => {
    expect(resizeGeometry([2, 3, 5, 7], { size: [4, 9] }).shape).toEqual([2, 3, 4, 9]);
    expect(resizeGeometry([2, 3, 5], { size: 4 }).shape).toEqual([2, 3, 4]);
    expect(resizeGeometry([2, 3, 5, 7], { scaleFactor: 1.7 }).shape).toEqual([2, 3, 8, 11]);
    expect(resizeGeometry([2, 3, 5, 7, 4], { scaleFactor: [1, 2, 0.5] }).shape).toEqual([2, 3, 5, 14, 2]);
  });

  it('knows every mode for its ranks', () => {
    const ranks: Record<string, number[]> = {
      nearest: [3, 4, 5],
      'nearest-exact': [3, 4, 5],
      area: [3, 4, 5],
      linear: [3],
      bilinear: [4],
      bicubic: [4],
      trilinear: [5],
    };
    for (const [mode, allowed] of Object.entries(ranks))
      for (const rank of [3, 4, 5]) {
        const run = (): unknown => resizeGeometry([1, 1, 4, 4, 4].slice(0, rank), { size: 2, mode } as ResizeOptions);
        if (allowed.includes(rank)) expect(run).not.toThrow();
        else expect(run).toThrow(AtrousError);
      }
  });

  it('refuses fractional sizes as Python does', () => {
    expect(() => resizeGeometry([1, 1, 4, 4], { size: [2, 2.5] })).toThrow(
      'expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], ' +
        "but got size with types [<class 'int'>, <class 'float'>]",
    );
  });

  it('takes an empty batch', () => {
    expect(resizeGeometry([0, 2, 4], { size: 3 }).shape).toEqual([0, 2, 3]);
  });
});

describe('resizeRatio', () => {
  it('prefers the scale, and lets aligned corners decide where they are wanted', () => {
    expect(resizeRatio({ size: 4, count: 6, scale: 1.7 }, false)).toBe(1 / 1.7);
    expect(resizeRatio({ size: 4, count: 6, scale: null }, false)).toBe(4 / 6);
    expect(resizeRatio({ size: 4, count: 7, scale: 1.7 }, true)).toBe(0.5);
    expect(resizeRatio({ size: 4, count: 1, scale: null }, true)).toBe(0);
  });
});

const sources = (size: number, count: number, exact: boolean): number[] =>
  Array.from({ length: count }, (_, at) => nearestSource(at, { size, count, scale: null }, exact, false));

/** An axis of 64 cells, resized to `count`. */
const axis = (count: number): ResizeAxis => ({ size: 64, count, scale: null });

describe('nearestSource', () => {
  it('never falls, stays inside, and is at most a cell from the exact product', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, fc.boolean(), (from, to, exact) => {
        const found = sources(from, to, exact);
        found.forEach((source, at) => {
          expect(source).toBeGreaterThanOrEqual(at === 0 ? 0 : found[at - 1]!);
          expect(source).toBeLessThan(from);
          expect(Math.abs(source - ((at + (exact ? 0.5 : 0)) * from) / to)).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it('multiplies in float32, where a product may fall short of the next cell', () => {
    expect(Math.floor(41 * (2 / 82))).toBe(1);
    expect(sources(2, 82, false)[41]).toBe(0);
    expect(sources(2, 82, false)[42]).toBe(1);
  });

  it('takes the short way in two dimensions up to 128 cells of output', () => {
    expect(nearestShortcut([axis(64), axis(64)])).toBe(true);
    expect(nearestShortcut([axis(64), axis(65)])).toBe(false);
    expect(nearestShortcut([axis(2)])).toBe(false);
    expect(nearestSource(2, { size: 3, count: 3, scale: 1.3 }, false, true)).toBe(2);
    expect(nearestSource(2, { size: 3, count: 3, scale: 1.3 }, false, false)).toBe(1);
  });
});
