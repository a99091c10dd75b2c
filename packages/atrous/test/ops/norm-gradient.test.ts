import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import { grad } from '../../src/ops/backward.js';
import { batchNorm } from '../../src/ops/batch-norm/index.js';
import { groupNorm, instanceNorm, layerNorm, localResponseNorm, rmsNorm } from '../../src/ops/norm/index.js';
import { InstanceNorm1d } from '../../src/nn/norm.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { gradcheck, leafOf, positiveLeaf } from '../gradcheck.js';
import { failure } from '../failure.js';
import { expectNear, f64, noise, values } from './arrays.js';

const running = (): [mean: Tensor, variance: Tensor] => [f64([0.3, -0.2], [2]), f64([0.8, 1.7], [2])];

/** With weight and bias, with one of the two, and with none. */
const affines = (shape: readonly number[]): { weight?: Tensor; bias?: Tensor }[] => [
  {},
  { weight: leafOf(shape, 2) },
  { bias: leafOf(shape, 3) },
  { weight: leafOf(shape, 2), bias: leafOf(shape, 3) },
];

/** Checks f for every choice of weight and bias. */
function checkAffine(
  x: () => Tensor,
  shape: readonly number[],
  f: (x: Tensor, affine: { weight?: Tensor; bias?: Tensor }) => Tensor,
): void {
  for (const affine of affines(shape)) gradcheck((input) => f(input, affine), [x(), ...Object.values(affine)]);
}

describe('gradients of normalisation agree with central differences, first and second:', () => {
  test('batch normalisation in training', () =>
    checkAffine(
      () => leafOf([3, 2, 2]),
      [2],
      (x, affine) => batchNorm(x, null, null, { ...affine, training: true, eps: 0.1 }),
    ));

  test('batch normalisation by running statistics', () =>
    checkAffine(
      () => leafOf([2, 2, 3]),
      [2],
      (x, affine) => batchNorm(x, ...running(), affine),
    ));

  test('instance normalisation, by its own statistics and by running ones', () => {
    checkAffine(
      () => leafOf([2, 2, 3]),
      [2],
      (x, affine) => instanceNorm(x, { ...affine, eps: 0.1 }),
    );
    const [runningMean, runningVar] = running();
    checkAffine(
      () => leafOf([2, 2, 3]),
      [2],
      (x, affine) => instanceNorm(x, { ...affine, runningMean, runningVar, useInputStats: false }),
    );
  });

  test('group normalisation', () => {
    for (const groups of [1, 2, 4])
      checkAffine(
        () => leafOf([2, 4, 2]),
        [4],
        (x, affine) => groupNorm(x, groups, { ...affine, eps: 0.1 }),
      );
  });

  test('layer normalisation over one and two axes', () => {
    for (const shape of [[4], [2, 4]])
      checkAffine(
        () => leafOf([3, 2, 4]),
        shape,
        (x, affine) => layerNorm(x, shape, { ...affine, eps: 0.1 }),
      );
  });

  test('normalisation by the root mean square', () => {
    for (const weight of [[], [leafOf([4], 2)]])
      gradcheck((x, w) => rmsNorm(x, [4], { weight: w, eps: 0.1 }), [leafOf([3, 4]), ...weight]);
  });

  test('local response normalisation, with windows of even and odd size, one larger than the channels', () => {
    for (const size of [1, 2, 3, 7])
      gradcheck((x) => localResponseNorm(x, size, { alpha: 0.5, beta: 0.75, k: 1.5 }), [leafOf([2, 4, 2])]);
  });
});

const gradientsOf = (y: Tensor, inputs: readonly Tensor[], createGraph: boolean): Tensor[] =>
  grad(y, inputs, { gradOutputs: noise(y.shape, 9), createGraph });

