import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { affine } from '../../../src/engine/cpu/index.js';
import { difference, noise } from './layers.js';

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

test('a scale and a shift for every channel agree with the formula, with and without ReLU', () => {
  const sizes = fc.record({ batch: size(3), channels: size(9), plane: fc.oneof(size(40), size(30_000)) });
  fc.assert(
    fc.property(sizes, fc.boolean(), fc.nat(), (shape, relu, seed) => {
      const { batch, channels, plane } = shape;
      const x = noise(seed, batch * channels * plane);
      const scale = noise(seed + 1, channels);
      const shift = noise(seed + 2, channels);
      const channel = (i: number): number => Math.floor(i / plane) % channels;
      const exact = x.map((value, i) => value * scale[channel(i)]! + shift[channel(i)]!);
      const want = relu ? exact.map((value) => Math.max(value, 0)) : exact;
      const magnitudes = x.map((value, i) => Math.abs(value * scale[channel(i)]!) + Math.abs(shift[channel(i)]!));
      expect(difference(affine(shape, x, scale, shift, relu)!, want, magnitudes, 1)).toBe('');
    }),
    { numRuns: 60 },
  );
});

test('ReLU keeps NaN', () => {
  const x = Float32Array.of(NaN, -1, Infinity, -Infinity, 2);
  const y = affine({ batch: 1, channels: 1, plane: 5 }, x, Float32Array.of(1), Float32Array.of(0), true);
  expect(y).toEqual(Float32Array.of(NaN, 0, Infinity, 0, 2));
});
