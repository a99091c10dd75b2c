import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../src/ops/methods.js';
import { grad } from '../../src/ops/backward.js';
import * as F from '../../src/ops/loss/index.js';
import type { Reduction } from '../../src/ops/loss/index.js';
import { sigmoid } from '../../src/ops/activation/index.js';
import { softmax } from '../../src/ops/softmax/index.js';
import { full, tensor } from '../../src/tensor/create.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { failure } from '../failure.js';
import { gradcheck, leafOf, positiveLeaf } from '../gradcheck.js';
import { expectNear, f32, f64, noise, values } from './arrays.js';

const REDUCTIONS: Reduction[] = ['none', 'mean', 'sum'];
const classes = (indices: readonly number[], shape: readonly number[] = [indices.length]): Tensor =>
  new Tensor(Int32Array.from(indices), shape, 'int32');
const signs = (count: number): Tensor =>
  f64(
    Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 1 : -1)),
    [count],
  );
/** Between 0.1 and 0.9. */
const probabilities = (shape: readonly number[], seed: number): Tensor =>
  f64(
    values(noise(shape, seed)).map((x) => 0.5 + 0.4 * x),
    shape,
  );

/** Gradients, first and second, with every reduction. */
function check(f: (reduction: Reduction, ...inputs: Tensor[]) => Tensor, ...inputs: readonly Tensor[]): void {
  for (const reduction of REDUCTIONS) gradcheck((...given) => f(reduction, ...given), inputs);
}

const gradientOf = (loss: Tensor, x: Tensor): number[] => [...values((grad(loss, x) as [Tensor])[0])];

describe('losses of a difference', () => {
  const x = f64([0, 1, 2.5, -3], [4]);
  const t = f64([0, 2, 0.5, 0], [4]);

  test('are what their formulas say', () => {
    const none = { reduction: 'none' } as const;
    expect([...values(F.mseLoss(x, t, none))]).toEqual([0, 1, 4, 9]);
    expect([...values(F.l1Loss(x, t, none))]).toEqual([0, 1, 2, 3]);
    expect([...values(F.smoothL1Loss(x, t, { ...none, beta: 2 }))]).toEqual([0, 0.25, 1, 2]);
    expect([...values(F.huberLoss(x, t, { ...none, delta: 2 }))]).toEqual([0, 0.5, 2, 4]);
    expect(F.mseLoss(x, t).item()).toBe(3.5);
    expect(F.mseLoss(x, t, { reduction: 'sum' }).item()).toBe(14);
  });

  test('SmoothL1 with beta 0 is L1', () => {
    expectNear(F.smoothL1Loss(x, t, { beta: 0, reduction: 'none' }), F.l1Loss(x, t, { reduction: 'none' }));
  });

  test('Huber is delta times SmoothL1 with beta = delta', () =>
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 3, noNaN: true }), fc.integer(), (delta, seed) => {
        const [a, b] = [noise([9], seed), noise([9], seed + 1)];
        const smooth = F.smoothL1Loss(a, b, { beta: delta, reduction: 'none' }).mul(delta);
        expectNear(F.huberLoss(a, b, { delta, reduction: 'none' }), smooth);
      }),
    ));

  test('have gradients, first and second, by input and target', () => {
    const [a, b] = [leafOf([2, 3], 1), leafOf([2, 3], 5)];
    check((reduction, p, q) => F.mseLoss(p, q, { reduction }), a, b);
    check((reduction, p, q) => F.l1Loss(p, q, { reduction }), a, b);
    check((reduction, p, q) => F.smoothL1Loss(p, q, { reduction, beta: 0.7 }), a, b);
    check((reduction, p, q) => F.huberLoss(p, q, { reduction, delta: 0.7 }), a, b);
  });

  test('have gradients of weights, which the mean of MSE and L1 divides by, and that of Huber does not', () => {
    const [a, b, w] = [leafOf([2, 3], 1), leafOf([2, 3], 5), positiveLeaf([2, 3], 7)];
    check((reduction, p, q, weight) => F.mseLoss(p, q, { reduction, weight }), a, b, w);
    check((reduction, p, q, weight) => F.l1Loss(p, q, { reduction, weight }), a, b, w);
    check((reduction, p, q, weight) => F.huberLoss(p, q, { reduction, weight }), a, b, w);
    const weight = f64([1, 2, 3, 4], [4]);
    expect(F.mseLoss(x, t, { weight }).item()).toBe((2 + 12 + 36) / 10);
    expect(F.l1Loss(x, t, { weight }).item()).toBe((2 + 6 + 12) / 10);
    expect(F.huberLoss(x, t, { weight, delta: 2 }).item()).toBe((1 + 6 + 16) / 4);
  });

  test('broadcast, and give each its own gradient', () => {
    const [a, b] = [leafOf([2, 3], 1), leafOf([3], 5)];
    check((reduction, p, q) => F.mseLoss(p, q, { reduction }), a, b);
    expect((grad(F.mseLoss(a, b), b) as [Tensor])[0].shape).toEqual([3]);
  });

  test('take float64 and float32 together', () => {
    const [a, b] = [f32([1, 2], [2]).requiresGrad_(), f64([0, 0], [2]).requiresGrad_()];
    const loss = F.mseLoss(a, b);
    expect([loss.dtype, loss.item()]).toEqual(['float64', 2.5]);
    expect(grad(loss, [a, b]).map((g) => g.dtype)).toEqual(['float32', 'float64']);
  });

  test('of equal values have no slope in L1', () => {
    const a = f64([1, 2], [2]).requiresGrad_();
    expect(gradientOf(F.l1Loss(a, f64([1, 0], [2])), a)).toEqual([0, 0.5]);
  });

  test('of nothing have a mean of NaN', () => {
    const nothing = f32([], [0]);
    expect(F.mseLoss(nothing, nothing).item()).toBeNaN();
    expect(F.mseLoss(nothing, nothing, { reduction: 'sum' }).item()).toBe(0);
  });

  test('of integers are refused, but for L1', () => {
    const [a, b] = [tensor([1, 2], { dtype: 'int64' }), tensor([4, 4], { dtype: 'int64' })];
    expect(F.l1Loss(a, b, { reduction: 'sum' }).item()).toBe(5);
    expect(failure(() => F.mseLoss(a, b))).toBe('NotImplementedError: "mse_cpu" not implemented for \'Long\'');
  });

  test('carry the names of PyTorch', () => {
    const [a, b] = [leafOf([2], 1), leafOf([2], 5)];
    expect([F.mseLoss(a, b), F.l1Loss(a, b), F.huberLoss(a, b)].map((y) => String(y.gradFn))).toEqual([
      'MseLossBackward0',
      'L1LossBackward0',
      'HuberLossBackward0',
    ]);
  });
});

