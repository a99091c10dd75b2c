/**
 * @file The engine against the reference on random layers, all options at once: the layer and every gradient of it, in
 * memory with guards round all that is taken.
 */

import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import * as cpu from '../../../src/engine/cpu/index.js';
import { theEngine } from '../../../src/engine/cpu/engine.js';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import { Machine } from '../../../src/engine/cpu/machine.js';
import { F, Tensor, noGrad } from '../../../src/index.js';
import type { ResizeMode } from '../../../src/geometry/resize.js';
import { type Engine, useEngine } from '../../../src/ops/engine.js';
import { numel } from '../../../src/tensor/tensor.js';
import { guard } from './guards.js';
import { difference, noise } from './layers.js';
import { observed } from './observed.js';

/** Layers per run; there are nine kinds, each with its share. */
const RUNS = {
  conv: 900,
  same: 300,
  depthwise: 300,
  convTranspose: 600,
  linear: 200,
  pool: 400,
  resize: 200,
  adaptive: 100,
  mirror: 100,
};

/** Most products of a layer: the reference has to do them six times. */
const MOST_PRODUCTS = 120_000;

const calls = { asked: 0, taken: 0 };

const counted = observed((_, taken) => {
  calls.asked++;
  if (taken) calls.taken++;
});

afterAll(() => useEngine(null));

/** A layer as a function of its tensors, and how many products each number of a result is summed from. */
interface Layer {
  /** Shapes of the input, the weight, and the bias. */
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...tensors: Tensor[]) => Tensor;
  /** For the output, then for the gradient of every tensor; a gradient also has the gradient of the output as a factor. */
  readonly terms: (output: readonly number[]) => readonly number[];
  /** Whether results are picked, not summed: which ones are picked then follows from the signs. */
  readonly picks?: boolean;
  /** Whether terms have both signs, so that rounding follows from the largest one: every number counts as 1. */
  readonly cancels?: boolean;
}

/** The output and the gradients of all tensors. */
function results(layer: Layer, arrays: readonly Float32Array[], gradY: Float32Array | null, engine: Engine | null) {
  useEngine(engine);
  const tensors = arrays.map((array, i) => new Tensor(array, layer.shapes[i]!, 'float32').requiresGrad_(true));
  const y = layer.run(...tensors);
  const gradient = gradY ?? noise(77, y.numel());
  y.backward(new Tensor(gradient, y.shape, 'float32'));
  // What nobody differentiates may run another kernel.
  const plain = noGrad(() => layer.run(...tensors));
  const all = [plain, ...tensors.map((t) => t.grad!)].map((t) => t.storage.array as Float32Array);
  return { shape: y.shape, gradient, all };
}

const magnitude = (values: Float32Array): Float32Array => values.map(Math.abs);
const NAMES = ['output', 'gradient of the input', 'gradient of the weight', 'gradient of the bias'];

/** Where the engine and the reference differ by more than rounding allows, or what was written out of bounds. */
function compare(layer: Layer, seed: number): string {
  const { damage } = guarded();
  const arrays = layer.shapes.map((shape, i) => noise(seed + i, numel(shape)));
  const want = results(layer, arrays, null, null);
  const large = layer.cancels ? (values: Float32Array) => values.map(() => 1) : magnitude;
  const sums = results(layer, layer.picks ? arrays : arrays.map(large), large(want.gradient), null);
  const got = results(layer, arrays, want.gradient, counted);
  const terms = layer.terms(want.shape);
  const wrong = want.all.flatMap((values, i) => {
    const text = difference(got.all[i]!, values, magnitude(sums.all[i]!), terms[i]!);
    return text === '' ? [] : [`${NAMES[i]} ${text}`];
  });
  return [...wrong, damage()].filter((text) => text !== '').join('; ');
}

let guards: ReturnType<typeof guard> | undefined;

/** The guards of the engine's memory; few packed weights are kept, so that they are evicted all the time. */
function guarded(): ReturnType<typeof guard> {
  if (guards === undefined) {
    cpu.configureEngine({ packedBytes: 1 << 16 });
    guards = guard(theEngine()!.machine);
  }
  return guards;
}

/** Numbers up to a few, and now and then many more: a kernel, a size, channels. */
const upTo = (few: number, many: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: few }) }, fc.integer({ min: 1, max: many }));

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
  /** Outputs of a convolution besides the first, and what its stride leaves over. */
  readonly more: number;
  readonly rest: number;
}

