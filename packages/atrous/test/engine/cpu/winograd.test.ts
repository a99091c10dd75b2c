import * as fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { configureEngine, conv, explain } from '../../../src/engine/cpu/index.js';
import { type ConvGeometry, convGeometry } from '../../../src/geometry/conv.js';
import { convReference } from '../../../src/ops/conv/reference.js';
import { numel } from '../../../src/tensor/tensor.js';
import { noise } from './layers.js';

beforeEach(() => configureEngine({ precision: 'default' }));
afterAll(() => configureEngine({ precision: 'strict' }));

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
function worst(g: ConvGeometry, seed: number): number {
  const terms = 9 * g.inChannels;
  const x = normal(seed, g.batch * g.inChannels * numel(g.input), 1);
  const weight = normal(seed + 1, terms * g.outChannels, Math.sqrt(2 / terms));
  const bias = normal(seed + 2, g.outChannels, 1);
  const want = new Float64Array(numel(g.shape));
  convReference(want, x, weight, bias, g);
  const got = conv(g, x, weight, bias)!;
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
    why: '3×3 with stride 1: 8 × 8 tiles of 4×4 outputs need 36 multiplications instead of 144',
  });
  configureEngine({ precision: 'strict' });
  expect(explain('conv', g).kernel).toMatch(/^dense/);
});
