import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { F, manualSeed, randn, type Tensor } from '../../../src/index.js';
import { configureEngine, explain, convWeightGradient } from '../../../src/engine/cpu/index.js';
import { type ConvGeometry, convGeometry } from '../../../src/geometry/conv.js';
import { convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import type { Rank } from '../../../src/geometry/types.js';
import { weightGradientReference } from '../../../src/ops/conv/weight-gradient.js';
import { type Engine, useEngine } from '../../../src/ops/engine.js';
import { numel } from '../../../src/tensor/tensor.js';
import { type LayerCase, axisParts, difference, inputSize, layerCase, noise } from './layers.js';
import { observed } from './observed.js';

const magnitude = (values: Float32Array): Float32Array => values.map(Math.abs);

/** The engine's answer beside the reference's. */
function compare(g: ConvGeometry, weight: readonly number[], seed: number): string {
  const x = noise(seed, g.batch * g.inChannels * numel(g.input));
  const gradY = noise(seed + 1, numel(g.shape));
  const want = new Float32Array(numel(weight));
  const magnitudes = new Float32Array(want.length);
  weightGradientReference(want, x, gradY, g);
  weightGradientReference(magnitudes, magnitude(x), magnitude(gradY), g);
  return difference(convWeightGradient(g, x, gradY)!, want, magnitudes, g.batch * numel(g.output));
}

const weightOf = ({ axes, groups, inChannels, outChannels }: LayerCase): number[] => [
  groups * outChannels,
  inChannels,
  ...axes.map(({ kernel }) => kernel),
];

function geometryOf(layer: LayerCase): ConvGeometry {
  const { axes, batch, groups, inChannels } = layer;
  const input = [batch, groups * inChannels, ...axes.map(inputSize)];
  const options = {
    stride: axes.map(({ stride }) => stride),
    padding: axes.map(({ padding }) => padding),
    dilation: axes.map(({ dilation }) => dilation),
    groups,
  };
  return convGeometry(axes.length as Rank, input, weightOf(layer), null, options);
}

const check = (layer: LayerCase): string => compare(geometryOf(layer), weightOf(layer), layer.seed);

test('the weight gradient agrees with the reference for all options at once', () => {
  fc.assert(
    fc.property(layerCase, (layer) => {
      expect(check(layer)).toBe('');
    }),
    { numRuns: 400 },
  );
});

test('wide layers, whose inputs are gathered, agree as well', () => {
  const wide = fc.record({
    axes: fc.array(fc.record({ ...axisParts, more: fc.integer({ min: 0, max: 20 }) }), { minLength: 1, maxLength: 2 }),
    batch: fc.integer({ min: 1, max: 4 }),
    groups: fc.integer({ min: 1, max: 2 }),
    inChannels: fc.integer({ min: 1, max: 90 }),
    outChannels: fc.integer({ min: 24, max: 70 }),
    bias: fc.constant(false),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(wide, (layer) => {
      expect(check(layer)).toBe('');
    }),
    { numRuns: 25 },
  );
});

/** The error of all weights together, as a share of them. */
function relativeError(g: ConvGeometry, seed: number): number {
  const x = noise(seed, g.batch * g.inChannels * numel(g.input));
  const gradY = noise(seed + 1, numel(g.shape));
  const taps = numel(g.windows.map(({ kernel }) => kernel));
  const want = new Float64Array((g.inChannels / g.groups) * g.outChannels * taps);
  weightGradientReference(want, x, gradY, g);
  const got = convWeightGradient(g, x, gradY)!;
  return Math.hypot(...want.map((value, i) => value - got[i]!)) / Math.hypot(...want);
}

test('by Winograd no more bits are lost than by direct sums, whatever the sizes, groups, dilations and depths', () => {
  const axis = fc.record({
    size: fc.integer({ min: 5, max: 24 }),
    padding: fc.integer({ min: 0, max: 3 }),
    dilation: fc.constantFrom(1, 1, 2, 5),
  });
  const layers = fc.record({
    batch: fc.integer({ min: 1, max: 6 }),
    groups: fc.constantFrom(1, 1, 2),
    inChannels: fc.constantFrom(12, 14, 20, 28),
    outChannels: fc.integer({ min: 12, max: 27 }),
    axes: fc.tuple(axis, axis),
    // Slices of the kernel, and of the input.
    depth: fc.option(fc.tuple(fc.constantFrom(1, 3), fc.integer({ min: 1, max: 4 })), { freq: 3 }),
  });
  const used = new Map<string, number>();
  fc.assert(
    fc.property(layers, fc.nat(), ({ batch, groups, inChannels, outChannels, axes, depth }, seed) => {
      const deep = <T>(first: T, others: readonly T[]): T[] => (depth === null ? [...others] : [first, ...others]);
      const [slices, planes] = depth ?? [1, 1];
      const padding = axes.map((all) => all.padding);
      const dilation = axes.map((all) => all.dilation);
      const sizes = axes.map((all, i) => Math.max(all.size, 2 * dilation[i]! + 1));
      const weight = [groups * outChannels, inChannels, ...deep(slices, [3, 3])];
      const input = [batch, groups * inChannels, ...deep(planes, sizes)];
      const options = { padding: deep(slices >> 1, padding), dilation: deep(1, dilation), groups };
      const g = convGeometry(depth === null ? 2 : 3, input, weight, null, options);
      const kernel = explain('convWeightGradient', g).kernel.split('+')[0]!;
      used.set(kernel, (used.get(kernel) ?? 0) + 1);
      // Random roundings in sums of up to 96 by direct sums, of 64 and two transforms by Winograd: 3 to 5 · 10⁻⁷.
      expect(relativeError(g, seed)).toBeLessThan(1e-6);
    }),
    { numRuns: 100 },
  );
  expect(used.get('winograd2x2')).toBeGreaterThan(8);
});

test.each([
  ['a batch that goes in several passes, the last one smaller', [7, 64, 30, 29], 64],
  ['an image that goes in several bands of rows, the last one lower', [2, 48, 43, 90], 40],
  ['many channels, whose columns go in several blocks,', [1, 130, 15, 14], 90],
])('by Winograd %s is added up', (_, input, outChannels) => {
  const g = convGeometry(2, input, [outChannels, input[1]!, 3, 3], null, { padding: 1 });
  expect(explain('convWeightGradient', g).kernel).toMatch(/^winograd/);
  expect(relativeError(g, 1)).toBeLessThan(1e-6);
});

test('depthwise layers agree', () => {
  fc.assert(
    fc.property(layerCase, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 3 }), (layer, groups, each) => {
      expect(check({ ...layer, groups, inChannels: 1, outChannels: each })).toBe('');
    }),
    { numRuns: 100 },
  );
});

