import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputOfTap, outputsOfInput, outputsOfTap, tapsOfOutput } from '../../src/geometry/taps.js';
import type { Window } from '../../src/geometry/types.js';

const anyWindow: fc.Arbitrary<Window> = fc.record({
  kernel: fc.integer({ min: 1, max: 6 }),
  stride: fc.integer({ min: 1, max: 6 }),
  padBefore: fc.integer({ min: 0, max: 6 }),
  padAfter: fc.integer({ min: 0, max: 6 }),
  dilation: fc.integer({ min: 1, max: 6 }),
});
const anySize = fc.integer({ min: 1, max: 15 });
const anyCount = fc.integer({ min: 1, max: 12 });

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const members = ({ start, end }: { start: number; end: number }): number[] => upTo(end - start).map((i) => start + i);

describe('the three closed forms agree with trying every pair', () => {
  test('tapsOfOutput gives the taps that read the input', () =>
    fc.assert(
      fc.property(anySize, anyWindow, anyCount, (size, window, output) => {
        const inside = upTo(window.kernel).filter((tap) => {
          const input = inputOfTap(output, tap, window);
          return input >= 0 && input < size;
        });
        expect(members(tapsOfOutput(output, size, window))).toEqual(inside);
      }),
    ));

  test('outputsOfTap gives the outputs whose tap reads the input', () =>
    fc.assert(
      fc.property(anySize, anyWindow, anyCount, (size, window, count) => {
        for (const tap of upTo(window.kernel)) {
          const inside = upTo(count).filter((output) => {
            const input = inputOfTap(output, tap, window);
            return input >= 0 && input < size;
          });
          expect(members(outputsOfTap(tap, size, window, count))).toEqual(inside);
        }
      }),
    ));

  test('outputsOfInput gives the pairs that read an input, cells of the padding included', () =>
    fc.assert(
      fc.property(fc.integer({ min: -8, max: 60 }), anyWindow, anyCount, (input, window, count) => {
        const wanted = upTo(window.kernel).flatMap((tap) =>
          upTo(count)
            .filter((output) => inputOfTap(output, tap, window) === input)
            .map((output) => [output, tap]),
        );
        const { output, outputStep, tap, tapStep, count: pairs } = outputsOfInput(input, window, count);
        expect(upTo(pairs).map((n) => [output - n * outputStep, tap + n * tapStep])).toEqual(wanted);
      }),
    ));
});

describe('outputsOfInput', () => {
  test('an even stride and dilation step over every other input', () => {
    const window: Window = { kernel: 3, stride: 2, padBefore: 0, padAfter: 0, dilation: 2 };
    expect(outputsOfInput(3, window, 5).count).toBe(0);
    expect(outputsOfInput(4, window, 5)).toEqual({ tap: 0, tapStep: 1, output: 2, outputStep: 1, count: 3 });
  });
});
