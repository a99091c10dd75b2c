import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { linear, linearInputGradient, linearWeightGradient, matmul } from '../../../src/engine/cpu/index.js';
import { inputGradientReference, linearReference, weightGradientReference } from '../../../src/ops/linear/reference.js';
import { difference, noise } from './layers.js';

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const magnitude = (values: Float32Array): Float32Array => values.map(Math.abs);

test('a linear layer agrees with the reference', () => {
  const layer = fc.record({
    rows: fc.oneof(size(3), size(40)),
    inFeatures: fc.oneof(size(9), size(1500)),
    outFeatures: fc.oneof(size(9), size(130)),
    bias: fc.constantFrom('none', 'one', 'each'),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(layer, ({ bias: kind, seed, ...sizes }) => {
      const { rows, inFeatures, outFeatures } = sizes;
      const x = noise(seed, rows * inFeatures);
      const weight = noise(seed + 1, outFeatures * inFeatures);
      const bias = kind === 'none' ? null : noise(seed + 2, kind === 'one' ? 1 : outFeatures);
      const want = new Float32Array(rows * outFeatures);
      const magnitudes = new Float32Array(want.length);
      linearReference(want, x, weight, bias, sizes);
      linearReference(magnitudes, magnitude(x), magnitude(weight), bias && magnitude(bias), sizes);
      expect(difference(linear(sizes, x, weight, bias)!, want, magnitudes, inFeatures)).toBe('');
    }),
    { numRuns: 150 },
  );
});

test('a product of matrices agrees with the reference', () => {
  const sizes = fc.record({ rows: size(30), inner: size(70), columns: fc.integer({ min: 4, max: 70 }) });
  fc.assert(
    fc.property(sizes, fc.nat(), ({ rows, inner, columns }, seed) => {
      const a = noise(seed, rows * inner);
      const b = noise(seed + 1, inner * columns);
      const weight = Float32Array.from(
        { length: b.length },
        (_, i) => b[(i % inner) * columns + Math.floor(i / inner)]!,
      );
      const linearSizes = { rows, inFeatures: inner, outFeatures: columns };
      const want = new Float32Array(rows * columns);
      const magnitudes = new Float32Array(want.length);
      linearReference(want, a, weight, null, linearSizes);
      linearReference(magnitudes, magnitude(a), magnitude(weight), null, linearSizes);
      expect(difference(matmul({ rows, inner, columns }, a, b)!, want, magnitudes, inner)).toBe('');
    }),
    { numRuns: 150 },
  );
});

test('both gradients of a linear layer agree with the reference', () => {
  const layer = fc.record({ rows: size(60), inFeatures: fc.integer({ min: 4, max: 300 }), outFeatures: size(130) });
  fc.assert(
    fc.property(layer, fc.nat(), (sizes, seed) => {
      const { rows, inFeatures, outFeatures } = sizes;
      const x = noise(seed, rows * inFeatures);
      const weight = noise(seed + 1, outFeatures * inFeatures);
      const gradY = noise(seed + 2, rows * outFeatures);
      const check = (
        reference: typeof inputGradientReference,
        got: Float32Array | undefined,
        a: Float32Array,
        b: Float32Array,
        terms: number,
      ): void => {
        const want = new Float32Array(got!.length);
        const magnitudes = new Float32Array(want.length);
        reference(want, a, b, sizes);
        reference(magnitudes, magnitude(a), magnitude(b), sizes);
        expect(difference(got!, want, magnitudes, terms)).toBe('');
      };
      check(inputGradientReference, linearInputGradient(sizes, gradY, weight), gradY, weight, outFeatures);
      check(weightGradientReference, linearWeightGradient(sizes, x, gradY), x, gradY, rows);
    }),
    { numRuns: 100 },
  );
});

test('a product with fewer than four columns is left to the reference', () => {
  expect(matmul({ rows: 2, inner: 2, columns: 3 }, new Float32Array(4), new Float32Array(6))).toBeUndefined();
});
