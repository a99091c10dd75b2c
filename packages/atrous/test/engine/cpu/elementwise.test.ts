import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpu, useEngine } from '../../../src/engine/index.js';
import { F, Tensor } from '../../../src/index.js';
import { noise } from './layers.js';

/** More than a piece of the engine, and no whole number of vectors. */
const COUNT = 8192 + 1027;
const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 3, -3, 6, 1e-30, -1e-30, 88, -88, 200, -200];

/** Noise of ±8 among special values. */
function values(seed: number): Float32Array {
  const x = noise(seed, COUNT).map((value) => 8 * value);
  for (let i = 0; i < x.length; i += 5) x[i] = SPECIAL[(i / 5) % SPECIAL.length]!;
  return x;
}

const tensorOf = (array: Float32Array, requiresGrad = false): Tensor =>
  new Tensor(array.slice(), [array.length], 'float32').requiresGrad_(requiresGrad);

const array = (t: Tensor): Float32Array => t.data as Float32Array;

/** What `run` gives with the engine and without it. */
function bothWays<T>(run: () => T): [T, T] {
  const fast = run();
  useEngine(null);
  const want = run();
  useEngine(cpu);
  return [fast, want];
}

/** The first place where two arrays differ by more than so many ulps, as text; zeros keep their sign. */
function unlike(got: Float32Array, want: Float32Array, ulps: number): string {
  for (const [i, value] of got.entries()) {
    const tolerance = ulps * 2 ** -23 * Math.abs(want[i]!) + 2 ** -126;
    const same = Object.is(value, want[i]) || (ulps > 0 && Math.abs(value - want[i]!) <= tolerance);
    if (!same) return `at ${i}: ${value} instead of ${want[i]}`;
  }
  return '';
}

beforeAll(() => useEngine(cpu));
afterAll(() => useEngine(null));

// Ulps: a rounding for each operation of the kernel, where the reference rounds once; the exponential is good to two.
const ACTIVATIONS: readonly (readonly [string, (x: Tensor) => Tensor, forward: number, backward: number])[] = [
  ['relu', (x) => F.relu(x), 0, 0],
  ['relu6', (x) => F.relu6(x), 0, 0],
  ['hardtanh', (x) => F.hardtanh(x, { minVal: -0.1, maxVal: 0.3 }), 0, 0],
  ['clamp', (x) => x.clamp({ min: -0.1, max: 2.7 }), 0, 0],
  ['leakyRelu', (x) => F.leakyRelu(x, { negativeSlope: 0.03 }), 2, 2],
  ['hardsigmoid', (x) => F.hardsigmoid(x), 2, 2],
  ['hardswish', (x) => F.hardswish(x), 4, 4],
];

describe('activations on the engine equal the reference, NaN, infinities and signed zeros included', () => {
  test.each(ACTIVATIONS)('%s', (_, activation, forward, backward) => {
    const [[y, gradient], [wantY, wantGradient]] = bothWays(() => {
      const x = tensorOf(values(1), true);
      const y = activation(x);
      y.backward(tensorOf(values(2)));
      return [array(y.detach()), array(x.grad!)] as const;
    });
    expect(unlike(y, wantY, forward)).toBe('');
    // Near −3 the slope of hardswish is a difference of nearly equal numbers: an ulp of them is 2⁻²³.
    if (backward === 4) expect(furthest(gradient, wantGradient)).toBeLessThan(8 * 2 ** -21);
    else expect(unlike(gradient, wantGradient, backward)).toBe('');
  });
});

/** The largest difference of finite values. */
function furthest(got: Float32Array, want: Float32Array): number {
  return got.reduce(
    (most, value, i) => (Number.isFinite(want[i]!) ? Math.max(most, Math.abs(value - want[i]!)) : most),
    0,
  );
}

describe('functions of the exponential', () => {
  test.each([
    ['sigmoid', (x: Tensor) => F.sigmoid(x)],
    ['silu', (x: Tensor) => F.silu(x)],
  ])('%s is as exact as float32 allows', (_, activation) => {
    const x = Float32Array.from({ length: COUNT }, (_, i) => (i - COUNT / 2) / 100);
    const [got, want] = bothWays(() => array(activation(tensorOf(x))));
    // e⁻ˣ to two ulps, a sum and a quotient.
    expect(unlike(got, want, 4)).toBe('');
  });

  test('the slopes of sigmoid and SiLU are those of the reference', () => {
    for (const activation of [F.sigmoid, F.silu]) {
      const [got, want] = bothWays(() => {
        const x = tensorOf(
          noise(4, COUNT).map((value) => 20 * value),
          true,
        );
        activation(x).backward(tensorOf(noise(5, COUNT)));
        return array(x.grad!);
      });
      // Of SiLU a sum of terms up to 20, each with some roundings.
      expect(furthest(got, want)).toBeLessThan(20 * 4 * 2 ** -24);
    }
  });

  test('far from zero they are 0, 1 and the value itself; NaN stays', () => {
    const x = new Float32Array(COUNT);
    x.set([NaN, Infinity, -Infinity, 200, -200]);
    expect(array(F.sigmoid(tensorOf(x))).slice(0, 6)).toEqual(Float32Array.of(NaN, 1, 0, 1, 0, 0.5));
    expect(array(F.silu(tensorOf(x))).slice(0, 4)).toEqual(Float32Array.of(NaN, Infinity, NaN, 200));
  });
});

describe('arithmetic on the engine has the bits of the reference', () => {
  const OPERATIONS: readonly (readonly [string, (a: Tensor, b: Tensor) => Tensor])[] = [
    ['add', (a, b) => a.add(b)],
    ['sub', (a, b) => a.sub(b)],
    ['mul', (a, b) => a.mul(b)],
    ['div', (a, b) => a.div(b)],
    ['add of a number', (a) => a.add(0.1)],
    ['mul by a number', (a) => a.mul(0.1)],
    ['div by a number', (a) => a.div(3)],
    ['sub of one element', (a, b) => a.sub(b.narrow(0, 1, 1))],
    ['add in place', (a, b) => a.clone().add_(b)],
    [
      'rows',
      (a, b) =>
        a
          .narrow(0, 0, 4 * 2048)
          .reshape([4, 2048])
          .mul(b.narrow(0, 7, 2048)),
    ],
  ];
  test.each(OPERATIONS)('%s', (_, operation) => {
    const [got, want] = bothWays(() => array(operation(tensorOf(values(6)), tensorOf(values(7)))));
    expect(unlike(got, want, 0)).toBe('');
  });
});
