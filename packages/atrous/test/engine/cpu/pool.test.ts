import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { averages, explain, maxPool, maxPoolPlaces } from '../../../src/engine/cpu/index.js';
import { F, Tensor } from '../../../src/index.js';
import { useEngine } from '../../../src/ops/engine.js';
import { avgPoolGeometry, maxPoolGeometry, type PoolGeometry } from '../../../src/geometry/pool.js';
import type { Rank } from '../../../src/geometry/types.js';
import { asDivisors, paddedCells, readCells } from '../../../src/ops/avg-pool/divisors.js';
import { avgPoolReference } from '../../../src/ops/avg-pool/reference.js';
import { maxPoolReference } from '../../../src/ops/max-pool/reference.js';
import { asVolume, slidingWindows } from '../../../src/ops/pool-windows.js';
import { observed } from './observed.js';
import { numel } from '../../../src/tensor/tensor.js';
import { difference, noise } from './layers.js';

const axis = fc.record({
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.integer({ min: 0, max: 2 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  more: fc.integer({ min: 0, max: 20 }),
});

const pooling = fc.record({
  axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
  planes: fc.integer({ min: 1, max: 7 }),
  ceilMode: fc.boolean(),
  countIncludePad: fc.boolean(),
  divisorOverride: fc.option(fc.integer({ min: 1, max: 9 })),
  seed: fc.nat(),
});

type Pooling = typeof pooling extends fc.Arbitrary<infer T> ? T : never;

/** Sizes of one pooling; null where PyTorch has none. */
function sized({ axes, planes, ceilMode }: Pooling, dilated: boolean): PoolGeometry | null {
  const rank = axes.length as Rank;
  const dilation = axes.map((a) => (dilated ? a.dilation : 1));
  const spatial = axes.map((a, i) => dilation[i]! * (a.kernel - 1) + 1 + a.more);
  const options = {
    kernelSize: axes.map((a) => a.kernel),
    stride: axes.map((a) => a.stride),
    padding: axes.map((a) => Math.min(a.padding, Math.floor(a.kernel / 2))),
    ceilMode,
  };
  return dilated
    ? maxPoolGeometry(rank, [1, planes, ...spatial], { ...options, dilation })
    : avgPoolGeometry(rank, [1, planes, ...spatial], options);
}

const windowsOf = (g: PoolGeometry) => g.windows.map((window, i) => slidingWindows(g.input[i]!, window, g.output[i]!));

/** Whether the engine takes it: fewer than four outputs are the reference's. */
const taken = (g: PoolGeometry): boolean => numel(g.output) >= 4;

test('max pooling equals the reference, NaN and infinities included', () => {
  fc.assert(
    fc.property(pooling, (layer) => {
      const g = sized(layer, true)!;
      const x = noise(layer.seed, g.planes * numel(g.input));
      for (let i = layer.seed % 11; i < x.length; i += 11) x[i] = [NaN, -Infinity, Infinity, -0][i % 4]!;
      const want = new Float32Array(numel(g.shape));
      maxPoolReference(x, want, null, g.planes, asVolume(windowsOf(g)), -Infinity);
      const got = maxPool(g, x);
      expect(got).toEqual(taken(g) ? want : undefined);
    }),
    { numRuns: 300 },
  );
});

test('the places of the maxima are the reference’s, ties, NaN and windows of −∞ included', () => {
  fc.assert(
    fc.property(pooling, (layer) => {
      const g = sized(layer, true)!;
      // Few different values, so that many are equal.
      const x = noise(layer.seed, g.planes * numel(g.input)).map((value) => Math.round(2 * value));
      for (let i = layer.seed % 7; i < x.length; i += 7) x[i] = [NaN, -Infinity, Infinity, -0][i % 4]!;
      if (layer.seed % 3 === 0) x.fill(-Infinity, 0, x.length / 2);
      const want = new Float32Array(numel(g.shape));
      const places = new Int32Array(want.length);
      maxPoolReference(x, want, places, g.planes, asVolume(windowsOf(g)), -Infinity);
      expect(maxPoolPlaces(g, x)).toEqual(taken(g) ? { values: want, places } : undefined);
    }),
    { numRuns: 300 },
  );
});

const POOLS: readonly (readonly [string, string, (x: Tensor) => Tensor])[] = [
  ['max pooling', 'maxPoolPlaces', (x) => F.maxPool2d(x, 3, { stride: 2, padding: 1 })],
  ['max pooling with places', 'maxPoolPlaces', (x) => F.maxPool2d(x, 2, { returnIndices: true })[1]],
  ['adaptive max pooling', 'maxPoolPlaces', (x) => F.adaptiveMaxPool2d(x, [4, 3])],
  ['average pooling', 'averages', (x) => F.avgPool2d(x, 3, { stride: 2, padding: 1, ceilMode: true })],
  ['adaptive average pooling', 'averages', (x) => F.adaptiveAvgPool2d(x, [4, 3])],
  ['global average pooling', 'averages', (x) => F.adaptiveAvgPool2d(x, 1)],
];

test.each(POOLS)('%s asks the engine and agrees with the reference, gradient included', (_, name, layer) => {
  const run = (): readonly Float32Array[] => {
    const x = new Tensor(noise(4, 3 * 5 * 16 * 18), [3, 5, 16, 18], 'float32').requiresGrad_();
    const y = layer(x);
    if (y.requiresGrad) y.backward(new Tensor(noise(5, y.numel()), y.shape, 'float32'));
    return [Float32Array.from(y.detach().data as Float32Array), (x.grad?.data ?? []) as Float32Array];
  };
  const names: string[] = [];
  useEngine(observed((asked, done) => done && names.push(asked)));
  const got = run();
  useEngine(null);
  const want = run();
  expect(names[0]).toBe(name);
  got.forEach((values, n) => {
    expect(values).toHaveLength(want[n]!.length);
    // Sums of up to 288 numbers below 1, divided: an ulp or two.
    values.forEach((value, i) => expect(Math.abs(value - want[n]![i]!)).toBeLessThan(2 ** -22));
  });
});

test('average pooling agrees with the reference for every kind of divisor', () => {
  let taken = 0;
  fc.assert(
    fc.property(pooling, (layer) => {
      const g = sized(layer, false)!;
      const axes = windowsOf(g);
      const x = noise(layer.seed, g.planes * numel(g.input));
      const cells = layer.countIncludePad
        ? g.windows.map((window, i) => paddedCells(g.input[i]!, window, g.output[i]!))
        : axes.map(readCells);
      const divisors = layer.divisorOverride ?? asDivisors(cells);
      const want = new Float32Array(numel(g.shape));
      const magnitudes = new Float32Array(want.length);
      avgPoolReference(x, want, g.planes, asVolume(axes), divisors);
      avgPoolReference(x.map(Math.abs), magnitudes, g.planes, asVolume(axes), divisors);
      const got = averages({ name: '', planes: g.planes, axes: asVolume(axes), divisors }, x, false);
      const terms = numel(g.windows.map(({ kernel }) => kernel));
      if (got !== undefined) {
        taken++;
        expect(difference(got, want, magnitudes, terms + 2)).toBe('');
      }
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(20);
});

test('the engine says which poolings it takes', () => {
  const sized = (size: number): PoolGeometry => maxPoolGeometry(2, [1, 3, size, size], { kernelSize: 2 });
  const why = 'four neighbouring windows to a vector, the taps from a table';
  expect(explain('maxPool', sized(8))).toEqual({ kernel: 'maxPool', why });
  expect(explain('avgPool', sized(32)).kernel).toBe('columns+rows');
  expect(explain('avgPoolGradient', sized(32)).kernel).toBe('rows+columns');
  expect(explain('avgPool', sized(8)).kernel).toBe('reference');
  // Tables of one row, which would be larger than it.
  expect(explain('avgPool', avgPoolGeometry(1, [1, 2, 10_000], { kernelSize: 3 })).kernel).toBe('reference');
  expect(explain('avgPool', avgPoolGeometry(1, [1, 9, 10_000], { kernelSize: 3 })).kernel).toBe('rows');
  expect(explain('maxPoolPlaces', sized(8))).toEqual({ kernel: 'maxPoolPlaces', why });
  const small = { kernel: 'reference', why: 'planes of fewer than 4 outputs do not fill a vector' };
  expect(explain('maxPool', sized(3))).toEqual(small);
});
