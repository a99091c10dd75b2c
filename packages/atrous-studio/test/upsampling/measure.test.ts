/** @file What the Upsampling page shows is what the library says. */

import { outputShape } from 'atrous/spec';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/pages/upsampling/judge.js';
import { measure, MOST_PRODUCTS } from '../../src/pages/upsampling/measure.js';
import { initialState, inputOf, specOf, type UpsamplingState } from '../../src/pages/upsampling/state.js';

const start = initialState();
const withNumbers = (numbers: Partial<UpsamplingState['numbers']>): UpsamplingState => ({
  ...start,
  numbers: { ...start.numbers, ...numbers },
});

describe('weights of 1 on a constant input', () => {
  test('kernel 3 at stride 2 gives 1, 2, 2 and 4 products, and each remedy is even', () => {
    const { ways, overlap } = measure(start);
    expect(overlap.phases).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(ways.map(({ id }) => id)).toEqual(['own', 'divisible', 'resize', 'subpixel', 'blur']);
    // Sums of 8 channels and a bias of 1: 9, 17, 17 and 33, whose mean is 19.
    expect(ways[0]!.unevenness).toBeCloseTo(24 / 19, 5);
    expect(ways.slice(1).map(({ unevenness }) => unevenness)).toEqual([0, 0, 0, 0]);
  });

  test('the picture is the output of the layer', () => {
    const { ways, output } = measure(start);
    for (const { plane } of ways) expect([plane.height, plane.width]).toEqual(output.slice(2));
    const { values, width } = ways[0]!.plane;
    expect([5 * width + 5, 5 * width + 6, 6 * width + 5, 6 * width + 6].map((at) => values[at])).toEqual([
      33, 17, 17, 9,
    ]);
  });
});

test('random weights are those of the seed, for every input', () => {
  const drawn: UpsamplingState = { ...start, weights: 'drawn', seed: 7 };
  const [own] = measure(drawn).ways;
  expect(measure({ ...drawn, fill: 'noise' }).ways[0]!.unevenness).toBe(own!.unevenness);
  expect(measure({ ...drawn, seed: 8 }).ways[0]!.unevenness).not.toBe(own!.unevenness);
  expect(own!.unevenness).toBeGreaterThan(0);
});

test('what takes too long is not run, and its counts are there all the same', () => {
  const { ways, overlap, products } = measure({ ...withNumbers({ inChannels: 512, outChannels: 256 }), size: 64 });
  expect(products).toBeGreaterThan(MOST_PRODUCTS);
  expect(ways).toEqual([]);
  expect(overlap.shape).toEqual([128, 128]);
});

test('a refused layer has PyTorch’s words', () => {
  expect(judge(withNumbers({ outputPadding: 2 })).refusal!.message.text).toBe(
    'output padding must be smaller than either stride or dilation, but got output_padding_height: 2 output_padding_width: 2 stride_height: 2 stride_width: 2 dilation_height: 1 dilation_width: 1',
  );
});

test('every small layer is measured or refused', () => {
  const small = fc.integer({ min: 0, max: 5 });
  const numbers = fc.record({
    inChannels: small,
    outChannels: small,
    kernelSize: small,
    stride: small,
    padding: small,
    outputPadding: small,
    dilation: small,
  });
  fc.assert(
    fc.property(
      numbers,
      fc.integer({ min: 0, max: 7 }),
      fc.constantFrom('noise', 'disc', 'constant'),
      (own, size, fill) => {
        const state: UpsamplingState = { ...start, numbers: own, size, fill, weights: 'drawn' };
        const { measured } = judge(state);
        if (measured) expect(measured.output).toEqual(outputShape(specOf(state), inputOf(state)));
      },
    ),
    { numRuns: 200 },
  );
});
