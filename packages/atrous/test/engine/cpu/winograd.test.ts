import * as fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { configureEngine, conv, convTranspose, explain } from '../../../src/engine/cpu/index.js';
import { type ConvGeometry, convGeometry } from '../../../src/geometry/conv.js';
import { convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import { convTransposeReference } from '../../../src/ops/conv-transpose/reference.js';
import { convReference } from '../../../src/ops/conv/reference.js';
import { numel } from '../../../src/tensor/tensor.js';
import { noise } from './layers.js';

beforeEach(() => configureEngine({ precision: 'default' }));
afterAll(() => configureEngine({ precision: 'default' }));

/** Numbers that are normally distributed: sums of twelve uniform ones, less than a permille off where it matters. */
function normal(seed: number, length: number, deviation: number): Float32Array {
  const uniform = noise(seed, 12 * length);
  return Float32Array.from({ length }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < 12; j++) sum += uniform[12 * i + j]! / 2;
    return sum * deviation;
  });
}

/** The largest error in units of PyTorch's float32 tolerance, 1e-5 + 1.3e-6·|reference|, with He-scaled weights. */
function worst(g: ConvGeometry, seed: number, trained: boolean = false): number {
  const terms = g.windows.reduce((all, { kernel }) => all * kernel, g.inChannels / g.groups);
  const x = normal(seed, g.batch * g.inChannels * numel(g.input), 1);
  const weight = normal(seed + 1, terms * g.outChannels, Math.sqrt(2 / terms));
  const bias = normal(seed + 2, g.outChannels, 1);
  const want = new Float64Array(numel(g.shape));
  convReference(want, x, weight, bias, g);
  return apart(conv(g, x, weight, bias, null, trained)!, want);
}

function apart(got: Float32Array, want: Float64Array): number {
  return want.reduce((most, value, i) => {
    const error = Math.abs(got[i]! - value) / (1e-5 + 1.3e-6 * Math.abs(value));
    return error <= most ? most : error;
  }, 0);
}

const layer = (batch: number, channels: number, out: number, size: readonly number[], padding: number): ConvGeometry =>
  convGeometry(2, [batch, channels, ...size], [out, channels, 3, 3], [out], { padding });

test('Winograd stays inside PyTorch’s tolerance for all sizes and channels', () => {
  const sizes = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 16, max: 70 }),
    out: fc.integer({ min: 24, max: 50 }),
    size: fc.tuple(fc.integer({ min: 12, max: 40 }), fc.integer({ min: 12, max: 40 })),
    padding: fc.integer({ min: 0, max: 3 }),
  });
  const used = new Set<string>();
  fc.assert(
    fc.property(sizes, fc.nat(), ({ batch, channels, out, size, padding }, seed) => {
      const g = layer(batch, channels, out, size, padding);
      used.add(explain('conv', g).kernel.slice(0, 8));
      const error = worst(g, seed);
      expect(error <= 1 ? '' : `${error} times the tolerance`).toBe('');
    }),
    { numRuns: 25 },
  );
  expect(used).toContain('winograd');
});

/** Any layer with kernels of 3×3 and stride 1. */
const anyLayer = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 12, max: 20 }),
    out: fc.integer({ min: 24, max: 30 }),
    size: fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 19 })),
    padding: fc.integer({ min: 0, max: 4 }),
    dilation: fc.constantFrom([1, 1], [1, 1], [2, 2], [1, 3], [5, 1], [4, 6], [9, 9]),
    depth: fc.option(
      fc.record({
        size: fc.integer({ min: 1, max: 3 }),
        kernel: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 2 }),
        dilation: fc.integer({ min: 1, max: 2 }),
        padding: fc.integer({ min: 0, max: 2 }),
      }),
    ),
  })
  .map(({ batch, groups, channels, out, size, padding, dilation, depth }) => {
    const plane = size.map((more, i) => 2 * dilation[i]! + more);
    const planes = depth && depth.dilation * (depth.kernel - 1) + depth.size;
    return convGeometry(
      depth ? 3 : 2,
      [batch, groups * channels, ...(depth ? [planes!] : []), ...plane],
      [groups * out, channels, ...(depth ? [depth.kernel] : []), 3, 3],
      [groups * out],
      {
        groups,
        stride: depth ? [depth.stride, 1, 1] : 1,
        padding: [...(depth ? [depth.padding] : []), padding, padding],
        dilation: [...(depth ? [depth.dilation] : []), ...dilation],
      },
    );
  });

test.each([false, true])('groups, dilations, planes and batches stay inside the tolerance, trained: %s', (trained) => {
  const used = new Set<string>();
  fc.assert(
    fc.property(anyLayer, fc.nat(), (g, seed) => {
      used.add(explain('conv', g, { trained }).kernel.split('+')[0]!);
      const error = worst(g, seed, trained);
      expect(error <= 1 ? '' : `${error} times the tolerance`).toBe('');
    }),
    { numRuns: 25 },
  );
  expect(used).toContain(trained ? 'winograd2x2' : 'winograd4x4');
});

test.each([1, 2])(
  'the transposed layer of %i group, and so the gradient of an input, is a convolution backwards',
  (groups) => {
    const shape = [2, 24 * groups, 20, 17];
    const options = { groups, padding: 1, dilation: groups };
    const g = convTransposeGeometry(2, shape, [24 * groups, 32, 3, 3], null, options);
    expect(explain('convTranspose', g, { trained: true }).kernel).toMatch(/^winograd2x2/);
    const x = normal(1, numel(shape), 1);
    const weight = normal(2, 24 * groups * 32 * 9, Math.sqrt(2 / (24 * 9)));
    const want = new Float64Array(numel(g.shape));
    convTransposeReference(want, x, weight, null, g);
    expect(apart(convTranspose(g, x, weight, null, null, true)!, want)).toBeLessThan(1);
  },
);

test('tiles of 2×2 are more exact than direct sums', () => {
  const g = layer(1, 256, 24, [14, 14], 1);
  const exact = worst(g, 7, true);
  configureEngine({ precision: 'strict' });
  expect(exact).toBeLessThan(worst(g, 7));
});

test.each([128, 130, 300])('Winograd of %i channels stays inside PyTorch’s tolerance', (channels) => {
  const g = layer(1, channels, 24, [14, 14], 1);
  expect(explain('conv', g).kernel).toMatch(/^winograd/);
  expect(worst(g, 7)).toBeLessThan(1);
});

test('narrow and low images are right to the last row and column', () => {
  for (const size of [
    [4, 48],
    [48, 4],
    [200, 3],
    [3, 203],
    [70, 5],
  ] as const) {
    const g = layer(1, 16, 24, size, 1);
    expect([size, worst(g, 3) < 1]).toEqual([size, true]);
  }
});

test('bands of tiles join without a seam', () => {
  const g = layer(1, 64, 24, [90, 90], 1);
  expect(worst(g, 11)).toBeLessThan(1);
});

test('strict precision never uses Winograd', () => {
  const g = layer(1, 32, 32, [32, 32], 1);
  expect(explain('conv', g)).toEqual({
    kernel: expect.stringMatching(/^winograd4x4\+dense/) as string,
    why: expect.stringContaining(
      '3×3 with stride 1: 8 × 8 tiles of 4×4 outputs need 36 multiplications instead of 144; ',
    ) as string,
  });
  configureEngine({ precision: 'strict' });
  expect(explain('conv', g).kernel).toMatch(/^dense/);
});
