import * as fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import * as cpu from '../../../src/engine/cpu/index.js';
import { type Engine, theEngine } from '../../../src/engine/cpu/engine.js';
import { F23, F43 } from '../../../src/engine/cpu/kernels/winograd-transforms.js';
import { convLine, transposedLine } from '../../../src/engine/cpu/line.js';
import { runLine } from '../../../src/engine/cpu/winograd-line.js';
import { type LineJob, lineJob } from '../../../src/engine/cpu/winograd-line-job.js';
import { tilesFor } from '../../../src/engine/cpu/winograd-line-tile.js';
import { type ConvGeometry, convGeometry } from '../../../src/geometry/conv.js';
import { type ConvTransposeGeometry, convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import type { Rank } from '../../../src/geometry/types.js';
import { convTransposeReference } from '../../../src/ops/conv-transpose/reference.js';
import { convReference } from '../../../src/ops/conv/reference.js';
import { F, Tensor, noGrad } from '../../../src/index.js';
import { useEngine } from '../../../src/ops/engine.js';
import { numel } from '../../../src/tensor/tensor.js';
import { guard } from './guards.js';
import { apart, noise, normal } from './layers.js';

const { configureEngine, conv, convTranspose, explain } = cpu;

beforeEach(() => configureEngine({ precision: 'default' }));
afterAll(() => configureEngine({ precision: 'default' }));

/** What is given to a layer, with He-scaled weights, and what comes out in double precision. */
function given(g: ConvGeometry, transposed: boolean, seed: number) {
  const taps = g.windows.reduce((all, { kernel }) => all * kernel, 1);
  const terms = (taps * g.inChannels) / g.groups;
  const x = normal(seed, g.batch * g.inChannels * numel(g.input), 1);
  const weight = normal(seed + 1, terms * g.outChannels, Math.sqrt(2 / terms));
  const bias = normal(seed + 2, g.outChannels, 1);
  const want = new Float64Array(g.batch * g.outChannels * numel(g.output));
  (transposed ? convTransposeReference : convReference)(want, x, weight, bias, g);
  return { x, weight, bias, want };
}

/** A convolution along the last axis of [batch, channels, length]. */
const row = (
  [batch, channels, length]: readonly [number, number, number],
  out: number,
  kernel = 3,
  options = {},
): ConvGeometry =>
  convGeometry(1, [batch, channels, length], [out, channels, kernel], [out], { padding: kernel >> 1, ...options });

/**
 * The error in units of the tolerance, and as a share of the result's root mean square: of the kernel that the engine chooses, or
 * of a job.
 */
function errors(
  g: ConvGeometry,
  jobOf: ((engine: Engine) => LineJob) | null = null,
): { worst: number; relative: number } {
  const { x, weight, bias, want } = given(g, false, 5);
  const engine = theEngine()!;
  const result = jobOf === null ? conv(g, x, weight, bias) : runLine(engine, jobOf(engine), x, weight, bias, null);
  const got = result as Float32Array;
  const size = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { worst: apart(got, want), relative: size(want.map((value, i) => got[i]! - value)) / size(want) };
}

/** Layers of one to three axes with a kernel along one of them. */
const anyLine = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  axis: fc.nat({ max: 2 }),
  length: fc.integer({ min: 1, max: 40 }),
  kernel: fc.oneof({ weight: 2, arbitrary: fc.constant(3) }, fc.integer({ min: 2, max: 14 })),
  dilation: fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.constantFrom(4, 5, 8, 16, 64)),
  padding: fc.nat({ max: 40 }),
  batch: fc.integer({ min: 1, max: 3 }),
  groups: fc.integer({ min: 1, max: 3 }),
  inChannels: fc.integer({ min: 1, max: 33 }),
  outChannels: fc.integer({ min: 1, max: 33 }),
});

test.each([
  ['convolutions', false, F43],
  ['convolutions', false, F23],
  ['transposed convolutions', true, F43],
  ['transposed convolutions', true, F23],
] as const)('%s along any axis are right in bounds, transposed: %s, by tiles of %o', (_, transposed, tile) => {
  configureEngine({ precision: 'default', threads: 1 });
  const engine = theEngine()!;
  const { damage } = guard(engine.machine);
  let done = 0;
  fc.assert(
    fc.property(anyLine, fc.nat(), ({ sizes, axis: any, length, batch, groups, ...rest }, seed) => {
      const { kernel, dilation, inChannels, outChannels } = rest;
      const axis = any % sizes.length;
      const reach = dilation * (kernel - 1);
      const padding = Math.min(rest.padding, transposed ? reach : Infinity);
      const along = <T>(value: T, others: T): T[] => sizes.map((_, i) => (i === axis ? value : others));
      const input = sizes.map((size, i) =>
        i !== axis
          ? size
          : transposed
            ? length + Math.max(0, 2 * padding - reach)
            : length + Math.max(0, reach - 2 * padding),
      );
      const shape = [batch, groups * inChannels, ...input];
      const kernels = along(kernel, 1);
      const options = { groups, padding: along(padding, 0), dilation: along(dilation, 1) };
      const g = transposed
        ? convTransposeGeometry(sizes.length as Rank, shape, [shape[1]!, outChannels, ...kernels], null, {
            ...options,
            outputPadding: along(Math.min(1, dilation - 1), 0),
          })
        : convGeometry(sizes.length as Rank, shape, [groups * outChannels, inChannels, ...kernels], null, options);
      const layer = transposed ? transposedLine(g as ConvTransposeGeometry) : convLine(g);
      const { x, weight, bias, want } = given(g, transposed, seed);
      const got = runLine(engine, lineJob(engine.machine, layer!, tile), x, weight, bias, null) as Float32Array;
      const error = apart(got, want);
      expect(error <= 1 ? '' : `${error} times the tolerance`).toBe('');
      expect(damage()).toBe('');
      done++;
    }),
    { numRuns: 30 },
  );
  expect(done).toBeGreaterThanOrEqual(30);
});