const axis: fc.Arbitrary<Axis> = fc.record({
  kernel: upTo(4, 13),
  stride: upTo(2, 4),
  dilation: upTo(2, 4),
  padding: fc.integer({ min: 0, max: 5 }),
  more: fc.oneof(fc.constant(0), upTo(6, 40)),
  rest: fc.nat({ max: 3 }),
});

const base = {
  axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
  /** 0: without a batch axis. */
  batch: fc.integer({ min: 0, max: 3 }),
  groups: upTo(2, 5),
  inChannels: upTo(6, 33),
  outChannels: upTo(6, 33),
  bias: fc.boolean(),
};

interface Case {
  readonly axes: readonly Axis[];
  readonly batch: number;
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly bias: boolean;
}

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);

/** Of all layers those that the reference is done with soon. */
const quick = <T extends Case>(layers: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  layers.filter(
    ({ axes, batch, groups, inChannels, outChannels }) =>
      Math.max(1, batch) * groups * inChannels * outChannels * product(axes.map((a) => a.kernel * (a.more + 1))) <=
      MOST_PRODUCTS,
  );

const span = ({ kernel, dilation }: Axis): number => dilation * (kernel - 1) + 1;
const withBatch = (batch: number, sizes: number[]): number[] => (batch === 0 ? sizes : [batch, ...sizes]);

const CONV = [F.conv1d, F.conv2d, F.conv3d] as const;
const CONV_TRANSPOSE = [F.convTranspose1d, F.convTranspose2d, F.convTranspose3d] as const;

/** `padding` null: by name, with its odd zero after the input where a span is even. */
function convLayer({ axes, batch, groups, inChannels, outChannels, bias }: Case, padding: number[] | null): Layer {
  const input = axes.map((a, i) =>
    padding === null ? a.more + 1 : Math.max(1, span(a) - 2 * padding[i]!) + a.stride * a.more + (a.rest % a.stride),
  );
  const weight = [groups * outChannels, inChannels, ...axes.map(({ kernel }) => kernel)];
  const options = {
    stride: padding === null ? 1 : axes.map(({ stride }) => stride),
    padding: padding ?? ('same' as const),
    dilation: axes.map(({ dilation }) => dilation),
    groups,
  };
  const taps = product(axes.map(({ kernel }) => kernel));
  return {
    shapes: [withBatch(batch, [groups * inChannels, ...input]), weight, ...(bias ? [[weight[0]!]] : [])],
    run: (x, w, b) => CONV[axes.length - 1]!(x, w, { ...options, bias: b }),
    terms: (output) => {
      const positions = product(output) / weight[0]!;
      return [inChannels * taps + 1, outChannels * taps, positions, positions];
    },
  };
}

function convTransposeLayer({ axes, batch, groups, inChannels, outChannels, bias }: Case): Layer {
  const weight = [groups * inChannels, outChannels, ...axes.map(({ kernel }) => kernel)];
  // As much padding as leaves an output.
  const padding = axes.map((a) => Math.min(a.padding, Math.floor((a.stride * a.more + span(a) - 1) / 2)));
  const options = {
    stride: axes.map(({ stride }) => stride),
    padding,
    outputPadding: axes.map((a) => a.rest % Math.max(a.stride, a.dilation)),
    dilation: axes.map(({ dilation }) => dilation),
    groups,
  };
  const sizes = axes.map(({ more }) => more + 1);
  const taps = product(axes.map(({ kernel }) => kernel));
  return {
    shapes: [withBatch(batch, [groups * inChannels, ...sizes]), weight, ...(bias ? [[groups * outChannels]] : [])],
    run: (x, w, b) => CONV_TRANSPOSE[axes.length - 1]!(x, w, { ...options, bias: b }),
    terms: (output) => {
      const positions = Math.max(1, batch) * product(sizes);
      return [inChannels * taps + 1, outChannels * taps, positions, product(output) / (groups * outChannels)];
    },
  };
}

/** Compares layers of a kind; most of what is asked of the engine it has to take (the least outputs it leaves). */
function suite<T>(runs: number, layers: fc.Arbitrary<T>, layerOf: (chosen: T) => Layer): void {
  calls.asked = 0;
  calls.taken = 0;
  fc.assert(
    fc.property(layers, fc.nat(), (chosen, seed) => {
      expect(compare(layerOf(chosen), seed)).toBe('');
    }),
    { numRuns: runs },
  );
  expect(calls.taken / calls.asked).toBeGreaterThan(0.5);
}

test('a run compares at least two thousand layers', () => {
  expect(Object.values(RUNS).reduce((a, b) => a + b)).toBeGreaterThanOrEqual(2000);
});

test('a write before or behind what was taken is noticed, and one inside is not', () => {
  const machine = new Machine(detectFeatures());
  const { damage } = guard(machine);
  const address = machine.take(100);
  machine.floats.fill(1, address / 4, address / 4 + 25);
  expect(damage()).toBe('');
  machine.floats[address / 4 - 1] = 1;
  machine.giveBack(address, 100);
  expect(damage()).toBe('100 bytes were taken, and byte -4 was written to');
  const second = machine.take(100);
  machine.floats[second / 4 + 40] = 1;
  machine.giveBack(second, 100);
  expect(damage()).toBe('100 bytes were taken, and byte 160 was written to');
});

test('convolutions and their gradients agree for all options at once', () => {
  suite(RUNS.conv, quick(fc.record(base)), (layer) =>
    convLayer(
      layer,
      layer.axes.map(({ padding }) => padding),
    ),
  );
});

test('convolutions whose padding keeps the size agree, odd zeros included', () => {
  suite(RUNS.same, quick(fc.record(base)), (layer) => convLayer(layer, null));
});

test('depthwise convolutions agree, with and without a multiplier', () => {
  const depthwise = { ...base, groups: upTo(9, 33), inChannels: fc.constant(1), outChannels: upTo(1, 3) };
  suite(RUNS.depthwise, quick(fc.record(depthwise)), (layer) =>
    convLayer(
      layer,
      layer.axes.map(({ padding }) => padding),
    ),
  );
});

test('transposed convolutions and their gradients agree for all options at once', () => {
  suite(RUNS.convTranspose, quick(fc.record(base)), convTransposeLayer);
});

test('linear layers and their gradients agree', () => {
  const linear = fc.record({
    rows: fc.array(upTo(4, 12), { maxLength: 2 }),
    inFeatures: upTo(8, 700),
    outFeatures: upTo(8, 70),
    bias: fc.boolean(),
  });
  suite(RUNS.linear, linear, ({ rows, inFeatures, outFeatures, bias }) => ({
    shapes: [[...rows, inFeatures], [outFeatures, inFeatures], ...(bias ? [[outFeatures]] : [])],
    run: (x, weight, b) => F.linear(x, weight, { bias: b }),
    terms: () => [inFeatures + 1, outFeatures, product(rows), product(rows)],
  }));
});

test('poolings and their gradients agree', () => {
  const [max, avg] = [
    [F.maxPool1d, F.maxPool2d, F.maxPool3d] as const,
    [F.avgPool1d, F.avgPool2d, F.avgPool3d] as const,
  ];
  const pool = fc.record({
    axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
    batch: base.batch,
    channels: base.inChannels,
    largest: fc.boolean(),
    ceilMode: fc.boolean(),
    countIncludePad: fc.boolean(),
  });
  const small = pool.filter(
    ({ axes, batch, channels }) =>
      Math.max(1, batch) * channels * product(axes.map((a) => a.kernel * (a.more + 1))) <= MOST_PRODUCTS,
  );
  suite(RUNS.pool, small, ({ axes, batch, channels, largest, ceilMode, countIncludePad }) => {
    const kernel = axes.map((a) => a.kernel);
    const padding = axes.map((a) => Math.min(a.padding, a.kernel >> 1));
    const dilation = axes.map((a) => (largest ? a.dilation : 1));
    // Averages over three axes want a whole kernel without the padding.
    const halo = largest ? 2 : 0;
    const input = axes.map(
      (a, i) => Math.max(1, dilation[i]! * (a.kernel - 1) + 1 - halo * padding[i]!) + a.stride * a.more + a.rest,
    );
    const stride = axes.map((a) => a.stride);
    const taps = product(kernel);
    return {
      shapes: [withBatch(batch, [channels, ...input])],
      run: (x) =>
        largest
          ? max[axes.length - 1]!(x, kernel, { stride, padding, dilation, ceilMode })
          : avg[axes.length - 1]!(x, kernel, { stride, padding, ceilMode, countIncludePad }),
      // One rounding more for the division.
      terms: () => [taps + 1, taps + 1],
      picks: largest,
    };
  });
});

/** Sizes before and after, for one to three axes; few planes or many. */
const resizing = {
  axes: fc.array(fc.record({ size: upTo(9, 40), count: upTo(9, 60) }), { minLength: 1, maxLength: 3 }),
  batch: fc.integer({ min: 1, max: 3 }),
  channels: upTo(9, 70),
};

interface Resizing {
  readonly axes: readonly { readonly size: number; readonly count: number }[];
  readonly batch: number;
  readonly channels: number;
}

/** What is worth asking the engine, and the reference is done with soon. */
const worthwhile = <T extends Resizing>(layers: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  layers.filter(({ axes, batch, channels }) => {
    const planes = batch * channels;
    const [before, after] = [product(axes.map((a) => a.size)), product(axes.map((a) => a.count))];
    return planes * (before + after) >= 1024 && planes * Math.max(before, after) <= 4 * 10 ** 4;
  });

const sizesOf = ({ axes, batch, channels }: Resizing): number[] => [batch, channels, ...axes.map((a) => a.size)];

test('resizings and their gradients agree in every mode', () => {
  const MODES = [
    ['nearest', 'nearest-exact', 'linear', 'area'],
    ['nearest', 'nearest-exact', 'bilinear', 'bicubic', 'bilinear antialiased', 'bicubic antialiased'],
    ['nearest', 'nearest-exact', 'trilinear', 'area'],
  ] as const;
  const layers = fc.record({ ...resizing, mode: fc.nat(), alignCorners: fc.boolean(), scaled: fc.boolean() });
  suite(RUNS.resize, worthwhile(layers), (layer) => {
    const { axes, alignCorners, scaled } = layer;
    const modes = MODES[axes.length - 1]!;
    const [mode, filtered] = modes[layer.mode % modes.length]!.split(' ') as [ResizeMode, string?];
    const free = mode.startsWith('nearest') || mode === 'area';
    const counts = axes.map((a) => a.count);
    const options = {
      mode,
      antialias: filtered !== undefined,
      ...(free ? {} : { alignCorners }),
      ...(scaled ? { scaleFactor: axes.map((a) => (a.count + 0.3) / a.size) } : { size: counts }),
    };
    // Weights of both signs, of up to 1.6 together along each axis; a cell that grows is shared out among as many more.
    const most = (from: number, to: number): number => 8 * (2 + Math.ceil(from / to));
    return {
      shapes: [sizesOf(layer)],
      run: (x) => F.interpolate(x, options),
      terms: () => [
        axes.reduce((all, a) => all * most(a.size, a.count), 1),
        axes.reduce((all, a) => all * most(a.count, a.size), 1),
      ],
      cancels: mode === 'bicubic',
    };
  });
});

test('adaptive averages and their gradients agree, windows of uneven sizes included', () => {
  const pools = [F.adaptiveAvgPool1d, F.adaptiveAvgPool2d, F.adaptiveAvgPool3d] as const;
  suite(RUNS.adaptive, worthwhile(fc.record(resizing)), (layer) => {
    const { axes } = layer;
    const taps = product(axes.map((a) => Math.ceil(a.size / a.count) + 1));
    const shared = product(axes.map((a) => Math.ceil(a.count / a.size) + 1));
    return {
      shapes: [sizesOf(layer)],
      run: (x) =>
        pools[axes.length - 1]!(
          x,
          axes.map((a) => a.count),
        ),
      terms: () => [taps + 3, shared + 3],
    };
  });
});

test('mirrored, repeated and circular borders agree, cropped ones included', () => {
  const layers = fc.record({
    ...resizing,
    mode: fc.constantFrom('reflect' as const, 'replicate' as const, 'circular' as const),
    before: fc.array(fc.integer({ min: -2, max: 5 }), { minLength: 3, maxLength: 3 }),
    after: fc.array(fc.integer({ min: -2, max: 5 }), { minLength: 3, maxLength: 3 }),
  });
  suite(RUNS.mirror, worthwhile(layers), (layer) => {
    const { axes, mode, before, after } = layer;
    // No more than there is to show, and something left.
    const amounts = axes.flatMap(({ size }, i) => {
      const most = mode === 'replicate' ? 5 : Math.max(0, size - 3);
      const least = size < 5 ? 0 : -2;
      return [before[i]!, after[i]!].map((amount) => Math.max(least, Math.min(amount, most)));
    });
    const pairs = axes.flatMap((_, i) => amounts.slice(2 * (axes.length - 1 - i)).slice(0, 2));
    return {
      shapes: [sizesOf(layer)],
      run: (x) => F.pad(x, pairs, { mode }),
      terms: () => [1, 27],
    };
  });
});
