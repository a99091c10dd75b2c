import { describe, expect, test } from 'vitest';
import { parseDivisors, parseNumbers, parsePresets, parseSeed, parseSize } from '../../src/input/words.js';

/** What a parser gives, or says. */
function outcome(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('--size', () => {
  test.each([
    ['304x228', [304, 228]],
    ['304X228', [304, 228]],
    [' 304 × 228 ', [304, 228]],
    ['1x1', [1, 1]],
    ['10000x10000', [10_000, 10_000]],
  ])('%s is height, then width', (text, size) => expect(outcome(parseSize, text)).toEqual(size));

  test.each(['junk', '', '304', '304x', 'x228', '0x5', '5x0', '3.5x2', '-3x4', '1e3x4', '3x4x5'])(
    '%j is refused',
    (text) => expect(outcome(parseSize, text)).toBe('Give it as HEIGHTxWIDTH, for example 304x228.'),
  );

  test('more pixels than a picture may have are refused', () => {
    expect(outcome(parseSize, '10001x10000')).toBe('At most 100,000,000 pixels can be resized to.');
  });
});

describe('--mean and --std', () => {
  test.each([
    ['0.5', [0.5]],
    ['0.485, 0.456,0.406', [0.485, 0.456, 0.406]],
    ['-1e-3', [-0.001]],
  ])('%s is read', (text, numbers) => expect(parseNumbers(text)).toEqual(numbers));

  test.each(['', 'a', '1,,2', '1,', 'Infinity', 'NaN', '0,5;'])('%j is refused', (text) => {
    expect(outcome(parseNumbers, text)).toBe('Give numbers separated by commas.');
  });

  test('zero divides nothing', () => {
    expect(outcome(parseDivisors, '1,0,1')).toBe('It cannot be 0: values are divided by it.');
    expect(outcome(parseDivisors, '-0')).toBe('It cannot be 0: values are divided by it.');
    expect(parseDivisors('2')).toEqual([2]);
  });
});

describe('--seed', () => {
  test.each([
    ['0', 0n],
    ['-3', -3n],
    ['18446744073709551615', 2n ** 64n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
  ])('%s is an integer', (text, seed) => expect(parseSeed(text)).toBe(seed));

  test.each(['1.5', 'x', '', '0x10', '18446744073709551616', '-9223372036854775809'])('%j is refused', (text) => {
    expect(outcome(parseSeed, text)).toBe('Give an integer from -2**63 to 2**64 - 1.');
  });
});

describe('--kernels', () => {
  test('names come separated by commas', () => {
    expect(parsePresets('sobel, laplace')).toEqual(['sobel', 'laplace']);
  });

  test.each([
    ['sobl', "There is no filter 'sobl'. Did you mean sobel?"],
    [
      'constructor',
      "There is no filter 'constructor'. The names are sobel, laplace, sharpen, emboss, box, gauss, outline, identity.",
    ],
    ['', "There is no filter ''. The names are sobel, laplace, sharpen, emboss, box, gauss, outline, identity."],
  ])('%j is refused', (text, message) => expect(outcome(parsePresets, text)).toBe(message));
});
