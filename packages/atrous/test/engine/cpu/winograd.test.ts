import * as fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { configureEngine, conv, convTranspose, explain } from '../../../src/engine/cpu/index.js';
import { theEngine } from '../../../src/engine/cpu/engine.js';
import { convPhases, transposedPhases } from '../../../src/engine/cpu/phases.js';
import { runWinograd } from '../../../src/engine/cpu/winograd.js';
import { winogradJob } from '../../../src/engine/cpu/winograd-job.js';
import { directProducts, tilesFor } from '../../../src/engine/cpu/winograd-tile.js';
import { type ConvGeometry, convGeometry } from '../../../src/geometry/conv.js';
import { convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import { convTransposeReference } from '../../../src/ops/conv-transpose/reference.js';
import { convReference } from '../../../src/ops/conv/reference.js';
import { numel } from '../../../src/tensor/tensor.js';
import { guard } from './guards.js';
import { apart, normal } from './layers.js';

beforeEach(() => configureEngine({ precision: 'default' }));
afterAll(() => configureEngine({ precision: 'default' }));

/** The largest error in units of PyTorch's float32 tolerance, 1e-5 + 1.3e-6·|reference|, with He-scaled weights. */
function worst(g: ConvGeometry, seed: number, trained: boolean = false): number {
  const terms = g.windows.reduce((all, { kernel }) => all * kernel, g.inChannels / g.groups);
  return worstOf(g, seed, terms, terms * g.outChannels, (x, weight, bias, want) => {
    convReference(want, x, weight, bias, g);
    return conv(g, x, weight, bias, null, trained)!;
  });
}

function worstOf(
  g: ConvGeometry,
  seed: number,
  terms: number,
  weights: number,
  run: (x: Float32Array, weight: Float32Array, bias: Float32Array, want: Float64Array) => Float32Array,
): number {
  const x = normal(seed, g.batch * g.inChannels * numel(g.input), 1);
  const weight = normal(seed + 1, weights, Math.sqrt(2 / terms));
  const bias = normal(seed + 2, g.outChannels, 1);
  const want = new Float64Array(numel(g.shape));
  return apart(run(x, weight, bias, want), want);
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

/** Any layer whose kernels have 2 to 7 taps along its last two axes; without a dilation any stride. */
const layersOf = (kernels: readonly number[][], steps: readonly number[][]): fc.Arbitrary<ConvGeometry> =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      groups: fc.integer({ min: 1, max: 2 }),
      channels: fc.integer({ min: 12, max: 20 }),
      out: fc.integer({ min: 24, max: 30 }),
      size: fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 19 })),
      padding: fc.integer({ min: 0, max: 4 }),
      kernel: fc.constantFrom(...kernels),
      stride: fc.constantFrom(...steps),
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
    .map(({ batch, groups, channels, out, size, padding, kernel, stride: strides, dilation, depth }) => {
      const stride = dilation.every((d) => d === 1) ? strides : [1, 1];
      const plane = size.map((more, i) => dilation[i]! * (kernel[i]! - 1) + more);
      const planes = depth && depth.dilation * (depth.kernel - 1) + depth.size;
      return convGeometry(
        depth ? 3 : 2,
        [batch, groups * channels, ...(depth ? [planes!] : []), ...plane],
        [groups * out, channels, ...(depth ? [depth.kernel] : []), ...kernel],
        [groups * out],
        {
          groups,
          stride: depth ? [depth.stride, ...stride] : stride,
          padding: [...(depth ? [depth.padding] : []), padding, padding],
          dilation: [...(depth ? [depth.dilation] : []), ...dilation],
        },
      );
    });

/** What Winograd ran for at first, and what runs in trainings. */
const plainLayer = layersOf([[3, 3]], [[1, 1]]);
const anyLayer = layersOf(
  [
    [3, 3],
    [5, 5],
    [4, 4],
    [2, 2],
    [3, 5],
    [5, 4],
    [2, 7],
  ],
  [
    [1, 1],
    [2, 2],
    [1, 2],
    [3, 2],
  ],
);

test.each([false, true])('groups, dilations, planes and batches stay inside the tolerance, trained: %s', (trained) => {
  const used = new Set<string>();
  fc.assert(
    fc.property(plainLayer, fc.nat(), (g, seed) => {
      used.add(explain('conv', g, { trained }).kernel.split('+')[0]!);
      const error = worst(g, seed, trained);
      expect(error <= 1 ? '' : `${error} times the tolerance`).toBe('');
    }),
    { numRuns: 25 },
  );
  const kernels = [...used].filter((name) => (trained ? name === 'winograd2x2' : name.startsWith('winograd')));
  expect(kernels).not.toEqual([]);
});

