import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noGrad } from '../../src/autograd/index.js';
import * as nn from '../../src/nn/index.js';
import { copyData } from '../../src/nn/parameter.js';
import { grad } from '../../src/ops/backward.js';
import { eye, ones, zeros } from '../../src/tensor/create.js';
import { manualSeed, rand, randn } from '../../src/tensor/random/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { failure } from '../failure.js';
import { list } from '../ops/golden.js';

const { fuseConvBnEval, fuseLinearBnEval, removeSpectralNorm, removeWeightNorm, spectralNorm, weightNorm } = nn.utils;

const shapes = (module: nn.Module): Record<string, readonly number[]> =>
  Object.fromEntries(Array.from(module.namedParameters(), ([name, { shape }]) => [name, shape]));

function expectClose(actual: Tensor, expected: readonly number[], digits: number): void {
  const values = list(actual);
  expect(values.length).toBe(expected.length);
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, digits);
}

const float64 = { dtype: 'float64' } as const;

/** A norm as after training: nothing about it is neutral. */
function used<T extends nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d>(bn: T): T {
  for (const tensor of [bn.weight, bn.bias, bn.runningMean]) if (tensor) copyData(tensor, randn(tensor.shape));
  copyData(bn.runningVar!, rand(bn.runningVar!.shape).add(0.5));
  bn.eval();
  return bn;
}

describe('fuseConvBnEval', () => {
  const option = fc.record({
    groups: fc.constantFrom(1, 2),
    perGroup: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 3 }),
    bias: fc.boolean(),
    affine: fc.boolean(),
    seed: fc.nat(),
  });
  const KINDS = [
    [nn.Conv1d, nn.BatchNorm1d, 1],
    [nn.Conv2d, nn.BatchNorm2d, 2],
    [nn.Conv3d, nn.BatchNorm3d, 3],
    [nn.ConvTranspose1d, nn.BatchNorm1d, 1],
    [nn.ConvTranspose2d, nn.BatchNorm2d, 2],
    [nn.ConvTranspose3d, nn.BatchNorm3d, 3],
  ] as const;

  test.each(KINDS)('gives what the two layers give: %o', (Conv, Norm, rank) => {
    fc.assert(
      fc.property(option, ({ groups, perGroup, outputs, bias, affine, seed }) => {
        manualSeed(seed);
        const conv = new Conv(groups * perGroup, groups * outputs, 2, { groups, bias, ...float64 }).eval();
        const bn = used(new Norm(groups * outputs, { affine, ...float64 }));
        const fused = fuseConvBnEval(conv, bn);
        const x = randn([2, groups * perGroup, ...Array<number>(rank).fill(3)], float64);
        expectClose(fused.forward(x), list(bn.forward(conv.forward(x))), 10);
        expect(fused).toBeInstanceOf(Conv);
        expect([fused.training, fused.bias === null]).toEqual([false, false]);
      }),
      { numRuns: 20 },
    );
  });

  test('changes neither layer and draws nothing', () => {
    manualSeed(1);
    const conv = new nn.Conv2d(2, 3, 3, { padding: 1 }).eval();
    const before = list(conv.weight);
    const bn = used(new nn.BatchNorm2d(3));
    manualSeed(0);
    const fused = fuseConvBnEval(conv, bn);
    expect(list(rand([1]))).toEqual([0.49625658988952637]);
    expect(list(conv.weight)).toEqual(before);
    expect(list(fused.weight)).not.toEqual(before);
    expect(String(fused)).toBe('Conv2d(2, 3, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))');
  });

  test('a norm of one feature is the same for all channels', () => {
    const conv = new nn.Conv2d(1, 2, 1, { bias: false }).eval();
    const bn = new nn.BatchNorm2d(1).eval();
    copyData(bn.runningMean!, ones([1]));
    expectClose(fuseConvBnEval(conv, bn).bias!, [-1, -1], 4);
  });

  const conv = (): nn.Conv2d => new nn.Conv2d(2, 3, 3).eval();
  const bn = (features = 3): nn.BatchNorm2d => new nn.BatchNorm2d(features).eval();
  class Own extends nn.Conv2d {}

  test.each<[string, () => unknown]>([
    ['AssertionError: Fusion only for eval!', () => fuseConvBnEval(conv().train(), bn())],
    ['AssertionError: Fusion only for eval!', () => fuseConvBnEval(conv(), bn().train())],
    [
      'AssertionError: bn.running_mean and bn.running_var must not be None',
      () => fuseConvBnEval(conv(), new nn.BatchNorm2d(3, { trackRunningStats: false }).eval()),
    ],
    [
      'RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0',
      () => fuseConvBnEval(conv(), bn(4)),
    ],
    [
      'RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1',
      () => fuseConvBnEval(new nn.ConvTranspose2d(2, 3, 3).eval(), bn(4)),
    ],
    ['ValueError: transpose=True, but the layer is a Conv2d', () => fuseConvBnEval(conv(), bn(), { transpose: true })],
    [
      'ValueError: transpose=False, but the layer is a ConvTranspose2d',
      () => fuseConvBnEval(new nn.ConvTranspose2d(2, 3, 3).eval(), bn(), { transpose: false }),
    ],
    [
      'NotImplementedError: Own cannot be copied: it is no layer of this library',
      () => fuseConvBnEval(new Own(2, 3, 3).eval(), bn()),
    ],
    [
      "TypeError: fuse_conv_bn_eval() got an unexpected keyword argument 'transposed'",
      () => fuseConvBnEval(conv(), bn(), { transposed: true } as never),
    ],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});

