import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../../src/engine/cpu/index.js';
import { runAffine, runMoments } from '../../../src/engine/cpu/runs.js';
import { cpu, useEngine } from '../../../src/engine/index.js';
import { F, Tensor } from '../../../src/index.js';
import { noise } from './layers.js';

beforeAll(() => useEngine(cpu));
afterAll(() => useEngine(null));

const size = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

test('sums of runs of any length are exact to double precision', () => {
  fc.assert(
    fc.property(size(16, 70), size(30, 140), fc.nat(), (length, runs, seed) => {
      const x = noise(seed, length * runs).map((value) => value + 5);
      const centres = Float64Array.from({ length: Math.min(runs, 7) }, (_, i) => 4 + i / 10);
      const sums = runMoments(x, length, centres);
      // Of few numbers the copies cost more than the sums.
      expect(sums === undefined).toBe(length * runs < 2048);
      if (sums === undefined) return;
      for (let run = 0; run < runs; run++) {
        const differences = Array.from(x.subarray(run * length, (run + 1) * length), (v) => v - centres[run % 7]!);
        const first = differences.reduce((sum, d) => sum + d, 0);
        const second = differences.reduce((sum, d) => sum + d * d, 0);
        // Differences below 3, as many additions as numbers.
        expect(Math.abs(sums.first[run]! - first)).toBeLessThan(3 * length ** 2 * 2 ** -52);
        expect(Math.abs(sums.second[run]! - second)).toBeLessThan(9 * length ** 2 * 2 ** -52);
      }
    }),
    { numRuns: 40 },
  );
});

test('no number of a run leaves its place', () => {
  const [length, runs] = [37, 101];
  const x = Float32Array.from({ length: length * runs }, (_, i) => i);
  const ones = Float64Array.of(1);
  const y = runAffine(x, null, length, { centre: [0], slope: ones, shift: [0.5] });
  expect(y).toEqual(x.map((value) => value + 0.5));
});

interface Case {
  readonly batch: number;
  readonly channels: number;
  readonly spatial: number;
  readonly offset: number;
  readonly seed: number;
}

const cases = fc.record({
  batch: size(1, 5),
  channels: fc.constantFrom(6, 12),
  spatial: size(16, 300),
  offset: fc.constantFrom(0, 3, -100),
  seed: fc.nat(),
});

type Layer = (x: Tensor, weight: Tensor, bias: Tensor, running: readonly [Tensor, Tensor]) => Tensor;

const LAYERS: readonly (readonly [string, Layer])[] = [
  [
    'batch normalisation in training',
    (x, weight, bias, [mean, variance]) => F.batchNorm(x, mean, variance, { weight, bias, training: true }),
  ],
  ['batch normalisation', (x, weight, bias, [mean, variance]) => F.batchNorm(x, mean, variance, { weight, bias })],
  ['group normalisation', (x, weight, bias) => F.groupNorm(x, 3, { weight, bias })],
  ['instance normalisation', (x, weight, bias) => F.instanceNorm(x, { weight, bias })],
];

/** Result, gradients and running statistics. */
function run(layer: Layer, { batch, channels, spatial, offset, seed }: Case): Float32Array[] {
  const tensor = (values: Float32Array, shape: number[]): Tensor => new Tensor(values, shape, 'float32');
  const shape = [batch, channels, spatial];
  const count = batch * channels * spatial;
  const x = tensor(
    noise(seed, count).map((value) => value + offset),
    shape,
  ).requiresGrad_();
  const weight = tensor(noise(seed + 1, channels), [channels]).requiresGrad_();
  const bias = tensor(noise(seed + 2, channels), [channels]).requiresGrad_();
  const running = [
    tensor(new Float32Array(channels), [channels]),
    tensor(new Float32Array(channels).fill(0.5), [channels]),
  ] as const;
  const y = layer(x, weight, bias, running);
  y.backward(tensor(noise(seed + 3, count), shape));
  return [y.detach(), x.grad!, weight.grad!, bias.grad!, ...running].map((t) => t.data as Float32Array);
}

