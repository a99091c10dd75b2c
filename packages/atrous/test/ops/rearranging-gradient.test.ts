/** Gradients of what moves, copies or drops values: padding, resizing, shuffles, dropout. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import type { PadMode } from '../../src/geometry/pad.js';
import type { ResizeMode } from '../../src/geometry/resize.js';
import { grad } from '../../src/ops/backward.js';
import { alphaDropout, dropout, dropout2d, featureAlphaDropout } from '../../src/ops/dropout/index.js';
import { pad } from '../../src/ops/pad/index.js';
import { interpolate } from '../../src/ops/resize/index.js';
import { channelShuffle, pixelShuffle, pixelUnshuffle } from '../../src/ops/shuffle/index.js';
import { manualSeed } from '../../src/tensor/random/generator.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { failure } from '../failure.js';
import { gradcheck, leafOf } from '../gradcheck.js';
import { dot, f32, f64, noise, values } from './arrays.js';

/**
 * Checks a linear map by ⟨f(x), y⟩ = ⟨x, fᵀ(y)⟩, and that the gradient's own gradient is f again.
 *
 * @param constant  what f adds to everything, in the shape of its output
 */
function checkLinear(f: (x: Tensor) => Tensor, shape: readonly number[], constant?: Tensor): void {
  const x = noise(shape, 1).requiresGrad_();
  const output = f(x);
  const y = noise(output.shape, 2).requiresGrad_();
  const [gx] = grad(output, x, { gradOutputs: y, createGraph: true }) as [Tensor];
  expect(gx.shape).toEqual([...shape]);
  const linear = constant ? output.sub(constant) : output;
  const near = (a: number, b: number): void => expect(Math.abs(a - b) <= 1e-10 * (1 + Math.abs(a))).toBe(true);
  near(dot(gx, x), dot(linear, y));
  const direction = noise(shape, 3);
  const [gy] = grad(gx, y, { gradOutputs: direction }) as [Tensor];
  expect(gy.shape).toEqual(output.shape);
  const moved = f(direction);
  near(dot(gy, y), dot(constant ? moved.sub(constant) : moved, y));
}

/** The gradient that ones give. */
const ofOnes = (y: Tensor, x: Tensor): number[] => [...values((grad(y.sum(), x) as [Tensor])[0])];

describe('the gradient of padding', () => {
  test('adds the gradient of every copy to its source', () => {
    const x = f64([1, 2, 3, 4], [1, 4]).requiresGrad_();
    expect(ofOnes(pad(x, [2, 1], { mode: 'reflect' }), x)).toEqual([1, 2, 3, 1]);
    expect(ofOnes(pad(x, [2, 1], { mode: 'replicate' }), x)).toEqual([3, 1, 1, 2]);
    expect(ofOnes(pad(x, [2, 1], { mode: 'circular' }), x)).toEqual([2, 1, 2, 2]);
    expect(ofOnes(pad(x, [2, 1]), x)).toEqual([1, 1, 1, 1]);
    expect(ofOnes(pad(x, [2, -3]), x)).toEqual([1, 0, 0, 0]);
  });

  test('is that of reflect (2, 1) on three ones: [1, 3, 2]', () => {
    const x = f64([1, 1, 1], [1, 3]).requiresGrad_();
    expect(ofOnes(pad(x, [2, 1], { mode: 'reflect' }), x)).toEqual([1, 3, 2]);
  });

  test('is the transpose, for any amounts in any mode, and its gradient pads again', () => {
    const amount = fc.integer({ min: -1, max: 2 });
    fc.assert(
      fc.property(
        fc.constantFrom<PadMode>('constant', 'reflect', 'replicate', 'circular'),
        fc.array(amount, { minLength: 4, maxLength: 4 }),
        (mode, amounts) => checkLinear((x) => pad(x, amounts, { mode }), [2, 2, 3, 4]),
      ),
    );
  });

  test('of 16-bit floats keeps their type, in every mode', () => {
    for (const mode of ['constant', 'reflect'] as const) {
      const x = f32([1, 2, 3], [1, 3]).to('bfloat16').requiresGrad_();
      const y = pad(x, [2, 1], { mode });
      const [gx] = grad(y, x, { gradOutputs: f32([1, 2, 4, 8, 16, 32], [1, 6]).to('bfloat16') }) as [Tensor];
      expect([y.dtype, gx.dtype]).toEqual(['bfloat16', 'bfloat16']);
      expect(gx.tolist()).toEqual([mode === 'constant' ? [4, 8, 16] : [4, 42, 17]]);
    }
  });

  test('does not see the value', () => {
    const x = leafOf([2, 3]);
    gradcheck((t) => pad(t, [1, 2, -1, 1], { value: 1.5 }), [x]);
  });

  test('reaches the whole of constant padding of all axes, also of an empty one', () => {
    checkLinear((x) => pad(x, [1, 1, 2, 0, 0, 1]), [2, 3, 2]);
    checkLinear((x) => pad(x, [1, 1]), [2, 0]);
  });
});