/** An axis of a transposed layer: up to four taps for each phase of the stride. */
const transposedAxis = fc
  .record({
    stride: fc.integer({ min: 1, max: 3 }),
    taps: fc.integer({ min: 1, max: 4 }),
    less: fc.integer({ min: 0, max: 2 }),
    padding: fc.integer({ min: 0, max: 3 }),
    more: fc.integer({ min: 0, max: 2 }),
    size: fc.integer({ min: 1, max: 13 }),
  })
  .map(({ stride, taps, less, padding, more, size }) => {
    const kernel = Math.max(2, stride * taps - less);
    const most = Math.floor(((size - 1) * stride + kernel - 1) / 2);
    return { size, kernel, stride, padding: Math.min(padding, most), outputPadding: more % stride };
  });

/** Any transposed layer in two dimensions. */
const anyTransposed = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 4, max: 9 }),
    out: fc.integer({ min: 12, max: 14 }),
    axes: fc.tuple(transposedAxis, transposedAxis),
  })
  .map(({ batch, groups, channels, out, axes }) => {
    const per = (value: (axis: (typeof axes)[number]) => number): number[] => axes.map(value);
    const weight = [groups * channels, out, ...per(({ kernel }) => kernel)];
    return convTransposeGeometry(2, [batch, groups * channels, ...per(({ size }) => size)], weight, [groups * out], {
      groups,
      stride: per(({ stride }) => stride),
      padding: per(({ padding }) => padding),
      outputPadding: per(({ outputPadding }) => outputPadding),
    });
  });

test('layers run by any of their tiles, phase by phase, and write nothing outside', () => {
  const engine = theEngine()!;
  const { damage } = guard(engine.machine);
  const used = new Set<string>();
  const layers = fc.oneof(anyTransposed.map(transposedPhases), anyLayer.map(convPhases));
  fc.assert(
    fc.property(layers, fc.nat(), fc.nat(), (layer, choice, seed) => {
      const tiles = layer === null ? [] : tilesFor(layer.phases);
      if (layer === null || tiles.length === 0) return;
      const tile = tiles[choice % tiles.length]!;
      const job = winogradJob(engine.machine, layer, tile);
      used.add(tile.map(({ outputs, taps }) => `${outputs}of${taps}`).join());
      const { geometry: g, transposed, phases } = layer;
      const depth = g.windows.length === 3 ? g.windows[0]!.kernel : 1;
      const terms = ((g.inChannels / g.groups) * depth * directProducts(phases)) / Math.max(1, job.phaseCount);
      const taps = g.windows.reduce((all, { kernel }) => all * kernel, 1);
      const error = worstOf(
        g,
        seed,
        terms,
        (g.inChannels * g.outChannels * taps) / g.groups,
        (x, weight, bias, want) => {
          if (transposed) convTransposeReference(want, x, weight, bias, g);
          else convReference(want, x, weight, bias, g);
          return runWinograd(engine, job, x, weight, bias, null) as Float32Array;
        },
      );
      expect([error <= 1 ? '' : `${error} times the tolerance`, damage()]).toEqual(['', '']);
    }),
    { numRuns: 80 },
  );
  expect(used.size).toBeGreaterThan(8);
});

test('a strided layer runs by the parts of its input, a wide one by pieces of its kernel', () => {
  for (const [kernel, stride, says] of [
    [
      5,
      2,
      '5×5 with stride 2: 8 × 4 tiles of 4×4 outputs need 121 multiplications instead of 400; 4 pieces of the kernel',
    ],
    [
      4,
      2,
      '4×4 with stride 2: 16 × 8 tiles of 2×2 outputs need 36 multiplications instead of 64; 4 pieces of the kernel',
    ],
    [
      7,
      1,
      '7×7 with stride 1: 8 × 4 tiles of 4×4 outputs need 256 multiplications instead of 784; 9 pieces of the kernel',
    ],
  ] as const) {
    const size = [32, 16].map((outputs) => (outputs - 1) * stride + kernel - 2);
    const g = convGeometry(2, [1, 48, ...size], [48, 48, kernel, kernel], [48], { stride, padding: 1 });
    expect(explain('conv', g).why).toContain(`${says} are summed as channels are`);
    expect(worst(g, 9)).toBeLessThan(1);
  }
});

test.each([
  [
    '5×5 with stride 2',
    { kernel: 5, padding: 2, outputPadding: 1 },
    'of 8×8 outputs need 121 multiplications instead of 400',
  ],
  [
    '4×4 with stride 2',
    { kernel: 4, padding: 1, outputPadding: 0 },
    'of 8×8 outputs need 100 multiplications instead of 256',
  ],
])('a transposed layer of %s stays inside the tolerance', (size, { kernel, ...options }, tiles) => {
  const shape = [1, 64, 32, 16];
  const g = convTransposeGeometry(2, shape, [64, 64, kernel, kernel], [64], { stride: 2, ...options });
  const { why } = explain('convTranspose', g);
  expect(why).toContain(
    `${size}, transposed: 8 × 4 tiles ${tiles}; 4 phases of the stride share the transformed inputs`,
  );
  const terms = (64 * kernel ** 2) / 4;
  const error = worstOf(g, 5, terms, 64 * 64 * kernel ** 2, (x, weight, bias, want) => {
    convTransposeReference(want, x, weight, bias, g);
    return convTranspose(g, x, weight, bias)!;
  });
  expect(error).toBeLessThan(1);
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