describe('normalisations on the engine give what the reference gives', () => {
  test.each(LAYERS)('%s, forward and backward', (_, layer) => {
    fc.assert(
      fc.property(cases, (sizes) => {
        const got = run(layer, sizes);
        useEngine(null);
        const want = run(layer, sizes);
        useEngine(cpu);
        got.forEach((values, n) => {
          // Some float32 roundings of terms up to the largest; with given statistics they may be far from the input.
          const most = want[n]!.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
          const worst = values.reduce((max, value, i) => Math.max(max, Math.abs(value - want[n]![i]!)), 0);
          expect([n, worst < 8 * 2 ** -24 * most, values.length]).toEqual([n, true, want[n]!.length]);
        });
      }),
      { numRuns: 25 },
    );
  });
});

const largestOf = (values: Float32Array): number => values.reduce((max, value) => Math.max(max, Math.abs(value)), 1);

describe('normalisations with a weight for every number give what the reference gives', () => {
  const LAST = [
    ['layer', (x, shape, weight, bias) => F.layerNorm(x, shape, { weight, bias })],
    ['layer, without a bias', (x, shape, weight) => F.layerNorm(x, shape, { weight })],
    ['layer, without either', (x, shape) => F.layerNorm(x, shape)],
    ['root mean square', (x, shape, weight) => F.rmsNorm(x, shape, { weight })],
  ] as readonly (readonly [string, (x: Tensor, shape: number[], weight: Tensor, bias: Tensor) => Tensor])[];
  test.each(LAST)('%s', (_, layer) => {
    const sizes = fc.record({
      rows: size(1, 90),
      inner: size(16, 150),
      offset: fc.constantFrom(0, 3, -100),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(sizes, ({ rows, inner, offset, seed }) => {
        const results = (): Float32Array[] => {
          const of = (n: number, shape: number[], more = 0): Tensor => {
            const values = noise(
              seed + n,
              shape.reduce((a, b) => a * b),
            ).map((value) => value + more);
            return new Tensor(values, shape, 'float32').requiresGrad_();
          };
          const [x, weight, bias] = [of(0, [2, rows, inner], offset), of(1, [inner]), of(2, [inner])];
          const y = layer(x, [inner], weight, bias);
          y.backward(of(3, y.shape as number[]).detach());
          return [y.detach(), ...[x, weight, bias].flatMap((t) => (t.grad ? [t.grad] : []))].map(
            (t) => t.data as Float32Array,
          );
        };
        const got = results();
        useEngine(null);
        const want = results();
        useEngine(cpu);
        got.forEach((values, n) => {
          const worst = values.reduce((max, value, i) => Math.max(max, Math.abs(value - want[n]![i]!)), 0);
          // Some float32 roundings of terms up to the largest, which without a mean are as large as the input.
          expect([n, worst < 8 * 2 ** -24 * largestOf(want[n]!) * (1 + Math.abs(offset) / 20)]).toEqual([n, true]);
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('sums over axes give what the reference gives', () => {
  const AXES = [[0, 2, 3], [2, 3], [0, 1], [1, 2, 3], [3], [0], [1], [0, 2], [0, 3], [1, 3], undefined];
  test.each(AXES.map((axes) => [axes]))('%s', (axes) => {
    const x = new Tensor(noise(9, 3 * 5 * 1 * 400), [3, 5, 1, 400], 'float32');
    for (const keepdim of [false, true])
      for (const reduce of [(t: Tensor) => t.sum(axes, { keepdim }), (t: Tensor) => t.mean(axes, { keepdim })]) {
        const got = reduce(x);
        useEngine(null);
        const want = reduce(x);
        useEngine(cpu);
        expect(got.shape).toEqual(want.shape);
        // Both add doubles up and round once: an ulp apart at most.
        const worst = (got.data as Float32Array).map((v, i) => Math.abs(v / (want.data as Float32Array)[i]! - 1));
        expect(Math.max(...worst)).toBeLessThanOrEqual(2 ** -23);
      }
  });
});

test('sums of columns of any number are the reference’s, whatever the rows', () => {
  fc.assert(
    fc.property(size(1, 40), size(1, 70), size(4, 90), fc.boolean(), fc.nat(), (outer, rows, columns, many, seed) => {
      const shape = many ? [outer, rows, columns] : [outer * rows, columns];
      const dim = many ? 1 : 0;
      const x = new Tensor(noise(seed, outer * rows * columns), shape, 'float32');
      const got = x.mean(dim).data;
      useEngine(null);
      const want = x.mean(dim).data;
      useEngine(cpu);
      expect(got).toEqual(want);
    }),
    { numRuns: 60 },
  );
});

test('the engine says which normalisations and functions it takes', () => {
  expect(explain('normalization', { runs: 8, length: 300 }).kernel).toBe('moments+scale');
  expect(explain('normalization', { runs: 800, length: 9 })).toEqual({
    kernel: 'reference',
    why: 'fewer than 16 numbers in a row share a mean',
  });
  expect(explain('normalization', { runs: 8, length: 200 }).kernel).toBe('reference');
  expect(explain('elementwise', { numbers: 1024 }).kernel).toBe('elementwise');
  expect(explain('elementwise', { numbers: 1023 }).kernel).toBe('reference');
  expect(explain('elementwise', { numbers: 1e6, name: 'GeluBackward' }).kernel).toBe('GeluBackward');
  expect(explain('elementwise', { numbers: 1e6, name: 'Sin' }).why).toMatch(
    /^the engine has no function Sin: it has Relu, /,
  );
});

test('the engine says which sums it takes, and takes them', () => {
  const shapes = [
    [
      [8, 300],
      [8, 1],
    ],
    [
      [300, 8],
      [1, 8],
    ],
    [
      [8, 30, 20],
      [8, 1, 20],
    ],
    [
      [8, 30, 20],
      [1, 30, 1],
    ],
    [
      [8, 300, 8],
      [1, 300, 1],
    ],
    [
      [800, 3],
      [1, 3],
    ],
    [
      [800, 3],
      [800, 1],
    ],
    [
      [4, 16, 4, 16],
      [4, 1, 4, 1],
    ],
    [
      [8, 8],
      [1, 8],
    ],
  ] as const;
  const kernels = shapes.map(([shape, kept]) => {
    const { kernel } = explain('totals', { shape, kept });
    const x = noise(
      1,
      shape.reduce((a: number, b) => a * b, 1),
    );
    expect(cpu.totals(x, shape, kept, 1) === undefined).toBe(kernel === 'reference');
    return kernel;
  });
  const [rows, columns, none] = ['moments', 'columnSums', 'reference'];
  expect(kernels).toEqual([rows, columns, columns, rows, none, none, none, none, none]);
});

test('a channel of one value has a variance of exactly 0, and a NaN stays in its channel', () => {
  const x = new Tensor(new Float32Array(4 * 2 * 1024).fill(0.1), [4, 2, 1024], 'float32');
  const [mean, variance] = [
    new Tensor(new Float32Array(2), [2], 'float32'),
    new Tensor(new Float32Array(2).fill(1), [2], 'float32'),
  ];
  expect(F.batchNorm(x, mean, variance, { training: true, momentum: 1 }).data).toEqual(new Float32Array(8192));
  expect(variance.data).toEqual(new Float32Array(2));
  (x.data as Float32Array)[5] = NaN;
  x.touch();
  const y = F.batchNorm(x, null, null, { training: true }).data as Float32Array;
  expect(y.subarray(0, 1024).every(Number.isNaN)).toBe(true);
  expect(y.subarray(1024, 2048)).toEqual(new Float32Array(1024));
});
