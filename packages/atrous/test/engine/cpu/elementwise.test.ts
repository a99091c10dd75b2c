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
  ['threshold', (x) => F.threshold(x, 0.3, 2), 0, 0],
  ['hardshrink', (x) => F.hardshrink(x), 0, 0],
  ['softshrink', (x) => F.softshrink(x), 0, 0],
  ['softsign', (x) => F.softsign(x), 2, 4],
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

/** Special values, every power of two that float32 holds, and numbers between −28 and 28. */
function sweep(): Float32Array {
  const powers = Array.from({ length: 277 }, (_, i) => 2 ** (i - 149));
  const special = [...SPECIAL, 104, -104, 1e-39, -1e-39];
  const x = noise(4, COUNT).map((value) => 28 * value);
  x.set([...special, ...powers, ...powers.map((power) => -power)]);
  return x;
}

/** Where an activation and its slope are further from double precision than so many ulps, and than what is below 2⁻¹¹⁵. */
function imprecise(f: (x: Tensor) => Tensor, ulps: number, slopeError: number): string[] {
  const x = sweep();
  const run = (values: Float32Array | Float64Array): (Float32Array | Float64Array)[] => {
    const input = new Tensor(values.slice(), [COUNT], values instanceof Float32Array ? 'float32' : 'float64');
    const y = f(input.requiresGrad_());
    y.backward(
      new Tensor(
        values.map(() => 1),
        [COUNT],
        input.dtype,
      ),
    );
    return [y.detach().data, input.grad!.data] as (Float32Array | Float64Array)[];
  };
  const [y, slope] = run(x) as [Float32Array, Float32Array];
  const [wantY, wantSlope] = run(Float64Array.from(x)) as [Float64Array, Float64Array];
  const wrong: string[] = [];
  const compare = (what: string, i: number, got: number, exact: number, tolerance: number): void => {
    const want = Math.fround(exact);
    const same = Object.is(got, want) || Math.abs(got - exact) <= tolerance + 2 ** -115;
    if (!same) wrong.push(`${what} of ${x[i]}: ${got} instead of ${want}`);
  };
  for (let i = 0; i < COUNT; i++) {
    compare('value', i, y[i]!, wantY[i]!, ulps * 2 ** -23 * Math.abs(wantY[i]!));
    compare('slope', i, slope[i]!, wantSlope[i]!, slopeError * 2 ** -23 * Math.max(1, Math.abs(wantSlope[i]!)));
  }
  return wrong;
}

// Largest errors in ulps; of slopes in ulps of 1, or of what is larger than 1. SELU multiplies by two numbers more, CELU by one
// before the exponential, whose error is that of its argument.
const SMOOTH: readonly (readonly [string, (x: Tensor) => Tensor, forward: number, backward: number])[] = [
  ['sigmoid', (x) => F.sigmoid(x), 4, 2],
  ['silu', (x) => F.silu(x), 4, 4],
  ['tanh', (x) => F.tanh(x), 4, 4],
  ['elu', (x) => F.elu(x), 3, 3],
  ['selu', (x) => F.selu(x), 4, 4],
  ['celu', (x) => F.celu(x, { alpha: 1.5 }), 24, 24],
  ['softplus', (x) => F.softplus(x), 3, 3],
  ['softplus with settings', (x) => F.softplus(x, { beta: 2, threshold: 11 }), 4, 4],
  ['logsigmoid', (x) => F.logsigmoid(x), 3, 3],
  ['mish', (x) => F.mish(x), 6, 4],
  ['exp', (x) => x.exp(), 2, 2],
  ['log', (x) => x.log(), 2, 1],
  ['sqrt', (x) => x.sqrt(), 1, 2],
  ['rsqrt', (x) => x.rsqrt(), 2, 6],
  ['reciprocal', (x) => x.reciprocal(), 1, 4],
  ['square', (x) => x.square(), 1, 1],
  ['cube', (x) => x.pow(3), 2, 2],
  ['power of three quarters', (x) => x.pow(0.75), 2, 2],
  ['inverse of it', (x) => x.pow(-0.75), 3, 12],
  ['fourth root', (x) => x.pow(0.25), 2, 12],
  ['inverse root', (x) => x.pow(-0.5), 2, 12],
  ['prelu', (x) => F.prelu(x, new Tensor(Float32Array.of(0.3), [1], 'float32').to(x.dtype)), 1, 1],
  ['abs', (x) => x.abs(), 0, 0],
  ['neg', (x) => x.neg(), 0, 0],
];

describe('smooth functions are as exact as float32 allows, NaN, infinities and subnormal numbers included', () => {
  test.each(SMOOTH)('%s', (_, f, forward, backward) => {
    expect(imprecise(f, forward, backward)).toEqual([]);
  });

  test.each([
    ['gelu', (x: Tensor) => F.gelu(x), 12],
    // The argument of the exponential is rounded: of −2u up to 100 that is so much of the tail.
    ['gelu by tanh', (x: Tensor) => F.gelu(x, { approximate: 'tanh' }), 200],
  ] as const)('%s', (_, f, ulps) => {
    const [[y, slope], [wantY, wantSlope]] = bothWays(() => {
      const x = tensorOf(sweep(), true);
      const y = f(x);
      y.backward(tensorOf(new Float32Array(COUNT).fill(1)));
      return [array(y.detach()), array(x.grad!)] as const;
    });
    // The reference's 1 + erf, or 1 + tanh, has an error of 2⁻⁵³ times x.
    y.forEach((value, i) => {
      const want = wantY[i]!;
      const tolerance = ulps * 2 ** -23 * Math.abs(want) + 2 ** -48;
      expect(Object.is(value, want) || Math.abs(value - want) <= tolerance, `${value} instead of ${want}`).toBe(true);
    });
    slope.forEach((value, i) => {
      const same = Object.is(value, wantSlope[i]) || Math.abs(value - wantSlope[i]!) <= 4 * 2 ** -23;
      expect(same, `slope ${value} instead of ${wantSlope[i]}`).toBe(true);
    });
  });

  test('the tail of the normal distribution is exact where 1 + erf has no digits left', () => {
    // −x·Φ(−x) to ten digits.
    const tail = { 5: 1.4332578594e-6, 8: 4.97676845942e-15, 11: 2.10172553195e-27 };
    const x = new Float32Array(COUNT);
    x.set(Object.keys(tail).map((at) => -Number(at)));
    const y = array(F.gelu(tensorOf(x)));
    Object.values(tail).forEach((want, i) => expect(Math.abs(-y[i]! / want - 1)).toBeLessThan(2e-6));
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
