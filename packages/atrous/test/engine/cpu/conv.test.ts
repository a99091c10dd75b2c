import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { configureEngine, conv, convTranspose, explain } from '../../../src/engine/cpu/index.js';
import { conv as convOfValues } from '../../../src/engine/cpu/conv.js';
import { theEngine } from '../../../src/engine/cpu/engine.js';
import { type ConvGeometry, convGeometry } from '../../../src/geometry/conv.js';
import { convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import type { Rank } from '../../../src/geometry/types.js';
import { convReference } from '../../../src/ops/conv/reference.js';
import { convTransposeReference } from '../../../src/ops/conv-transpose/reference.js';
import { numel } from '../../../src/tensor/tensor.js';
import { type LayerCase, axisParts, difference, inputSize, layerCase, noise } from './layers.js';

const magnitude = (values: Float32Array): Float32Array => values.map(Math.abs);

interface Arrays {
  readonly x: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array | null;
}

/** The engine's answer beside the reference's. */
function compare<G extends ConvGeometry>(
  g: G,
  { x, weight, bias }: Arrays,
  engine: (g: G, x: Float32Array, weight: Float32Array, bias: Float32Array | null) => Float32Array | undefined,
  reference: (out: Float32Array, x: Float32Array, w: Float32Array, bias: Float32Array | null, g: G) => void,
): string {
  const want = new Float32Array(numel(g.shape));
  const magnitudes = new Float32Array(want.length);
  reference(want, x, weight, bias, g);
  reference(magnitudes, magnitude(x), magnitude(weight), bias && magnitude(bias), g);
  const terms = (weight.length / g.outChannels) * g.groups;
  return difference(engine(g, x, weight, bias)!, want, magnitudes, terms);
}

function arraysOf(layer: LayerCase, input: readonly number[], weight: readonly number[], channels: number): Arrays {
  return {
    x: noise(layer.seed, numel(input)),
    weight: noise(layer.seed + 1, numel(weight)),
    bias: layer.bias ? noise(layer.seed + 2, channels) : null,
  };
}

const optionsOf = ({ axes, groups }: LayerCase) => ({
  stride: axes.map(({ stride }) => stride),
  padding: axes.map(({ padding }) => padding),
  dilation: axes.map(({ dilation }) => dilation),
  groups,
});

function checkConv(layer: LayerCase): string {
  const { axes, batch, groups, inChannels, outChannels } = layer;
  const input = [batch, groups * inChannels, ...axes.map(inputSize)];
  const weight = [groups * outChannels, inChannels, ...axes.map(({ kernel }) => kernel)];
  const g = convGeometry(axes.length as Rank, input, weight, null, optionsOf(layer));
  return compare(g, arraysOf(layer, input, weight, groups * outChannels), conv, convReference);
}

function checkTransposed(layer: LayerCase, kernels: Set<string> = new Set()): string {
  const { axes, batch, groups, inChannels, outChannels } = layer;
  const input = [batch, groups * inChannels, ...axes.map(({ more }) => 1 + more)];
  const weight = [groups * inChannels, outChannels, ...axes.map(({ kernel }) => kernel)];
  const outputPadding = axes.map(({ stride, dilation, more }) => more % Math.max(stride, dilation));
  const options = { ...optionsOf(layer), outputPadding };
  let g;
  try {
    g = convTransposeGeometry(axes.length as Rank, input, weight, null, options);
  } catch {
    return ''; // The padding cuts everything off.
  }
  kernels.add(explain('convTranspose', g).kernel);
  return compare(g, arraysOf(layer, input, weight, groups * outChannels), convTranspose, convTransposeReference);
}

test('convolution agrees with the reference for all options at once', () => {
  fc.assert(
    fc.property(layerCase, (layer) => {
      expect(checkConv(layer)).toBe('');
    }),
    { numRuns: 400 },
  );
});

test('transposed convolution agrees with the reference for all options at once', () => {
  fc.assert(
    fc.property(layerCase, (layer) => {
      expect(checkTransposed(layer)).toBe('');
    }),
    { numRuns: 300 },
  );
});

test('wide layers, whose inputs are gathered and whose sums are cut into pieces, agree as well', () => {
  const wide = fc.record({
    axes: fc.array(fc.record({ ...axisParts, more: fc.integer({ min: 0, max: 12 }) }), { minLength: 1, maxLength: 2 }),
    batch: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    inChannels: fc.integer({ min: 1, max: 180 }),
    outChannels: fc.integer({ min: 24, max: 70 }),
    bias: fc.boolean(),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(wide, (layer) => {
      expect(checkConv(layer)).toBe('');
      expect(checkTransposed(layer)).toBe('');
    }),
    { numRuns: 25 },
  );
});

test('an image of many blocks agrees with the reference', () => {
  const axes = [{ kernel: 3, stride: 1, padding: 1, dilation: 1, more: 150 }];
  const layer = { axes: [...axes, ...axes], batch: 1, groups: 1, bias: true, seed: 5 };
  expect(checkConv({ ...layer, inChannels: 3, outChannels: 7 })).toBe('');
  expect(checkConv({ ...layer, inChannels: 8, outChannels: 40 })).toBe('');
});

test('1×1 over images that no cache holds goes block by block, to the bits of one that is in wasm memory', () => {
  const g = convGeometry(2, [2, 129, 127, 131], [3, 129, 1, 1], [3], {});
  expect(explain('conv', g).why).toContain('3328 pixels at a time');
  const arrays = { x: noise(1, 2 * 129 * numel(g.input)), weight: noise(2, 3 * 129), bias: noise(3, 3) };
  expect(compare(g, arrays, conv, convReference)).toBe('');
  const { machine } = theEngine()!;
  const copied = (take: (bytes: number) => number) => machine.result(machine.bring(arrays.x, take), arrays.x.length);
  const kept = machine.keep(() => machine.borrow(copied));
  expect(convOfValues(g, kept, arrays.weight, arrays.bias)).toEqual(conv(g, arrays.x, arrays.weight, arrays.bias));
});

test('many channels with one output each agree: depthwise layers and grouped ones', () => {
  fc.assert(
    fc.property(layerCase, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 3 }), (layer, groups, each) => {
      expect(checkConv({ ...layer, groups, inChannels: 1, outChannels: each })).toBe('');
    }),
    { numRuns: 150 },
  );
});

