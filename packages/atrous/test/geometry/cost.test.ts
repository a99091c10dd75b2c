/** @file Multiply-accumulates in the three conventions, FLOPs, bytes and peak memory. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerCost, macs } from '../../src/geometry/cost.js';
import { aliveBytes, peakBytes, tensorBytes } from '../../src/geometry/memory.js';
import { layerSpec } from '../../src/geometry/spec.js';
import type { LayerSpec } from '../../src/geometry/types.js';

/** `guides` of other tools report these; measured with torchinfo, ptflops, thop and fvcore. */
const MEASURED: [string, LayerSpec, number[], number, number, number][] = [
  [
    'Conv2d(3,64,7,s2,p3) @224²',
    layerSpec('Conv2d', [3, 64, 7, 2, 3]),
    [1, 3, 224, 224],
    118_013_952,
    118_816_768,
    116_214_528,
  ],
  [
    'Conv2d(64,64,3,p1,groups=64) @56²',
    layerSpec('Conv2d', [64, 64, 3], { padding: 1, groups: 64 }),
    [1, 64, 56, 56],
    1_806_336,
    2_007_040,
    1_763_584,
  ],
  [
    'ConvTranspose2d(64,32,4,s2,p1) @16²',
    layerSpec('ConvTranspose2d', [64, 32, 4, 2, 1]),
    [1, 64, 16, 16],
    8_388_608,
    8_421_376,
    7_872_512,
  ],
  [
    'ConvTranspose2d(64,64,3,s2,p1,op1,groups=64) @16²',
    layerSpec('ConvTranspose2d', [64, 64, 3, 2, 1, 1, 64]),
    [1, 64, 16, 16],
    147_456,
    212_992,
    141_376,
  ],
  [
    'ConvTranspose2d(8,4,2,s2) @16²',
    layerSpec('ConvTranspose2d', [8, 4, 2, 2]),
    [1, 8, 16, 16],
    32_768,
    36_864,
    32_768,
  ],
];

test.each(MEASURED)('%s: nominal, with bias, effective', (_, spec, input, nominal, withBias, effective) => {
  expect(layerCost(spec, input).macs).toEqual({ nominal, withBias, effective });
  expect(macs(spec, input)).toBe(nominal);
});

describe('conventions', () => {
  test('FLOPs are two per nominal multiply-accumulate', () => {
    const cost = layerCost(layerSpec('Conv2d', [3, 64, 7, 2, 3], { bias: false }), [1, 3, 304, 228]);
    expect(cost.flops).toBe(2 * 64 * 152 * 114 * 147);
    expect(cost.macs.withBias).toBe(cost.macs.nominal);
  });

  test('a batch of three costs three times as much', () => {
    const spec = layerSpec('Conv2d', [3, 8, 3], { padding: 1 });
    const [one, three] = [1, 3].map((batch) => layerCost(spec, [batch, 3, 9, 7]).macs);
    expect(three).toEqual({
      nominal: 3 * one!.nominal,
      withBias: 3 * one!.withBias,
      effective: 3 * one!.effective,
    });
  });

  test('an input without a batch costs as much as a batch of one', () => {
    for (const op of ['Conv2d', 'ConvTranspose2d']) {
      const spec = layerSpec(op, [3, 8, 3], { padding: 1, stride: 2 });
      expect(layerCost(spec, [3, 9, 7]).macs).toEqual(layerCost(spec, [1, 3, 9, 7]).macs);
    }
  });

  test('padding that copies real cells counts as real', () => {
    const spec = layerSpec('Conv2d', [3, 8, 3], { padding: 1, paddingMode: 'reflect' });
    const { nominal, effective } = layerCost(spec, [1, 3, 9, 7]).macs;
    expect(effective).toBe(nominal);
  });

  test('linear layers do rows · in · out products', () => {
    expect(layerCost(layerSpec('Linear', [20, 30]), [4, 5, 20]).macs).toEqual({
      nominal: 4 * 5 * 20 * 30,
      withBias: 4 * 5 * 20 * 30 + 4 * 5 * 30,
      effective: 4 * 5 * 20 * 30,
    });
    expect(layerCost(layerSpec('Bilinear', [4, 5, 3]), [2, 4], 'float32', { others: [[2, 5]] }).macs.nominal).toBe(
      2 * 3 * 4 * 5,
    );
  });

  test('pooling, normalisation, activations and padding count nothing', () => {
    for (const spec of [
      layerSpec('MaxPool2d', [2]),
      layerSpec('BatchNorm2d', [4]),
      layerSpec('ReLU'),
      layerSpec('ZeroPad2d', [1]),
    ])
      expect(layerCost(spec, [1, 4, 8, 8]).macs).toEqual({ nominal: 0, withBias: 0, effective: 0 });
  });
});