test.each([32, 80, 300])('%i channels stay inside PyTorch’s tolerance', (channels) => {
  const g = row([1, channels, 500], 32);
  expect(explain('conv', g).kernel).toMatch(/^winograd4\+dense/);
  expect(errors(g).worst).toBeLessThan(1);
});

test.each([
  [24, F23],
  [64, F43],
  [130, F43],
])('with gradients %i channels lose no more bits than by direct sums', (channels, tile) => {
  const g = row([1, channels, 1200], 32);
  const layer = convLine(g)!;
  expect(tilesFor(layer, true)).toContain(tile);
  const { relative } = errors(g, ({ machine }) => lineJob(machine, layer, tile));
  configureEngine({ precision: 'strict' });
  // Of 64 channels as many.
  expect(relative).toBeLessThan(1.03 * errors(g).relative);
});

test('long rows go in several passes, short ones of a batch in one', () => {
  const { machine } = theEngine()!;
  const cases = [row([1, 24, 9000], 24), row([1, 24, 9001], 24, 7, { dilation: 4 }), row([5, 24, 201], 24)];
  const passes = cases.map((g) => {
    const { vectors, pass, images } = lineJob(machine, convLine(g)!, F43);
    return [vectors > pass, images];
  });
  expect(passes).toEqual([
    [true, 1],
    [true, 1],
    [false, 5],
  ]);
  for (const g of cases) expect(errors(g).worst).toBeLessThan(1);
});

test('the gradient of an input is a layer along a line as well', () => {
  const g = convTransposeGeometry(1, [2, 70, 400], [70, 40, 3], null, { padding: 1 });
  expect(explain('convInputGradient', g).kernel).toMatch(/^winograd4\+dense/);
  const { x, weight, bias, want } = given(g, true, 3);
  expect(apart(convTranspose(g, x, weight, bias, null, true)!, want)).toBeLessThan(1);
});

test('packed weights serve later calls, and are packed again when they change', () => {
  const g = row([1, 16, 2500], 16);
  const { x, weight, want } = given(g, false, 1);
  const key = { version: 0 };
  const bias = new Float32Array(16);
  const first = conv(g, x, weight, bias, key)!;
  expect(conv(g, x, noise(1, weight.length), bias, key)).toEqual(first);
  weight.fill(0);
  key.version++;
  expect(conv(g, x, weight, bias, key)).toEqual(new Float32Array(want.length));
});

test('what stays in wasm memory between two layers is the same', () => {
  const [x, first, second] = [
    [3, 16, 1001],
    [16, 16, 3],
    [16, 16, 5],
  ].map((shape, i) => new Tensor(noise(i, numel(shape)), shape, 'float32')) as [Tensor, Tensor, Tensor];
  useEngine(cpu);
  try {
    const run = (between: (y: Tensor) => unknown): Float32Array =>
      noGrad(() => {
        const y = F.conv1d(x, first, { padding: 1 });
        between(y);
        return F.conv1d(y, second, { dilation: 3 }).data as Float32Array;
      });
    expect(run(() => {})).toEqual(run((y) => y.data));
  } finally {
    useEngine(null);
  }
});

test('what is chosen, and why', () => {
  expect(explain('conv', row([1, 56, 600], 384), { trained: true }).kernel).toMatch(/^winograd2\+dense/);
  expect(explain('conv', row([1, 32, 1000], 32, 7))).toEqual({
    kernel: expect.stringMatching(/^winograd4\+dense/) as string,
    why: expect.stringContaining(
      '7 taps along one axis with stride 1: tiles of 4 outputs need 18 multiplications instead of 28; 3 blocks of 3 taps are summed as channels are; ',
    ) as string,
  });
  const direct = [
    row([1, 8, 1000], 32), // few channels
    row([1, 256, 12], 256), // a short row
    row([1, 32, 1000], 32, 2), // two taps
    row([1, 32, 1000], 32, 3, { stride: 2 }),
    convGeometry(2, [1, 64, 32, 32], [64, 64, 1, 3], null, { padding: 1 }), // padding along both axes
  ];
  for (const g of direct)
    expect([g.input, explain('conv', g).kernel]).toEqual([g.input, expect.stringMatching(/^dense/)]);
  configureEngine({ precision: 'strict' });
  expect(explain('conv', row([1, 32, 1000], 32)).kernel).toMatch(/^dense/);
});