test('depthwise layers run on planes as they come, whatever their strides, dilations and ranks', () => {
  // Rows of one strip and of many, reached over by the last one; taps that registers hold together and that they do not.
  const across = fc.record({
    ...axisParts,
    kernel: fc.integer({ min: 1, max: 7 }),
    stride: fc.constantFrom(1, 2),
    more: fc.integer({ min: 6, max: 40 }),
  });
  const down = fc.record({ ...axisParts, kernel: fc.integer({ min: 1, max: 5 }) });
  const layers = fc.record({
    axes: fc.tuple(fc.array(down, { maxLength: 2 }), across).map(([others, last]) => [...others, last]),
    batch: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 2, max: 6 }),
    inChannels: fc.constant(1),
    outChannels: fc.integer({ min: 1, max: 2 }),
    bias: fc.constant(false),
    seed: fc.nat(),
  });
  let planes = 0;
  fc.assert(
    fc.property(layers, (layer) => {
      if (explain('convWeightGradient', geometryOf(layer)).kernel === 'depthwiseGradient') planes++;
      expect(check(layer)).toBe('');
    }),
    { numRuns: 120 },
  );
  expect(planes).toBeGreaterThan(80);
});

test('long sums of a depthwise layer lose no more bits than short ones', () => {
  for (const size of [
    [500, 400],
    [1, 200_000],
  ]) {
    const g = convGeometry(2, [1, 2, ...size], [2, 1, 1, 3], null, { groups: 2 });
    const [x, gradY] = [noise(1, numel([2, ...size])), noise(2, numel(g.shape))];
    const want = new Float64Array(6);
    weightGradientReference(want, x, gradY, g);
    const got = convWeightGradient(g, x, gradY)!;
    // One float32 sum from end to end: 4e-6; of 128 numbers, and these again: 4e-7.
    expect(Math.hypot(...want.map((value, i) => value - got[i]!)) / Math.hypot(...want)).toBeLessThan(1.5e-6);
  }
});

test('long sums of many groups wait for each other without a collision', () => {
  const axes = [{ kernel: 3, stride: 2, padding: 1, dilation: 1, more: 53 }];
  const layer = { axes: [...axes, ...axes], batch: 1, inChannels: 1, outChannels: 1, bias: false, seed: 1 };
  expect(check({ ...layer, groups: 96 })).toBe('');
});

test('a batch that is too large for one pass is added up from several', () => {
  const weight = [3, 2, 3, 3];
  const g = convGeometry(2, [21, 2, 400, 401], weight, null, { padding: 1, stride: 2 });
  expect(compare(g, weight, 3)).toBe('');
});

test('a sum of a hundred thousand products loses no more bits than one of a few hundred', () => {
  const g = convGeometry(2, [2, 4, 224, 224], [8, 4, 1, 1], null, {});
  const x = noise(1, 8 * 224 * 224);
  const gradY = noise(2, 16 * 224 * 224);
  const want = new Float64Array(32);
  weightGradientReference(want, x, gradY, g);
  const got = convWeightGradient(g, x, gradY)!;
  const error = Math.hypot(...want.map((value, i) => value - got[i]!));
  // One float32 sum from end to end: 4e-6.
  expect(error / Math.hypot(...want)).toBeLessThan(1.5e-6);
});

test('the same call gives the same bits', () => {
  for (const channels of [6, 16]) {
    const g = convGeometry(2, [5, channels, 31, 29], [26, channels, 3, 3], null, { padding: 1 });
    const x = noise(1, 5 * channels * 31 * 29);
    const gradY = noise(2, numel(g.shape));
    const first = convWeightGradient(g, x, gradY);
    configureEngine({});
    expect(convWeightGradient(g, x, gradY)).toEqual(first);
  }
});