describe('fuseLinearBnEval', () => {
  test.each([true, false])('gives what the two layers give, bias: %s', (bias) => {
    manualSeed(0);
    const linear = new nn.Linear(3, 4, { bias, ...float64 }).eval();
    const bn = used(new nn.BatchNorm1d(4, { affine: bias, ...float64 }));
    const x = randn([5, 3], float64);
    expectClose(fuseLinearBnEval(linear, bn).forward(x), list(bn.forward(linear.forward(x))), 10);
  });

  const linear = (): nn.Linear => new nn.Linear(2, 3).eval();

  test.each<[string, () => unknown]>([
    ['AssertionError: Fusion only for eval!', () => fuseLinearBnEval(linear().train(), new nn.BatchNorm1d(3).eval())],
    [
      'AssertionError: To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got linear.out_features=3 and bn.num_features=4',
      () => fuseLinearBnEval(linear(), new nn.BatchNorm1d(4, { trackRunningStats: false }).eval()),
    ],
    [
      'AssertionError: bn.running_mean and bn.running_var must not be None',
      () => fuseLinearBnEval(linear(), new nn.BatchNorm1d(3, { trackRunningStats: false }).eval()),
    ],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});

describe('weightNorm', () => {
  test('splits a weight into lengths and directions under the names of PyTorch', () => {
    manualSeed(0);
    const layer = weightNorm(new nn.Linear(3, 2));
    expect(shapes(layer)).toEqual({ bias: [2], weight_g: [2, 1], weight_v: [2, 3] });
    expect([...layer.stateDict().keys()]).toEqual(['bias', 'weight_g', 'weight_v']);
    expectClose(layer.getParameter('weight_g'), [0.5672245621681213, 0.503937304019928], 6);
    expect(String(layer)).toBe('Linear(in_features=3, out_features=2, bias=True)');
    expect(layer.weight).not.toBeInstanceOf(nn.Parameter);
  });

  test('changes nothing that the layer gives, and taking it off neither', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 1, 2, 3, -2, -1, null), (seed, dim) => {
        manualSeed(seed);
        const layer = new nn.Conv2d(2, 3, 2, float64);
        const x = randn([1, 2, 4, 4], float64);
        const expected = list(layer.forward(x));
        weightNorm(layer, { dim });
        expectClose(layer.forward(x), expected, 12);
        removeWeightNorm(layer);
        expectClose(layer.forward(x), expected, 12);
        expect(Object.keys(shapes(layer))).toEqual(['bias', 'weight']);
      }),
      { numRuns: 30 },
    );
  });

  test.each<[number | null, number[]]>([
    [null, []],
    [-1, []],
    [1, [1, 2, 1, 1]],
    [-2, [1, 1, 2, 1]],
    [3, [1, 1, 1, 2]],
  ])('dim %s keeps lengths of shape %o', (dim, shape) => {
    expect(shapes(weightNorm(new nn.Conv2d(2, 3, 2), { dim }))['weight_g']).toEqual(shape);
  });

  test('makes the weight anew before every call', () => {
    const layer = weightNorm(new nn.Linear(2, 2, { bias: false }));
    noGrad(() => layer.getParameter('weight_g').fill_(3));
    const y = layer.forward(eye(2));
    expectClose(layer.weight.square().sum(1).sqrt(), [3, 3], 5);
    expect(list(y)).toEqual(list(layer.weight.t()));
    noGrad(() => layer.getParameter('weight_v').zero_());
    expect(list(layer.forward(eye(2)))).toEqual([NaN, NaN, NaN, NaN]);
  });

  test('works in a chain, with another type, and on a bias', () => {
    const net = new nn.Sequential(
      weightNorm(weightNorm(new nn.Linear(2, 2)), { name: 'bias' }),
      new nn.ReLU(),
    ).double();
    expect(net.forward(ones([1, 2], float64)).dtype).toBe('float64');
    expect(shapes(net)).toEqual({ '0.weight_g': [2, 1], '0.weight_v': [2, 2], '0.bias_g': [2], '0.bias_v': [2] });
    removeWeightNorm(net.at(0));
    expect(shapes(net)).toEqual({ '0.bias_g': [2], '0.bias_v': [2], '0.weight': [2, 2] });
    expect(net.forward(ones([1, 2], float64)).shape).toEqual([1, 2]);
  });

  test('leaves a forward that is a field as it was', () => {
    class Scale extends nn.Module {
      readonly weight: Tensor = new nn.Parameter(ones([2]));
      override forward = (x: Tensor): Tensor => x.mul(this.weight);
    }
    const module = new Scale();
    const { forward } = module;
    weightNorm(module, { dim: null });
    noGrad(() => module.getParameter('weight_g').mul_(2));
    expectClose(module.forward(ones([2])), [2, 2], 5);
    removeWeightNorm(module);
    expect(module.forward).toBe(forward);
    expectClose(module.forward(ones([2])), [2, 2], 5);
  });

  const deepName = "AttributeError: 'Linear' object has no attribute 'foo'";

  test.each<[string, () => unknown]>([
    [
      'RuntimeError: Cannot register two weight_norm hooks on the same parameter weight',
      () => weightNorm(weightNorm(new nn.Linear(2, 2))),
    ],
    [deepName, () => weightNorm(new nn.Linear(2, 2), { name: 'foo' })],
    [
      'ValueError: `WeightNorm` cannot be applied as parameter `bias` is None',
      () => weightNorm(new nn.Linear(2, 2, { bias: false }), { name: 'bias' }),
    ],
    ["KeyError: 'weight'", () => weightNorm(spectralNorm(new nn.Linear(2, 2)))],
    [
      "ValueError: The module passed to `WeightNorm` can't have uninitialized parameters. Make sure to run the dummy forward before applying weight normalization",
      () => weightNorm(new nn.LazyLinear(2)),
    ],
    [
      'IndexError: Dimension out of range (expected to be in range of [-4, 3], but got 9)',
      () => weightNorm(new nn.Conv2d(2, 3, 2), { dim: 9 }),
    ],
    [
      "ValueError: weight_norm of 'weight' not found in Linear(in_features=2, out_features=2, bias=True)",
      () => removeWeightNorm(new nn.Linear(2, 2)),
    ],
    [
      "TypeError: weight_norm() got an unexpected keyword argument 'axis'",
      () => weightNorm(new nn.Linear(2, 2), { axis: 1 } as never),
    ],
    [
      "TypeError: remove_weight_norm() got an unexpected keyword argument 'axis'",
      () => removeWeightNorm(new nn.Linear(2, 2), { axis: 1 } as never),
    ],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});

