import { describe, expect, test } from 'vitest';
import { hasRoom, PRESETS, presetWeights } from '../../src/pictures/presets.js';

const sums = (weights: Float32Array, size: number): number[] =>
  Array.from({ length: weights.length / size }, (_, i) =>
    weights.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0),
  );

describe('classic filters', () => {
  test('act on the mean of the input channels', () => {
    const weights = presetWeights(['identity'], [1, 2, 3, 3]);
    expect([...weights]).toEqual([0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0]);
  });

  test('take turns, a name with two filters giving both', () => {
    const weights = presetWeights(['sobel', 'laplace'], [4, 1, 3, 3]);
    expect([...weights.subarray(0, 9)]).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1]);
    expect([...weights.subarray(9, 18)]).toEqual([-1, -2, -1, 0, 0, 0, 1, 2, 1]);
    expect([...weights.subarray(18, 27)]).toEqual([0, 1, 0, 1, -4, 1, 0, 1, 0]);
    expect(weights.subarray(27)).toEqual(weights.subarray(0, 9));
  });

  test('stand in the middle of larger kernels', () => {
    const weights = presetWeights(['identity'], [1, 1, 5, 7]);
    expect(weights.indexOf(1)).toBe(2 * 7 + 3);
    expect(weights.reduce((sum, value) => sum + value, 0)).toBe(1);
  });

  test('keep flat areas (sum 1) or make them 0', () => {
    const names = Object.keys(PRESETS);
    const weights = presetWeights(names, [names.length + 1, 1, 3, 3]);
    // Sobel gives two filters; emboss, sharpen, box, Gauss and identity keep the brightness.
    const expected = [0, 0, 0, 1, 1, 1, 1, 0, 1];
    sums(weights, 9).forEach((sum, i) => expect(sum).toBeCloseTo(expected[i]!, 6));
  });

  test('need a kernel of 3 × 3', () => {
    expect(hasRoom([8, 3, 3, 3])).toBe(true);
    expect(hasRoom([8, 3, 1, 5])).toBe(false);
  });
});