describe('gradients of normalisation', () => {
  test('are the same whether they can be differentiated or not, for any sizes', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
        fc.constantFrom('batch', 'group', 'layer'),
        (N, C, space, kind) => {
          const shape = kind === 'layer' ? space : [C];
          if (shape.length === 0) return;
          const x = noise([N, C, ...space], 1).requiresGrad_();
          const weight = noise(shape, 2).requiresGrad_();
          const bias = noise(shape, 3).requiresGrad_();
          const affine = { weight, bias, eps: 0.1 };
          const run = (): Tensor => {
            if (kind === 'batch') return batchNorm(x, null, null, { ...affine, training: true });
            return kind === 'group' ? groupNorm(x, C, affine) : layerNorm(x, shape, affine);
          };
          const [first, recorded] = [false, true].map((createGraph) =>
            gradientsOf(run(), [x, weight, bias], createGraph),
          );
          first!.forEach((gradient, i) => expectNear(gradient, recorded![i]!));
          expect(first!.map((t) => t.requiresGrad)).toEqual([false, false, false]);
          expect(recorded![0]!.requiresGrad).toBe(true);
        },
      ),
    ));

  test('sum to nothing over what shares its statistics, as a shift of the input changes nothing', () => {
    const x = noise([4, 3, 5], 1).requiresGrad_();
    const [gx] = gradientsOf(batchNorm(x, null, null, { training: true }), [x], false) as [Tensor];
    expectNear(gx.sum([0, 2]), f64([0, 0, 0], [3]));
  });

  test('are those of the running statistics at the time of the call', () => {
    const x = positiveLeaf([2, 2, 2]);
    const [mean, variance] = running();
    const y = batchNorm(x, mean, variance, { eps: 0 });
    batchNorm(noise([4, 2], 5), mean, variance, { training: true });
    const [gx] = grad(y.sum(), [x]) as [Tensor];
    const [a, b] = [1 / Math.sqrt(0.8), 1 / Math.sqrt(1.7)];
    expectNear(gx, f64([a, a, b, b, a, a, b, b], [2, 2, 2]));
  });

  test('give running statistics none', () => {
    const [mean, variance] = running();
    const x = leafOf([2, 2, 2]);
    batchNorm(x, mean, variance, { training: true }).sum().backward();
    expect([mean.requiresGrad, variance.requiresGrad, mean.grad]).toEqual([false, false, null]);
  });

  test('of an empty batch are zeros for weight and bias', () => {
    const x = f64([], [0, 2, 3]).requiresGrad_();
    const [weight, bias] = [f64([1, 2], [2]).requiresGrad_(), f64([1, 2], [2]).requiresGrad_()];
    for (const createGraph of [false, true]) {
      const y = batchNorm(x, null, null, { weight, bias, training: true });
      const [gx, gw, gb] = gradientsOf(y, [x, weight, bias], createGraph) as [Tensor, Tensor, Tensor];
      expect([gx.shape, [...values(gw)], [...values(gb)]]).toEqual([
        [0, 2, 3],
        [0, 0],
        [0, 0],
      ]);
    }
  });

  test('pass through a module that was given no batch', () => {
    const layer = new InstanceNorm1d(2, { affine: true, dtype: 'float64' });
    gradcheck((x) => layer.forward(x), [leafOf([2, 4])]);
  });

  test('refuse an input that was changed since', () => {
    const x = leafOf([2, 2, 2]);
    const y = layerNorm(x, [2]).sum();
    x.touch();
    expect(failure(() => y.backward())).toBe(
      'RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.DoubleTensor [2, 2, 2]] is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).',
    );
  });

  test('carry the names of PyTorch', () => {
    const x = leafOf([2, 4, 2]);
    const named = [
      batchNorm(x, null, null, { training: true }),
      groupNorm(x, 2),
      layerNorm(x, [2]),
      rmsNorm(x, [2]),
      localResponseNorm(x, 2),
    ];
    expect(named.map((y) => String(y.gradFn))).toEqual([
      'NativeBatchNormBackward0',
      'NativeGroupNormBackward0',
      'NativeLayerNormBackward0',
      'FusedRmsNormBackward0',
      'DivBackward0',
    ]);
  });
});
