import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from '../../src/ops/adaptive-pool/index.js';
import { adaptiveMaxPool1d, adaptiveMaxPool2d, adaptiveMaxPool3d } from '../../src/ops/adaptive-pool/index.js';
import { avgPool1d, avgPool2d, avgPool3d } from '../../src/ops/avg-pool/index.js';
import { fractionalMaxPool2d, fractionalMaxPool3d } from '../../src/ops/fractional-max-pool/index.js';
import { lpPool1d, lpPool2d, lpPool3d } from '../../src/ops/lp-pool.js';
import { maxPool1d, maxPool2d, maxPool3d } from '../../src/ops/max-pool/index.js';
import { maxUnpool1d, maxUnpool2d, maxUnpool3d } from '../../src/ops/max-unpool.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { gradcheck, leafOf, positiveLeaf } from '../gradcheck.js';
import { type Axis, anyAxis, filled, optionsOf } from '../windows.js';
import { f32, f64, noise, values } from './arrays.js';
import { checkLinear, gradientsOf } from './gradients.js';

const MAX = [maxPool1d, maxPool2d, maxPool3d] as const;
const UNPOOL = [maxUnpool1d, maxUnpool2d, maxUnpool3d] as const;
const AVG = [avgPool1d, avgPool2d, avgPool3d] as const;
const LP = [lpPool1d, lpPool2d, lpPool3d] as const;
const ADAPTIVE_AVG = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d] as const;
const ADAPTIVE_MAX = [adaptiveMaxPool1d, adaptiveMaxPool2d, adaptiveMaxPool3d] as const;

/** One to three axes with at least one window each, every option free. */
const anyAxes = (dilations: number): fc.Arbitrary<Axis[]> =>
  fc
    .array(anyAxis(dilations), { minLength: 1, maxLength: 3 })
    .map((axes) => axes.map((axis) => ({ ...axis, size: Math.max(axis.size, axis.dilation * (axis.kernel - 1) + 1) })));

const sizesOf = (axes: readonly Axis[]): number[] => axes.map(({ size }) => size);
const onesLike = (t: Tensor): Tensor => filled(t.shape, [1]);

/** The gradient of the sum of the output. */
function gradient(f: (x: Tensor) => Tensor, x: Tensor): number[] {
  const y = f(x.requiresGrad_());
  return [...values(gradientsOf(y, onesLike(y), [x])[0]!)];
}

const row = (...data: number[]): Tensor => f64(data, [1, data.length]);

describe('gradients of max pooling', () => {
  test('go where the indices say, all options at once', () =>
    fc.assert(
      fc.property(anyAxes(3), fc.boolean(), (axes, ceilMode) => {
        const { kernelSize, ...options } = optionsOf(axes);
        const x = filled([2, 2, ...sizesOf(axes)], [3, 1, 3, 2, Number.NaN, 0, 3]).requiresGrad_();
        const pool = MAX[axes.length - 1]!;
        const [y, indices] = pool(x, kernelSize, { ...options, ceilMode, returnIndices: true });
        const upstream = noise(y.shape, 5).requiresGrad_();
        const [grad] = gradientsOf(y, upstream, [x], true) as [Tensor];
        const expected = new Float64Array(x.numel());
        const [plane, count] = [x.numel() / 4, y.numel() / 4];
        const places = values(indices);
        places.forEach((at, i) => {
          if (at < plane) expected[Math.floor(i / count) * plane + at]! += values(upstream)[i]!;
        });
        expect(values(grad)).toEqual(expected);
        // The gradient is linear in what came from above: what it passes on is taken from the same places.
        const direction = noise(x.shape, 6);
        const [second] = gradientsOf(grad, direction, [upstream]) as [Tensor];
        const taken = places.map((at, i) => (at < plane ? values(direction)[Math.floor(i / count) * plane + at]! : 0));
        expect(values(second)).toEqual(taken);
        // Without asking for indices the gradient is the same.
        const other = pool(x, kernelSize, { ...options, ceilMode });
        expect(values(gradientsOf(other, upstream, [x])[0]!)).toEqual(expected);
      }),
      { numRuns: 60 },
    ));

  test('take the first of equal maxima, and add up where windows overlap', () => {
    expect(gradient((x) => maxPool1d(x, 2, { stride: 1 }), row(1, 1, 1, 1))).toEqual([1, 1, 1, 0]);
    expect(gradient((x) => maxPool1d(x, 3, { stride: 1 }), row(1, 3, 2, 3, 0))).toEqual([0, 2, 0, 1, 0]);
  });

  test('of several NaNs go to the last', () =>
    expect(gradient((x) => maxPool1d(x, 3), row(Number.NaN, 1, Number.NaN))).toEqual([0, 0, 1]));

  test('of a window that reads nothing are lost', () =>
    expect(gradient((x) => maxPool1d(x, 2, { padding: 1, dilation: 2 }), row(7))).toEqual([0]));

  test('reach neither indices nor inputs that ask for none', () => {
    const [y, indices] = maxPool1d(row(1, 2).requiresGrad_(), 2, { returnIndices: true });
    expect([y.requiresGrad, indices.requiresGrad]).toEqual([true, false]);
    expect(y.gradFn?.toString()).toBe('MaxPool2DWithIndicesBackward0');
    expect(maxPool1d(row(1, 2), 2).requiresGrad).toBe(false);
  });

  test('ask for indices that have not changed since', () => {
    const x = row(1, 2).requiresGrad_();
    const [y, indices] = maxPool1d(x, 2, { returnIndices: true });
    indices.touch();
    expect(() => gradientsOf(y, onesLike(y), [x])).toThrow(
      'one of the variables needed for gradient computation has been modified by an inplace operation: [torch.IntTensor [1, 1]] is at version 1; expected version 0 instead.',
    );
  });

  test('of adaptive and fractional pooling agree with central differences', () => {
    [[4], [4, 3], [2, 4, 3]].forEach((sizes, i) => {
      const output = sizes.map((size) => size - 1);
      gradcheck((x) => ADAPTIVE_MAX[i]!(x, output), [leafOf([2, ...sizes])]);
    });
    const samples = f64([0.3, 0.6, 0.2, 0.9], [1, 2, 2]);
    gradcheck((x) => fractionalMaxPool2d(x, 2, { outputSize: 3, randomSamples: samples }), [leafOf([1, 2, 5, 6])]);
    const three = f64([0.3, 0.6, 0.2], [1, 1, 3]);
    gradcheck((x) => fractionalMaxPool3d(x, 2, { outputSize: 2, randomSamples: three }), [leafOf([1, 1, 4, 5, 6])]);
  });
});