describe('binary cross entropy', () => {
  test('has gradients, first and second, by input, target and weights', () => {
    const inputs = [probabilities([2, 3], 1), probabilities([2, 3], 2), positiveLeaf([3], 3)].map((p) =>
      p.requiresGrad_(),
    );
    check((reduction, x, t, weight) => F.binaryCrossEntropy(x, t, { reduction, weight }), ...inputs);
    const logits = [leafOf([2, 3], 1), probabilities([2, 3], 2).requiresGrad_()];
    check(
      (reduction, x, t, weight, posWeight) => F.binaryCrossEntropyWithLogits(x, t, { reduction, weight, posWeight }),
      ...logits,
      positiveLeaf([3], 3),
      positiveLeaf([3], 4),
    );
  });

  test('of logits is that of their sigmoid', () =>
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [x, t] = [noise([7], seed), probabilities([7], seed + 1)];
        const none = { reduction: 'none' } as const;
        expectNear(F.binaryCrossEntropyWithLogits(x, t, none), F.binaryCrossEntropy(sigmoid(x), t, none));
      }),
    ));

  test('of a certain mistake costs 100, and its slope is that of a divisor of 1e-12', () => {
    const x = f64([0, 1, 0, 1], [4]).requiresGrad_();
    const losses = F.binaryCrossEntropy(x, f64([1, 0, 0, 1], [4]), { reduction: 'none' });
    expect([...values(losses)].map(Math.abs)).toEqual([100, 100, 0, 0]);
    expect(gradientOf(losses.sum(), x)).toEqual([-1e12, 1e12, 0, 0]);
  });

  test('refuses what is no probability, also in the target, and NaN', () => {
    const half = f32([0.5], [1]);
    const input = 'RuntimeError: all elements of input should be between 0 and 1';
    expect(failure(() => F.binaryCrossEntropy(f32([-0.1], [1]), half))).toBe(input);
    expect(failure(() => F.binaryCrossEntropy(f32([NaN], [1]), half))).toBe(input);
    expect(failure(() => F.binaryCrossEntropy(half, f32([1.5], [1])))).toBe(
      'RuntimeError: all elements of target should be between 0 and 1',
    );
  });

  test('refuses a target of integers', () => {
    const target = tensor([0, 1], { dtype: 'int64' });
    expect(failure(() => F.binaryCrossEntropy(f32([0.5, 0.5], [2]), target))).toBe(
      'RuntimeError: Found dtype Long but expected Float',
    );
    expect(failure(() => F.binaryCrossEntropyWithLogits(f32([0.5, 0.5], [2]), target))).toBe(
      "RuntimeError: result type Float can't be cast to the desired output type Long",
    );
  });
});