test('transposed layers of many channels with one output each agree: strips backwards, and strips that spread', () => {
  const across = fc.record({ ...axisParts, stride: fc.constantFrom(1, 2), more: fc.integer({ min: 3, max: 40 }) });
  const layers = fc.record({
    axes: fc.oneof(fc.tuple(across), fc.tuple(fc.record(axisParts), across)),
    batch: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 2, max: 6 }),
    inChannels: fc.constant(1),
    outChannels: fc.constant(1),
    bias: fc.boolean(),
    seed: fc.nat(),
  });
  const kernels = new Set<string>();
  fc.assert(
    fc.property(layers, (layer) => {
      expect(checkTransposed(layer, kernels)).toBe('');
    }),
    { numRuns: 150 },
  );
  expect([...kernels]).toEqual(expect.arrayContaining(['depthwise', 'depthwiseSpread']));
});

test('a batch that is too large for one piece is worked on in several', () => {
  const g = convGeometry(2, [20, 1, 1000, 1001], [1, 1, 1, 1], [1], {});
  const x = noise(1, 20 * 1000 * 1001);
  const y = conv(g, x, Float32Array.of(2), Float32Array.of(0));
  expect(y!.every((value, i) => value === 2 * x[i]!)).toBe(true);
});

test('a deterministic engine gives the bits of unfused sums in the order of the taps', () => {
  configureEngine({ deterministic: true });
  const g = convGeometry(1, [1, 5, 40], [3, 5, 4], null, {});
  const x = noise(1, 200);
  const weight = noise(2, 60);
  const f32 = Math.fround;
  const want = Float32Array.from({ length: 3 * 37 }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < 20; k++) {
      const product = f32(weight[Math.floor(i / 37) * 20 + k]! * x[Math.floor(k / 4) * 40 + (i % 37) + (k % 4)]!);
      sum = f32(sum + product);
    }
    return sum;
  });
  expect(conv(g, x, weight, null)).toEqual(want);
  configureEngine({ deterministic: false, precision: 'default' });
});

test('NaN and infinities of the input come out where their taps reach, and nowhere else', () => {
  const x = new Float32Array(64).fill(1);
  x[27] = NaN;
  x[60] = Infinity;
  const g = convGeometry(2, [1, 1, 8, 8], [1, 1, 3, 3], null, { padding: 1 });
  const want = new Float32Array(64);
  const weight = new Float32Array(9).fill(1);
  convReference(want, x, weight, null, g);
  expect(conv(g, x, weight, null)).toEqual(want);
});

test('layers without anything to compute are left to the reference', () => {
  const g = convGeometry(2, [0, 3, 8, 8], [4, 3, 3, 3], null, {});
  expect(conv(g, new Float32Array(0), new Float32Array(108), null)).toBeUndefined();
  expect(explain('conv', g)).toEqual({ kernel: 'reference', why: 'there is nothing to compute' });
});

test('the engine says which kernel runs a layer, and why', () => {
  configureEngine({ deterministic: true, precision: 'strict' });
  const plain = convGeometry(2, [1, 100, 9, 9], [50, 100, 3, 3], null, {});
  expect(explain('conv', plain)).toEqual({
    kernel: 'dense4x8+dense3x8',
    why: '11 × 4 + 2 × 3 output channels per group; inputs gathered once for all of them; 900 products summed in 2 pieces; of every 49 outputs 48 in vectors, the rest one by one; multiply and add, no relaxed SIMD',
  });
  const depthwise = convGeometry(2, [1, 8, 9, 9], [8, 1, 3, 3], null, { groups: 8 });
  expect(explain('conv', depthwise)).toEqual({
    kernel: 'depthwise',
    why: 'every channel is a group of its own with 9 taps, read as it comes, row by row: all weights stay in registers',
  });
  const pointwise = convGeometry(2, [4, 8, 1, 1], [8, 8, 1, 1], null, {});
  const rows = 'a product of matrices: 4 rows of inputs at a time meet strips of packed weights';
  expect(explain('conv', pointwise)).toEqual({ kernel: 'dense4x8', why: rows });
  expect(explain('linear', { rows: 4, inFeatures: 8, outFeatures: 8 })).toEqual({ kernel: 'dense4x8', why: rows });
  expect(explain('linear', { rows: 1, inFeatures: 8, outFeatures: 8 })).toEqual({
    kernel: 'gemv24',
    why: 'a product of a matrix and a vector: packed weights are read once, in the order they lie in',
  });
  const transposed = convTransposeGeometry(2, [1, 4, 5, 5], [4, 2, 4, 4], null, { stride: 2 });
  expect(explain('convTranspose', transposed)).toEqual({
    kernel: 'dense2x16',
    why: '4 phases of the stride, 16 products in the first; 1 × 2 output channels per group; inputs read in place; multiply and add, no relaxed SIMD',
  });
  configureEngine({ deterministic: false, precision: 'default' });
});