test('the engine says how gradients run', () => {
  const g = convGeometry(2, [2, 24, 20, 20], [30, 24, 3, 3], null, { padding: 1 });
  expect(explain('convWeightGradient', g)).toMatchObject({
    kernel: expect.stringMatching(/^winograd2x2\+dots\dx2$/) as string,
    why: expect.stringContaining('each weight is a sum over 200 tiles') as string,
  });
  configureEngine({ precision: 'strict' });
  expect(explain('convWeightGradient', g)).toMatchObject({
    kernel: expect.stringMatching(/^dense/) as string,
    why: 'a product of matrices: every weight is a sum of 800 terms, one for each output, read in place',
  });
  configureEngine({ precision: 'default' });
  const depthwise = convGeometry(2, [1, 8, 20, 20], [8, 1, 5, 5], null, { groups: 8 });
  expect(explain('convWeightGradient', depthwise)).toMatchObject({
    kernel: 'depthwiseGradient',
    why: expect.stringContaining('the sums of 25 taps stay in registers, in ') as string,
  });
  const turned = convTransposeGeometry(2, [2, 30, 20, 20], [30, 24, 3, 3], null, { padding: 1 });
  expect(explain('convInputGradient', turned).kernel).toMatch(/^winograd2x2/);
  const spread = convTransposeGeometry(2, [1, 8, 20, 20], [8, 1, 3, 3], null, { padding: 1, stride: 2, groups: 8 });
  expect(explain('convInputGradient', spread)).toEqual({
    kernel: 'depthwiseSpread',
    why: 'every channel is a group of its own with 9 taps, read as it comes: four inputs make 2 rows and eight columns of outputs, whose phases share what is loaded',
  });
  const backwards = convTransposeGeometry(2, [1, 8, 20, 20], [8, 1, 3, 3], null, { padding: 1, groups: 8 });
  expect(explain('convInputGradient', backwards)).toEqual({
    kernel: 'depthwise',
    why: 'every channel is a group of its own with 9 taps, backwards, read as it comes, row by row: all weights stay in registers',
  });
  const linear = { rows: 10, inFeatures: 20, outFeatures: 30 };
  expect(explain('linearInputGradient', linear).why).toBe('a product of matrices, 30 terms to a sum');
  expect(explain('linearWeightGradient', linear).why).toBe('a product of matrices, 10 terms to a sum');
  expect(explain('linearInputGradient', { ...linear, inFeatures: 3 }).kernel).toBe('reference');
});

test('a gradient of nothing is left to the reference', () => {
  const g = convGeometry(1, [0, 3, 8], [4, 3, 3], null, {});
  expect(convWeightGradient(g, new Float32Array(0), new Float32Array(0))).toBeUndefined();
});

type Layer = (x: Tensor, weight: Tensor) => Tensor;

/** Gradients of the squared length of a layer's output. */
function gradients(layer: Layer, inputs: readonly [Tensor, Tensor], engine: Engine | null): Float32Array[] {
  const [x, weight] = inputs.map((t) => t.detach().requiresGrad_(true)) as [Tensor, Tensor];
  useEngine(engine);
  layer(x, weight).pow(2).sum().backward();
  useEngine(null);
  return [x, weight].map((leaf) => leaf.grad!.storage.array as Float32Array);
}

/** The loss runs on the engine as well; here the layers count. */
const PRODUCTS = /^(conv|linear)/;

const conv = { stride: 2, padding: 1 };

test.each<[string, number[], number[], Layer, string[]]>([
  [
    'a convolution',
    [3, 8, 11, 9],
    [6, 8, 3, 3],
    (x, weight) => F.conv2d(x, weight, conv),
    ['conv', 'convTranspose', 'convWeightGradient'],
  ],
  [
    'a transposed convolution',
    [3, 8, 11, 9],
    [8, 6, 3, 3],
    (x, weight) => F.convTranspose2d(x, weight, conv),
    ['convTranspose', 'conv', 'convWeightGradient'],
  ],
  [
    'a linear layer',
    [3, 8, 11, 9],
    [7, 9],
    (x, weight) => F.linear(x, weight),
    ['linear', 'linearInputGradient', 'linearWeightGradient'],
  ],
])('backward of %s runs on the engine and agrees with the reference', (_, input, weight, layer, runs) => {
  manualSeed(0);
  const inputs: [Tensor, Tensor] = [randn(input), randn(weight)];
  const names: string[] = [];
  const got = gradients(
    layer,
    inputs,
    observed((name, taken) => taken && PRODUCTS.test(name) && names.push(name)),
  );
  expect(names).toEqual(runs);
  const want = gradients(layer, inputs, null);
  want.forEach((values, i) => {
    const tolerance = 1e-5 * Math.max(...magnitude(values));
    const off = values.findIndex((value, j) => !(Math.abs(value - got[i]![j]!) <= tolerance));
    expect(off).toBe(-1);
  });
});