describe('gradients of max unpooling', () => {
  test('are taken from where the values went, to second order', () =>
    fc.assert(
      fc.property(anyAxes(1), (axes) => {
        // Windows that do not overlap, so that no place is written twice.
        const kernelSize = axes.map(({ kernel }) => kernel);
        const rank = axes.length - 1;
        const [y, indices] = MAX[rank]!(noise([2, ...sizesOf(axes)], 1), kernelSize, { returnIndices: true });
        checkLinear((x) => UNPOOL[rank]!(x, indices, kernelSize, { outputSize: sizesOf(axes) }), y);
      }),
      { numRuns: 30 },
    ));

  test('reach a value that another one overwrote, too', () =>
    expect(gradient((x) => maxUnpool1d(x, new Tensor(Int32Array.of(1, 1), [1, 2], 'int32'), 2), row(5, 6))).toEqual([
      1, 1,
    ]));
});

describe('gradients of average pooling', () => {
  test('are its adjoint, whose gradient it is, all options at once', () =>
    fc.assert(
      fc.property(
        anyAxes(1),
        fc.boolean(),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 5 })),
        (axes, ceilMode, countIncludePad, divisorOverride) => {
          const { kernelSize, stride, padding } = optionsOf(axes);
          const options = { stride, padding, ceilMode, countIncludePad };
          const whole = axes.length === 1 ? options : { ...options, divisorOverride };
          checkLinear((x) => AVG[axes.length - 1]!(x, kernelSize, whole), noise([2, 3, ...sizesOf(axes)], 1));
        },
      ),
      { numRuns: 60 },
    ));

  test('share each value among what its window reads', () => {
    const gradients = (options: object): number[] =>
      gradient((x) => avgPool1d(x, 3, { stride: 2, padding: 1, ...options }), row(1, 2, 3, 4));
    expect(gradients({})).toEqual([1 / 3, 2 / 3, 1 / 3, 1 / 3]);
    expect(gradients({ countIncludePad: false })).toEqual([1 / 2, 1 / 2 + 1 / 3, 1 / 3, 1 / 3]);
    expect(gradient((x) => avgPool1d(x, 2, { ceilMode: true }), row(1, 2, 3, 4, 5))).toEqual([0.5, 0.5, 0.5, 0.5, 1]);
  });

  test('of adaptive pooling are its adjoint, also where outputs outnumber inputs', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 8 })), {
          minLength: 1,
          maxLength: 3,
        }),
        (axes) => {
          const input = axes.map(([size]) => size);
          const output = axes.map(([, count]) => count);
          checkLinear((x) => ADAPTIVE_AVG[axes.length - 1]!(x, output), noise([2, ...input], 1));
        },
      ),
      { numRuns: 30 },
    ));

  test('keep float32', () => {
    const x = f32([1, 2, 3, 4], [1, 4]).requiresGrad_();
    const y = avgPool1d(x, 2);
    expect(gradientsOf(y, f32([1, 1], [1, 2]), [x])[0]!.dtype).toBe('float32');
  });
});

describe('gradients of LP pooling', () => {
  test('agree with central differences, first and second, all options at once', () =>
    fc.assert(
      fc.property(
        anyAxes(1),
        fc.constantFrom(1, 2, 3, 1.5, -1, Infinity, -Infinity),
        fc.boolean(),
        (axes, norm, ceilMode) => {
          const { kernelSize, stride } = optionsOf(axes);
          const sizes = sizesOf(axes).map((size, axis) => (axis < 2 ? size : kernelSize[axis]!));
          gradcheck(
            (x) => LP[axes.length - 1]!(x, norm, kernelSize, { stride, ceilMode }),
            [positiveLeaf([1, ...sizes])],
          );
        },
      ),
      { numRuns: 12 },
    ));

  test('are zero where the window’s sum is zero', () => {
    const [first, second, third, fourth] = gradient((x) => lpPool1d(x, 2, 2), row(0, 0, 0, 4));
    expect([first, second, third]).toEqual([0, 0, 0]);
    expect(fourth).toBeCloseTo(1, 14); // engines round their powers differently
    expect(gradient((x) => lpPool1d(x, 1, 2), row(1, -1, 3, 4))).toEqual([0, 0, 1, 1]);
  });

  test('of the largest and the smallest magnitude have the sign of the element', () => {
    // Adding zero takes the sign off the zeros.
    const slope = (norm: number, x: Tensor): number[] => gradient((t) => lpPool1d(t, norm, 3), x).map((g) => g + 0);
    expect(slope(Infinity, row(1, -3, 2))).toEqual([0, -1, 0]);
    expect(slope(-Infinity, row(2, -1, 3))).toEqual([0, -1, 0]);
  });
});