describe('effective products', () => {
  const layer = fc.record({
    size: fc.integer({ min: 1, max: 12 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    padding: fc.integer({ min: 0, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
  });

  test('of a convolution are the taps that read the input', () => {
    fc.assert(
      fc.property(layer, ({ size, kernel, stride, padding, dilation }) => {
        const count = Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
        fc.pre(count >= 1);
        let real = 0;
        for (let o = 0; o < count; o++)
          for (let t = 0; t < kernel; t++) {
            const i = o * stride - padding + dilation * t;
            if (i >= 0 && i < size) real++;
          }
        const spec = layerSpec('Conv1d', [2, 3, kernel], { stride, padding, dilation });
        expect(layerCost(spec, [1, 2, size]).macs.effective).toBe(2 * 3 * real);
      }),
    );
  });

  test('of a transposed convolution are the products that land in the output', () => {
    fc.assert(
      fc.property(layer, ({ size, kernel, stride, padding, dilation }) => {
        const count = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1;
        fc.pre(count >= 1);
        let inside = 0;
        for (let i = 0; i < size; i++)
          for (let t = 0; t < kernel; t++) {
            const o = i * stride - padding + dilation * t;
            if (o >= 0 && o < count) inside++;
          }
        const spec = layerSpec('ConvTranspose1d', [2, 4, kernel], { stride, padding, dilation, groups: 2 });
        expect(layerCost(spec, [1, 2, size]).macs.effective).toBe(2 * 2 * inside);
      }),
    );
  });
});

describe('memory', () => {
  test('is elements times bytes', () => {
    expect(tensorBytes([1, 64, 152, 114])).toBe(64 * 152 * 114 * 4);
    expect(tensorBytes([2, 3], 'float64')).toBe(48);
    expect(tensorBytes([2, 3], 'float16')).toBe(12);
    expect(layerCost(layerSpec('ReLU'), [2, 3], 'float64').activationBytes).toBe(48);
  });

  test('of a chain peaks where input and output are largest together', () => {
    expect(
      peakBytes([
        { bytes: 10, from: [] },
        { bytes: 50, from: [0] },
        { bytes: 30, from: [1] },
        { bytes: 40, from: [2] },
      ]),
    ).toBe(80);
  });

  test('keeps a skip connection alive until it is read', () => {
    expect(
      peakBytes([
        { bytes: 10, from: [] },
        { bytes: 20, from: [0] },
        { bytes: 30, from: [1] },
        { bytes: 30, from: [2, 0] },
      ]),
    ).toBe(70);
  });

  test('that is alive while each of them is computed, as the sum over those that are still read', () => {
    const tensors = fc.array(fc.record({ bytes: fc.nat(99), reads: fc.array(fc.nat(8), { maxLength: 3 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(tensors, (made) => {
        const held = made.map(({ bytes, reads }, i) => ({ bytes, from: reads.filter((one) => one < i) }));
        const expected = held.map((_, now) =>
          held.reduce((sum, { bytes }, i) => {
            const isRead = held.some(({ from }, later) => later >= now && from.includes(i));
            return sum + (i === now || (i < now && isRead) ? bytes : 0);
          }, 0),
        );
        expect(aliveBytes(held)).toEqual(expected);
      }),
    );
  });

  test('of nothing is nothing', () => {
    expect(peakBytes([])).toBe(0);
  });
});
