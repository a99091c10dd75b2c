import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configureEngine, cpu, useEngine } from '../../../src/engine/index.js';
import { F, Tensor } from '../../../src/index.js';
import { noise } from './layers.js';

beforeAll(() => useEngine(cpu));
afterAll(() => useEngine(null));

const sizes = fc.record({
  outer: fc.integer({ min: 1, max: 40 }),
  size: fc.integer({ min: 1, max: 70 }),
  inner: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1, 1027)),
});
type Sizes = { readonly outer: number; readonly size: number; readonly inner: number };

const numbersOf = ({ outer, size, inner }: Sizes): number => outer * size * inner;

/** The result and the gradient of its input, with or without the engine. */
function both(engine: typeof cpu | null, log: boolean, lines: Sizes, x: Float32Array, g: Float32Array): Float32Array[] {
  useEngine(engine);
  const shape = [lines.outer, lines.size, lines.inner];
  const input = new Tensor(x, shape, 'float32').requiresGrad_();
  const y = (log ? F.logSoftmax : F.softmax)(input, { dim: 1 });
  y.backward(new Tensor(g, shape, 'float32'));
  useEngine(cpu);
  return [y, input.grad!].map((t) => t.dataAs('float32'));
}

/** Whether every number is near the one that it should be, and infinities and NaN where they should be. */
function near(values: Float32Array, want: Float32Array, atol: number): boolean {
  return values.every(
    (value, i) => Object.is(value, want[i]) || Math.abs(value - want[i]!) <= 1e-6 * Math.abs(want[i]!) + atol,
  );
}

test('softmax, its logarithm and their gradients are those of the loops, whatever lies beside the lines', () => {
  fc.assert(
    fc.property(sizes, fc.boolean(), fc.constantFrom(1, 20), fc.nat(), (lines, log, scale, seed) => {
      fc.pre(numbersOf(lines) <= 60_000);
      const [x, g] = [seed, seed + 1].map((n) => noise(n, numbersOf(lines))) as [Float32Array, Float32Array];
      for (let i = 0; i < x.length; i++) x[i]! *= scale;
      const [y, gradX] = both(cpu, log, lines, x, g);
      const [wantY, wantGradX] = both(null, log, lines, x, g);
      expect(near(y!, wantY!, log ? 1e-6 * scale : 1e-9)).toBe(true);
      // What is subtracted has its roundings.
      const largest = g.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(near(gradX!, wantGradX!, 2e-6 * largest * (log ? Math.sqrt(lines.size) : 1))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a long line loses nothing by its length, and special numbers go where the loops put them', () => {
  const lines = { outer: 4, size: 40_000, inner: 1 };
  const x = new Float32Array(numbersOf(lines)).fill(0.1);
  const sum = F.softmax(new Tensor(x, [4, 40_000], 'float32'), { dim: 1 }).sum(1);
  for (const total of sum.dataAs('float32')) expect(Math.abs(total - 1)).toBeLessThan(1e-6);
  const special = noise(1, 64 * 32);
  special.set([Infinity, 1, -Infinity, NaN, -200, 200, 3e38, -3e38, 1e-45, 0, -0]);
  special.fill(-Infinity, 64, 96);
  for (const shape of [
    { outer: 64, size: 32, inner: 1 },
    { outer: 1, size: 32, inner: 64 },
  ])
    for (const log of [false, true]) {
      const [y] = both(
        cpu,
        log,
        shape,
        special,
        special.map(() => 1),
      );
      const [want] = both(
        null,
        log,
        shape,
        special,
        special.map(() => 1),
      );
      expect(near(y!, want!, log ? 1e-6 : 1e-9)).toBe(true);
    }
});

test('has the same bits for any number of threads', () => {
  const lines = { outer: 6, size: 21, inner: 5000 };
  const [x, g] = [1, 2].map((n) => noise(n, numbersOf(lines))) as [Float32Array, Float32Array];
  const [alone, shared] = [1, 2].map((threads) => {
    configureEngine({ threads });
    return both(cpu, false, lines, x, g).map((values) => [...values.subarray(0, 4000)].join());
  });
  configureEngine({ threads: undefined });
  expect(shared).toEqual(alone);
});