/** Gradients of a weighed sum of the outputs by every parameter, against central differences. */
function checkGradients(layer: nn.TensorModule, x: Tensor): void {
  const loss = (): Tensor => layer.forward(x).square().sum();
  const parameters = [...layer.parameters()];
  const gradients = grad(loss(), parameters);
  for (const [i, parameter] of parameters.entries()) {
    const values = parameter.data as Float64Array;
    const differences = Array.from(values, (value, at) => {
      const moved = (by: number): number => {
        values[at] = value + by;
        return list(loss())[0]!;
      };
      const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      values[at] = value;
      return difference;
    });
    expectClose(gradients[i]!, differences, 6);
  }
}

describe('gradients', () => {
  test('reach the length and the direction of a weight', () => {
    manualSeed(0);
    checkGradients(weightNorm(new nn.Conv2d(2, 3, 2, float64)), randn([1, 2, 3, 3], float64));
  });

  test('reach a weight through its division by the largest singular value', () => {
    manualSeed(0);
    const layer = spectralNorm(new nn.Linear(3, 2, float64), { nPowerIterations: 50 });
    layer.forward(zeros([1, 3], float64));
    checkGradients(layer.eval(), randn([2, 3], float64));
  });
});

describe('spectralNorm', () => {
  test('draws and divides as PyTorch does', () => {
    manualSeed(0);
    const layer = spectralNorm(new nn.Linear(3, 2));
    expect(shapes(layer)).toEqual({ bias: [2], weight_orig: [2, 3] });
    expect([...layer.stateDict().keys()]).toEqual(['bias', 'weight_orig', 'weight_u', 'weight_v']);
    expectClose(layer.getBuffer('weight_u'), [-0.6127873063087463, -0.7902478575706482], 6);
    expectClose(layer.getBuffer('weight_v'), [0.3430648148059845, 0.7127794623374939, -0.6117612719535828], 6);
    const y = layer.forward(ones([1, 3]));
    expectClose(y, [-0.46002382040023804, -0.8432421088218689], 5);
    expectClose(layer.getBuffer('weight_u'), [-0.6006911396980286, -0.799481213092804], 5);
    // Evaluation brings the vectors no further.
    expectClose(layer.eval().forward(ones([1, 3])), list(y), 6);
    expectClose(layer.getBuffer('weight_u'), [-0.6006911396980286, -0.799481213092804], 5);
  });

  test('takes the outputs of transposed convolutions from axis 1', () => {
    manualSeed(0);
    const layer = spectralNorm(new nn.ConvTranspose2d(2, 3, 2));
    layer.forward(ones([1, 2, 3, 3]));
    expectClose(layer.getBuffer('weight_u'), [-0.6038801074028015, 0.7951377630233765, 0.055540781468153], 5);
    expect(layer.getBuffer('weight_v').shape).toEqual([8]);
    const other = spectralNorm(new nn.Conv2d(2, 3, 2), { dim: 1 });
    expect([other.getBuffer('weight_u').shape, other.getBuffer('weight_v').shape]).toEqual([[2], [12]]);
  });

  test('brings the largest singular value to 1', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (seed, n, m) => {
        manualSeed(seed);
        const layer = spectralNorm(new nn.Linear(n, m, float64), { nPowerIterations: 400 });
        layer.forward(zeros([1, n], float64));
        // ‖W·x‖ ≤ ‖x‖ for all x, and equal for the first singular vector.
        const v = layer.getBuffer('weight_v');
        expect(list(layer.weight.matmul(v.reshape([n, 1])).norm())[0]).toBeCloseTo(1, 6);
        for (let i = 0; i < 5; i++) {
          const x = randn([n, 1], float64);
          expect(list(layer.weight.matmul(x).norm())[0]!).toBeLessThanOrEqual(list(x.norm())[0]! * (1 + 1e-4));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('taken off, leaves the weight as it was divided', () => {
    manualSeed(0);
    const layer = spectralNorm(new nn.Linear(3, 2));
    const y = list(layer.forward(ones([1, 3])));
    removeSpectralNorm(layer);
    expect(shapes(layer)).toEqual({ bias: [2], weight: [2, 3] });
    expect([...layer.buffers()]).toEqual([]);
    expectClose(layer.forward(ones([1, 3])), y, 6);
  });

  test.each<[string, () => unknown]>([
    [
      'ValueError: Expected n_power_iterations to be positive, but got n_power_iterations=0',
      () => spectralNorm(new nn.Linear(2, 2), { nPowerIterations: 0 }),
    ],
    [
      'RuntimeError: Cannot register two spectral_norm hooks on the same parameter weight',
      () => spectralNorm(spectralNorm(new nn.Linear(2, 2))),
    ],
    [
      'ValueError: `SpectralNorm` cannot be applied as parameter `bias` is None',
      () => spectralNorm(new nn.Linear(2, 2, { bias: false }), { name: 'bias' }),
    ],
    [
      "ValueError: The module passed to `SpectralNorm` can't have uninitialized parameters. Make sure to run the dummy forward before applying spectral normalization",
      () => spectralNorm(new nn.LazyLinear(2)),
    ],
    [
      'IndexError: Dimension out of range (expected to be in range of [-4, 3], but got 9)',
      () => spectralNorm(new nn.Conv2d(2, 3, 2), { dim: 9 }),
    ],
    ["ValueError: spectral_norm of 'weight' not found in ReLU()", () => removeSpectralNorm(new nn.ReLU())],
    [
      "TypeError: spectral_norm() got an unexpected keyword argument 'iterations'",
      () => spectralNorm(new nn.Linear(2, 2), { iterations: 1 } as never),
    ],
    [
      "TypeError: remove_spectral_norm() got an unexpected keyword argument 'dim'",
      () => removeSpectralNorm(new nn.Linear(2, 2), { dim: 1 } as never),
    ],
  ])('refuses: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });
});
