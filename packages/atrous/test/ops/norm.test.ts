import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInstanceNormInput } from '../../src/geometry/norm.js';
import type { Rank } from '../../src/geometry/types.js';
import { groupNorm, instanceNorm, layerNorm, localResponseNorm } from '../../src/ops/norm/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { expectMatches } from '../../../../tests/golden/compare.js';
import {
  counted,
  describedInputs,
  errorCases,
  expectError,
  expectOutput,
  list,
  options,
  readFamily,
  tensorOf,
  tensorsOf,
} from './golden.js';

const GROUP = readFamily('group_norm');
const LAYER = readFamily('layer_norm');
const INSTANCE = readFamily('instance_norm');
const RESPONSE = readFamily('local_response_norm');

const EPS = 1e-5;
const epsOf = (args: Readonly<Record<string, unknown>>): number => (args['eps'] as number | undefined) ?? EPS;

/** Mean and biased variance of some numbers. */
function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length };
}

describe('groupNorm', () => {
  it.each(GROUP.cases)('$id $op is what PyTorch computes', (test) => {
    const { input, weight = null, bias = null } = { ...tensorsOf(GROUP, test.inputs), ...tensorsOf(GROUP, test.state) };
    const y = groupNorm(input!, test.args['num_groups'] as number, { weight, bias, eps: epsOf(test.args) });
    expectOutput(GROUP, test, 'output', y);
  });

  it.each(errorCases('functional', ['group_norm']))('$id refuses with the text of PyTorch', (test) => {
    const { input, weight = null } = describedInputs(test);
    expectError(test, () => groupNorm(input!, test.args['num_groups'] as number, { weight }));
  });

  it.each(errorCases('forward', ['GroupNorm']))('$id refuses with the text of PyTorch', (test) => {
    const { input } = describedInputs(test);
    const weight = counted([test.args['num_channels'] as number]);
    expectError(test, () => groupNorm(input!, test.args['num_groups'] as number, { weight }));
  });

  it('refuses one value per group, printing the shape it folds to', () => {
    expect(() => groupNorm(counted([1, 4]), 4)).toThrow(
      'Expected more than 1 value per channel when training, got input size [1, 4]\n',
    );
    expect(list(groupNorm(counted([2, 4]), 4))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('gives every group mean 0 and variance 1', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3, 6), fc.integer({ min: 2, max: 5 }), (groups, L) => {
        const y = list(groupNorm(counted([2, 6, L], 'float64'), groups, { eps: 1e-12 }));
        const size = (6 / groups) * L;
        for (let g = 0; g < 2 * groups; g++) {
          const { mean, variance } = moments(y.slice(g * size, (g + 1) * size));
          expect(mean).toBeCloseTo(0, 9);
          expect(variance).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  it('is instance normalisation with as many groups as channels, and layer normalisation with one', () => {
    const x = counted([2, 3, 4], 'float64');
    expect(list(groupNorm(x, 3))).toEqual(list(instanceNorm(x)));
    expect(list(groupNorm(x, 1))).toEqual(list(layerNorm(x, [3, 4])));
  });
});

describe('layerNorm', () => {
  it.each(LAYER.cases)('$id $op is what PyTorch computes', (test) => {
    const { input, weight = null, bias = null } = { ...tensorsOf(LAYER, test.inputs), ...tensorsOf(LAYER, test.state) };
    const shape = test.args['normalized_shape'] as number | number[];
    const y = layerNorm(input!, typeof shape === 'number' ? [shape] : shape, { weight, bias, eps: epsOf(test.args) });
    expectOutput(LAYER, test, 'output', y);
  });

  it.each([...errorCases('functional', ['layer_norm']), ...errorCases('forward', ['LayerNorm'])])(
    '$id refuses with the text of PyTorch',
    (test) => {
      const { input, weight = null } = describedInputs(test);
      expectError(test, () => layerNorm(input!, test.args['normalized_shape'] as number[], { weight }));
    },
  );
});

describe('instanceNorm', () => {
  it.each(INSTANCE.cases)('$id $op is what PyTorch computes, buffers included', (test) => {
    const given = { ...tensorsOf(INSTANCE, test.inputs), ...tensorsOf(INSTANCE, test.state) };
    const { weight = null, bias = null, runningMean = null, runningVar = null } = given;
    const input = given['input']!;
    const rank = test.kind === 'module' ? Number(test.op.at(-2)) : input.shape.length - 2;
    const batched = input.shape.length === rank + 2;
    const x = batched ? input : new Tensor(input.storage, [1, ...input.shape], input.dtype);
    const momentum = test.args['momentum'];
    const y = instanceNorm(x, {
      weight,
      bias,
      runningMean,
      runningVar,
      useInputStats: test.training === true || runningMean === null,
      momentum: momentum === null ? 0 : ((momentum as number | undefined) ?? 0.1),
      eps: epsOf(test.args),
    });
    expectOutput(INSTANCE, test, 'output', new Tensor(y.storage, input.shape, y.dtype));
    for (const [name, tensor] of [
      ['running_mean', runningMean],
      ['running_var', runningVar],
    ] as const)
      if (test.state_after?.[name]) expectMatches(INSTANCE, tensor!, test.state_after[name], test, name);
  });

  it.each(errorCases('functional', ['instance_norm']))('$id refuses with the text of PyTorch', (test) => {
    expectError(test, () => instanceNorm(describedInputs(test)['input']!, options(test.args)));
  });

  it.each(errorCases('forward', ['InstanceNorm1d', 'InstanceNorm2d', 'InstanceNorm3d']))(
    '$id $op refuses with the text of PyTorch',
    (test) => {
      const { input } = describedInputs(test);
      expectError(test, () => {
        const features = test.args['num_features'] as number;
        checkInstanceNormInput(Number(test.op.at(-2)) as Rank, input!.shape, features, test.args['affine'] === true);
        instanceNorm(input!);
      });
    },
  );

  it('counts buffers once per image, as PyTorch does', () => {
    const three = counted([3]);
    expect(() => instanceNorm(counted([2, 4, 5]), { runningMean: three, runningVar: three })).toThrow(
      'running_mean should contain 8 elements not 6',
    );
  });

  it('writes no buffer that it only reads', () => {
    const mean = counted([3]);
    const variance = counted([3]);
    instanceNorm(counted([2, 3, 4]), { runningMean: mean, runningVar: variance, useInputStats: false });
    expect([mean.version, variance.version]).toEqual([0, 0]);
    instanceNorm(counted([2, 3, 4]), { runningMean: mean, runningVar: variance });
    expect([mean.version, variance.version]).toEqual([1, 1]);
  });
});

describe('localResponseNorm', () => {
  it.each(RESPONSE.cases)('$id $op is what PyTorch computes', (test) => {
    const input = tensorOf(RESPONSE, test.inputs['input']!);
    const y = localResponseNorm(input, test.args['size'] as number, options(test.args, ['size']));
    expectOutput(RESPONSE, test, 'output', y);
  });

  it.each(errorCases('functional', ['local_response_norm']))('$id refuses with the text of PyTorch', (test) => {
    expectError(test, () => localResponseNorm(describedInputs(test)['input']!, test.args['size'] as number));
  });

  it('shows the numbers of the guide', () => {
    const y = list(localResponseNorm(counted([1, 4, 1]), 2, { alpha: 1, beta: 1, k: 1 }));
    [0.666667, 0.571429, 0.4, 0.296296].forEach((value, i) => expect(y[i]).toBeCloseTo(value, 6));
  });
});