describe('losses of class indices', () => {
  const weight = f64([0.5, 2, 1.5], [3]);
  const shapes: [number[], number[]][] = [
    [[4, 3], [4]],
    [
      [2, 3, 2],
      [2, 2],
    ],
    [
      [1, 3, 2, 2],
      [1, 2, 2],
    ],
    [
      [1, 3, 1, 2, 2],
      [1, 1, 2, 2],
    ],
  ];

  test.each(shapes)('of %j have gradients, first and second', (input, target) => {
    const t = classes([2, 0, 1, 2], target);
    check((reduction, x) => F.nllLoss(x, t, { reduction, weight, ignoreIndex: 1 }), leafOf(input));
    for (const labelSmoothing of [0, 0.2])
      check(
        (reduction, x) => F.crossEntropy(x, t, { reduction, weight, ignoreIndex: 1, labelSmoothing }),
        leafOf(input),
      );
  });

  test('of one sample without a batch take a target with no dimension, or one of one', () => {
    const x = leafOf([3]);
    const [scalar, vector] = [classes([1], []), classes([1], [1])];
    check((reduction, given) => F.crossEntropy(given, scalar, { reduction, weight, labelSmoothing: 0.1 }), x);
    expect(F.crossEntropy(x, scalar, { reduction: 'none' }).shape).toEqual([]);
    expect(F.crossEntropy(x, vector).item()).toBe(F.crossEntropy(x, scalar).item());
  });

  test('take int32, int64 and uint8 targets, and give the same', () => {
    const x = noise([2, 3], 1);
    const losses = (['int32', 'int64', 'uint8'] as const).map((dtype) => F.crossEntropy(x, tensor([2, 0], { dtype })));
    expect(losses[1]!.item()).toBe(losses[0]!.item());
    expect(losses[2]!.item()).toBe(losses[0]!.item());
  });

  test('of equal logits are the logarithm of their number', () => {
    const loss = F.crossEntropy(full([2, 8], 3, { dtype: 'float64' }), classes([1, 5]));
    expect(loss.item()).toBeCloseTo(Math.log(8), 14);
  });

  test('have the gradient (softmax − one hot)·w / Σ w', () => {
    const x = leafOf([2, 3]);
    const t = classes([2, 0]);
    const rows = values(softmax(x, { dim: 1 }));
    const expected = rows.map((p, i) => {
      const [row, c] = [Math.floor(i / 3), i % 3];
      const own = [2, 0][row]!;
      return ([1.5, 0.5][row]! * (p - Number(c === own))) / 2;
    });
    const [gx] = grad(F.crossEntropy(x, t, { weight }), x) as [Tensor];
    expectNear(gx, f64(expected, [2, 3]));
  });

  test('with targets as probabilities agree with indices, and have gradients of both', () => {
    const oneHot = f64([0, 0, 1, 1, 0, 0], [2, 3]);
    const x = leafOf([2, 3]);
    for (const reduction of ['none', 'sum'] as const)
      expectNear(
        F.crossEntropy(x, oneHot, { weight, labelSmoothing: 0, reduction }),
        F.crossEntropy(x, classes([2, 0]), { weight, reduction }),
      );
    const p = probabilities([2, 3, 2], 3).requiresGrad_();
    for (const labelSmoothing of [0, 0.3])
      check((reduction, a, b) => F.crossEntropy(a, b, { reduction, weight, labelSmoothing }), leafOf([2, 3, 2]), p);
    check((reduction, a, b) => F.crossEntropy(a, b, { reduction }), leafOf([3]), probabilities([3], 4).requiresGrad_());
  });

  test('of ignored targets only are NaN as a mean, with a gradient of zeros', () => {
    const x = leafOf([2, 3]);
    for (const labelSmoothing of [0, 0.1]) {
      const loss = F.crossEntropy(x, classes([-100, -100]), { labelSmoothing });
      expect(loss.item()).toBeNaN();
    }
    expect(gradientOf(F.crossEntropy(x, classes([-100, -100])), x)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(F.crossEntropy(x, classes([-100, -100]), { reduction: 'sum' }).item()).toBe(0);
  });

  test('do not read what is ignored', () => {
    const x = f64([NaN, 1, 2, 3], [2, 2]);
    expect(F.nllLoss(x, classes([-100, 0])).item()).toBe(-2);
    expect([...values(F.nllLoss(x, classes([-100, 0]), { reduction: 'none' }))]).toEqual([0, -2]);
  });

  test('of an empty batch are NaN as a mean and 0 as a sum', () => {
    const x = f32([], [0, 3]);
    expect(F.crossEntropy(x, classes([])).item()).toBeNaN();
    expect(F.crossEntropy(x, classes([]), { reduction: 'sum' }).item()).toBe(0);
  });

  test('say what is wrong with the target', () => {
    const x = f32([0, 0, 0, 0, 0, 0], [2, 3]);
    const errors: [() => unknown, string][] = [
      [() => F.crossEntropy(x, classes([0, 3])), 'IndexError: Target 3 is out of bounds.'],
      [
        () => F.crossEntropy(f32([0, 0, 0], [3]), classes([0, 1])),
        'ValueError: For 1D input, 1D target must have size 1, but got target size: 2',
      ],
      [
        () => F.crossEntropy(x, new Tensor(Uint8Array.of(0, 1), [2], 'bool')),
        'RuntimeError: expected target dtype to be Long or Byte, but got Bool',
      ],
      [
        () => F.crossEntropy(f32(new Float32Array(12), [1, 3, 2, 2]), classes([0, 0, 0, 0], [1, 4])),
        'RuntimeError: only batches of spatial targets supported (3D tensors) but got targets of dimension: 2',
      ],
      [
        () => F.crossEntropy(x, classes([0], [])),
        'ValueError: Expected input batch_size (2) to match target batch_size (0).',
      ],
      [
        () => F.crossEntropy(x, classes([0, 1]), { labelSmoothing: -0.5 }),
        'RuntimeError: label_smoothing must be between 0.0 and 1.0. Got: -0.5',
      ],
      [
        () => F.crossEntropy(x, classes([0, 1]), { weight }),
        'RuntimeError: expected scalar type Float but found Double',
      ],
      [
        () => F.crossEntropy(x, x, { weight: f32([1], [1]) }),
        'RuntimeError: cross_entropy: weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: [1]',
      ],
    ];
    for (const [run, text] of errors) expect(failure(run)).toBe(text);
  });
});

describe('losses between distributions', () => {
  test('have gradients, first and second', () => {
    const p = probabilities([2, 3], 2).requiresGrad_();
    const x = leafOf([2, 3]);
    for (const logTarget of [false, true]) check((reduction, a, b) => F.klDiv(a, b, { reduction, logTarget }), x, p);
    for (const full of [false, true]) {
      const t = f64([0, 0.6, 1.4, 2.5, 4, 7], [2, 3]).requiresGrad_();
      check((reduction, a) => F.poissonNllLoss(a, t.detach(), { reduction, full }), x);
      check(
        (reduction, a) => F.poissonNllLoss(a, t.detach(), { reduction, full, logInput: false }),
        positiveLeaf([2, 3]),
      );
      for (const shape of [[2, 3], [2, 1], [2]])
        check((reduction, a, b, v) => F.gaussianNllLoss(a, b, v, { reduction, full }), x, p, positiveLeaf(shape, 3));
    }
  });

  test('Kullback and Leibler’s is 0 for equal distributions, and divides by the batch where asked', () => {
    const p = f64([0.25, 0.75, 0.5, 0.5], [2, 2]);
    expect(F.klDiv(p.log(), p, { reduction: 'sum' }).item()).toBeCloseTo(0, 14);
    const x = noise([2, 2], 1);
    const sum = F.klDiv(x, p, { reduction: 'sum' }).item();
    expect(F.klDiv(x, p, { reduction: 'batchmean' }).item()).toBe(sum / 2);
    expect(F.klDiv(x, f64([0, 0, 0, 0], [2, 2]), { reduction: 'sum' }).item()).toBe(0);
  });

  test('Poisson’s adds Stirling’s approximation only above 1', () => {
    const [x, t] = [f64([0, 0, 0], [3]), f64([0, 1, 5], [3])];
    const losses = values(F.poissonNllLoss(x, t, { full: true, reduction: 'none' }));
    expect([...losses].slice(0, 2)).toEqual([1, 1]);
    expect(losses[2]).toBeCloseTo(1 + 5 * Math.log(5) - 5 + 0.5 * Math.log(10 * Math.PI), 12);
  });

  test('Gauss’s keeps the variance above eps, but passes its gradient', () => {
    const v = f64([0], [1]).requiresGrad_();
    const loss = F.gaussianNllLoss(f64([1], [1]), f64([1], [1]), v, { eps: 0.5 });
    expect(loss.item()).toBeCloseTo(0.5 * Math.log(0.5), 14);
    expect(gradientOf(loss, v)).toEqual([1]);
    expect(F.gaussianNllLoss(f64([1, 2], [2]), f64([1, 4], [2]), 1).item()).toBe(1);
  });
});

describe('losses with a margin', () => {
  test('have gradients, first and second', () => {
    const [a, b, c] = [leafOf([4, 3], 1), leafOf([4, 3], 5), leafOf([4, 3], 9)];
    const t = signs(12).reshape([4, 3]);
    check((reduction, x) => F.hingeEmbeddingLoss(x, t, { reduction }), a);
    check((reduction, x, y) => F.marginRankingLoss(x, y, t, { reduction, margin: 0.3 }), a, b);
    check((reduction, x) => F.softMarginLoss(x, t, { reduction }), a);
    check((reduction, x, y) => F.cosineEmbeddingLoss(x, y, signs(4), { reduction, margin: 0.1 }), a, b);
    for (const swap of [false, true])
      check((reduction, x, y, z) => F.tripletMarginLoss(x, y, z, { reduction, swap, margin: 3 }), a, b, c);
    check(
      (reduction, x, y, z) =>
        F.tripletMarginWithDistanceLoss(x, y, z, {
          reduction,
          distanceFunction: (p, q) => p.sub(q).square().sum(-1),
        }),
      a,
      b,
      c,
    );
    const weight = f64([0.5, 2, 1.5], [3]);
    const many = f64([0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1], [4, 3]);
    check((reduction, x) => F.multilabelSoftMarginLoss(x, many, { reduction, weight }), a);
    for (const p of [1, 2])
      check((reduction, x) => F.multiMarginLoss(x, classes([2, 0, 1, 1]), { reduction, p, weight, margin: 0.7 }), a);
    check(
      (reduction, x) =>
        F.multilabelMarginLoss(x, classes([2, -1, 0, 1, 0, -1, -1, 0, 0, 0, 1, 2], [4, 3]), { reduction }),
      a,
    );
  });

  test('of several right classes are PyTorch’s documented example, 0.85', () => {
    const loss = F.multilabelMarginLoss(f64([0.1, 0.2, 0.4, 0.8], [1, 4]), classes([3, 0, -1, 1], [1, 4]));
    expect(loss.item()).toBeCloseTo(0.85, 12);
  });

  test('of one sample give a scalar', () => {
    expect(F.multiMarginLoss(f64([1, 2, 0], [3]), classes([1], []), { reduction: 'none' }).shape).toEqual([]);
    expect(F.multilabelMarginLoss(f64([1, 2], [2]), classes([1, -1]), { reduction: 'none' }).shape).toEqual([]);
  });

  test('do not overflow where the margin is far off', () => {
    const x = f32([-1000, 1000], [2]).requiresGrad_();
    const losses = F.softMarginLoss(x, f32([1, 1], [2]), { reduction: 'none' });
    expect([...values(losses)]).toEqual([1000, 0]);
    expect(gradientOf(losses.sum(), x).map(Math.abs)).toEqual([1, 0]);
  });

  test('say what is wrong', () => {
    const x = f32(new Float32Array(6), [2, 3]);
    const errors: [() => unknown, string][] = [
      [() => F.tripletMarginLoss(x, x, x, { margin: -1.5 }), 'ValueError: margin must be greater than 0, got -1.5'],
      [() => F.multiMarginLoss(x, classes([0, 3])), 'RuntimeError: target out of range'],
      [
        () => F.multiMarginLoss(x, classes([0])),
        'RuntimeError: multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [2], but got [1]. Input has shape [2, 3].',
      ],
      [
        () => F.multilabelMarginLoss(x, classes([0, 1])),
        'RuntimeError: inconsistent target size: [2] for input of size: [2, 3]',
      ],
      [
        () => F.cosineEmbeddingLoss(f32([1], [1]), f32([1], [1]), f32([1], [1])),
        'RuntimeError: 1D target tensor expects 2D input tensors, but found inputs with sizes [1] and [1].',
      ],
      [
        () => F.mseLoss(x, x, { size_average: true } as object),
        "TypeError: mse_loss() got an unexpected keyword argument 'size_average'",
      ],
    ];
    for (const [run, text] of errors) expect(failure(run)).toBe(text);
  });
});