describe('the gradient of interpolation', () => {
  test('of nearest 3 → 5 is [2, 2, 1]', () => {
    const x = f64([1, 2, 3], [1, 1, 3]).requiresGrad_();
    expect(ofOnes(interpolate(x, { size: 5 }), x)).toEqual([2, 2, 1]);
  });

  test('of nearest takes the shortcut of doubled axes where its forward in one dimension does not', () => {
    const x = f64([1, 2, 3], [1, 1, 3]).requiresGrad_();
    const y = interpolate(x, { scaleFactor: 2.2 });
    expect([...values(y)]).toEqual([1, 1, 1, 2, 2, 3]);
    expect(ofOnes(y, x)).toEqual([2, 2, 2]);
  });

  const modes: [ResizeMode, number[], object][] = [
    ['nearest', [1, 2, 5], {}],
    ['nearest', [1, 2, 3, 5], {}],
    ['nearest', [1, 1, 3, 2, 4], {}],
    ['nearest-exact', [1, 2, 3, 5], {}],
    ['linear', [1, 2, 5], {}],
    ['linear', [1, 2, 5], { alignCorners: true }],
    ['bilinear', [1, 2, 3, 5], {}],
    ['bilinear', [1, 2, 3, 5], { alignCorners: true }],
    ['bilinear', [1, 2, 3, 5], { antialias: true }],
    ['trilinear', [1, 1, 3, 2, 4], {}],
    ['bicubic', [1, 2, 3, 5], {}],
    ['bicubic', [1, 2, 3, 5], { antialias: true, alignCorners: true }],
    ['lanczos', [1, 2, 3, 5], { antialias: true }],
    ['area', [1, 2, 3, 5], {}],
  ];
  test.each(modes)('of %s on %j with %j is the transpose, larger and smaller', (mode, shape, options) => {
    for (const size of [1, 3, 4, 7]) checkLinear((x) => interpolate(x, { size, mode, ...options }), shape);
  });

  test('keeps float32, and is rounded once', () => {
    const x = f32([1, 2], [1, 1, 2]).requiresGrad_();
    const y = interpolate(x, { size: 3, mode: 'linear' });
    const [gx] = grad(y, x, { gradOutputs: f32([1, 1e-8, 1], [1, 1, 3]) }) as [Tensor];
    expect([gx.dtype, ...values(gx)]).toEqual(['float32', 1, 1]);
  });

  test('names are those of PyTorch', () => {
    const x = leafOf([1, 2, 3, 4]);
    const names = [
      interpolate(x, { size: 2 }),
      interpolate(x, { size: 2, mode: 'nearest-exact' }),
      interpolate(x, { size: 2, mode: 'bilinear' }),
      interpolate(x, { size: 2, mode: 'bicubic', antialias: true }),
    ].map((y) => String(y.gradFn));
    expect(names).toEqual([
      'UpsampleNearest2DBackward0',
      'UpsampleNearestExact2DBackward0',
      'UpsampleBilinear2DBackward0',
      'UpsampleBicubic2DAaBackward0',
    ]);
  });
});

describe('the gradient of a shuffle', () => {
  test('is the shuffle back', () => {
    checkLinear((x) => pixelShuffle(x, 2), [2, 8, 3, 2]);
    checkLinear((x) => pixelUnshuffle(x, 2), [2, 2, 4, 6]);
    checkLinear((x) => channelShuffle(x, 2), [2, 6, 2, 2]);
    checkLinear((x) => channelShuffle(x, 3), [2, 6, 5]);
  });

  test('of an empty batch is empty', () => {
    for (const f of [(x: Tensor) => pixelShuffle(x, 2), (x: Tensor) => pixelUnshuffle(x, 2)]) {
      const x = f64([], [0, 4, 2, 2]).requiresGrad_();
      expect((grad(f(x).sum(), x) as [Tensor])[0].shape).toEqual([0, 4, 2, 2]);
    }
  });
});

const seeded =
  (drop: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor => {
    manualSeed(7);
    return drop(x);
  };

describe('the gradient of dropout', () => {
  test('is what it multiplied with', () => {
    const x = f64([1, 1, 1, 1, 1, 1, 1, 1], [2, 4]).requiresGrad_();
    const y = seeded((t) => dropout(t, { p: 0.25 }))(x);
    expect(new Set(values(y))).toEqual(new Set([0, 1 / 0.75]));
    expect(ofOnes(y, x)).toEqual([...values(y)]);
  });

  test('agrees with central differences, of elements and of channels', () => {
    gradcheck(
      seeded((x) => dropout(x, { p: 0.5 })),
      [leafOf([3, 5])],
    );
    gradcheck(
      seeded((x) => dropout2d(x, { p: 0.5 })),
      [leafOf([2, 4, 2, 2])],
    );
    gradcheck(
      seeded((x) => alphaDropout(x, { p: 0.5, training: true })),
      [leafOf([3, 5])],
    );
    gradcheck(
      seeded((x) => featureAlphaDropout(x, { p: 0.5, training: true })),
      [leafOf([2, 4, 3])],
    );
    gradcheck(
      seeded((x) => dropout(x, { p: 1 })),
      [leafOf([3, 5])],
    );
  });

  test('passes through what is dropped in place', () => {
    const x = f64([1, 2, 3, 4], [4]).requiresGrad_();
    const y = seeded((t) => dropout(t, { inplace: true }))(x.mul(3));
    const factors = [...values(y)].map((value, i) => value / (3 * (i + 1)));
    expect(ofOnes(y, x)).toEqual(factors.map((factor) => 3 * factor));
  });

  test('of a leaf that requires grad cannot be had in place', () => {
    for (const drop of [dropout, dropout2d])
      expect(failure(() => drop(leafOf([2, 2]), { inplace: true }))).toBe(
        'RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.',
      );
    expect(failure(() => alphaDropout(leafOf([2, 2]), { inplace: true, training: true }))).toBe(
      'RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.',
    );
  });
});
