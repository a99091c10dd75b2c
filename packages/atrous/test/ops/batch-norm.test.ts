import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBatchNormRank } from '../../src/geometry/norm.js';
import type { Rank } from '../../src/geometry/types.js';
import { batchNorm, type BatchNormOptions } from '../../src/ops/batch-norm/index.js';
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

const FAMILY = readFamily('batch_norm');

const f32 = (values: number[], shape = [values.length]): Tensor =>
  new Tensor(Float32Array.from(values), shape, 'float32');

describe('batchNorm', () => {
  it.each(FAMILY.cases.filter((test) => test.kind === 'functional'))('$id is what PyTorch computes', (test) => {
    const { input, runningMean, runningVar, weight, bias } = tensorsOf(FAMILY, test.inputs);
    const given = { ...options(test.args), weight, bias } as BatchNormOptions;
    expectOutput(FAMILY, test, 'output', batchNorm(input!, runningMean!, runningVar!, given));
  });

  it.each(FAMILY.cases.filter((test) => test.kind === 'module' && test.state?.['running_mean'] !== undefined))(
    '$id $op moves the running statistics as PyTorch does',
    (test) => {
      const { runningMean, runningVar, weight, bias } = tensorsOf(FAMILY, test.state);
      let tracked = 0;
      for (const [name, output] of [
        ['input', 'output'],
        ['input2', 'output2'],
      ] as const) {
        if (test.inputs[name] === undefined) continue;
        tracked++;
        const momentum = test.args['momentum'];
        const given = {
          weight: weight ?? null,
          bias: bias ?? null,
          training: test.training === true,
          momentum: momentum === null ? 1 / tracked : ((momentum as number | undefined) ?? 0.1),
          eps: (test.args['eps'] as number | undefined) ?? 1e-5,
        };
        expectOutput(
          FAMILY,
          test,
          output,
          batchNorm(tensorOf(FAMILY, test.inputs[name]), runningMean!, runningVar!, given),
        );
      }
      if (test.state_after === undefined) return;
      expectMatches(FAMILY, runningMean!, test.state_after['running_mean']!, test, 'running_mean');
      expectMatches(FAMILY, runningVar!, test.state_after['running_var']!, test, 'running_var');
    },
  );

  it.each(FAMILY.cases.filter((test) => test.kind === 'module' && test.state?.['running_mean'] === undefined))(
    '$id $op without running statistics uses those of the batch',
    (test) => {
      const { weight = null, bias = null } = tensorsOf(FAMILY, test.state);
      const eps = test.args['eps'] as number;
      const y = batchNorm(tensorOf(FAMILY, test.inputs['input']!), null, null, { weight, bias, training: true, eps });
      expectOutput(FAMILY, test, 'output', y);
    },
  );

  it.each(errorCases('functional', ['batch_norm']))('$id refuses with the text of PyTorch', (test) => {
    const { input, runningMean, runningVar, weight = null, bias = null } = describedInputs(test);
    const given = { ...options(test.args), weight, bias };
    expectError(test, () => batchNorm(input!, runningMean!, runningVar!, given));
  });

  it.each(errorCases('forward', ['BatchNorm1d', 'BatchNorm2d', 'BatchNorm3d']))(
    '$id $op refuses with the text of PyTorch',
    (test) => {
      const { input } = describedInputs(test);
      const features = test.args['num_features'] as number;
      const buffer = (): Tensor => counted([features]);
      expectError(test, () => {
        checkBatchNormRank(Number(test.op.at(-2)) as Rank, input!.shape);
        batchNorm(input!, buffer(), buffer(), { weight: buffer(), bias: buffer(), training: true });
      });
    },
  );

  it('shows the numbers of the guide, and raises the version of the buffers it writes', () => {
    const mean = f32([0]);
    const variance = f32([1]);
    const y = list(batchNorm(counted([4, 1]), mean, variance, { training: true }));
    [-1.34163542, -0.44721181, 0.44721181, 1.34163542].forEach((value, i) => expect(y[i]).toBeCloseTo(value, 6));
    expect(list(mean)).toEqual([0.25]);
    expect(list(variance)[0]).toBeCloseTo(1.0666667, 6);
    expect([mean.version, variance.version]).toEqual([1, 1]);
    batchNorm(counted([4, 1]), mean, variance);
    expect([mean.version, variance.version]).toEqual([1, 1]);
  });

  it('keeps its digits for values far from zero', () => {
    const x = new Tensor(Float64Array.of(1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3), [4, 1], 'float64');
    const y = list(batchNorm(x, null, null, { training: true, eps: 1e-300 }));
    expect(y[3]).toBeCloseTo(1.5 / Math.sqrt(1.25), 12);
  });

  it('refuses eps that is not positive in training, and a negative one elsewhere', () => {
    const ones = f32([1, 1]);
    expect(() => batchNorm(counted([3, 2]), null, null, { training: true, eps: 0 })).toThrow(
      'batch_norm eps must be positive during training, but got 0.0',
    );
    expect(batchNorm(counted([3, 2]), ones, ones, { eps: 0 }).shape).toEqual([3, 2]);
    expect(() => batchNorm(counted([3, 2]), ones, ones, { eps: -1e-5 })).toThrow(
      'batch_norm eps must be non-negative, but got -1e-05',
    );
  });

  it('refuses mixed types with the text of PyTorch', () => {
    const double = counted([2], 'float64');
    expect(() => batchNorm(counted([3, 2]), double, double)).toThrow(
      'mixed dtype (CPU): expect parameter to have scalar type of Float\n',
    );
    expect(() => batchNorm(counted([3, 2], 'float64'), f32([0, 0]), f32([1, 1]))).toThrow(
      'mixed dtype (CPU): all inputs must share same datatype.\n',
    );
    const long = new Tensor(new BigInt64Array(6), [3, 2], 'int64');
    expect(() => batchNorm(long, null, null, { training: true })).toThrow(`"batch_norm" not implemented for 'Long'`);
  });

  it('leaves an empty batch and its buffers alone', () => {
    const mean = f32([7, 7]);
    const empty = new Tensor(new Float32Array(0), [0, 2, 3], 'float32');
    expect(batchNorm(empty, mean, f32([1, 1]), { training: true }).shape).toEqual([0, 2, 3]);
    expect(list(mean)).toEqual([7, 7]);
    expect(mean.version).toBe(0);
  });

  it('gives every channel mean 0 and variance 1 in training', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        fc.tuple(size, size, size, size),
        fc.infiniteStream(fc.integer({ min: -99, max: 99 })),
        ([N, C, H, W], numbers) => {
          const n = N * H * W;
          fc.pre(n > 1);
          const x = new Tensor(
            Float64Array.from({ length: N * C * H * W }, () => numbers.next().value as number),
            [N, C, H, W],
            'float64',
          );
          const y = list(batchNorm(x, null, null, { training: true, eps: 1e-12 }));
          for (let c = 0; c < C; c++) {
            const own = y.filter((_, i) => Math.floor(i / (H * W)) % C === c);
            const given = list(x).filter((_, i) => Math.floor(i / (H * W)) % C === c);
            const sum = own.reduce((a, b) => a + b, 0);
            const squares = own.reduce((a, b) => a + b * b, 0);
            expect(sum).toBeCloseTo(0, 8);
            expect(squares / n).toBeCloseTo(new Set(given).size > 1 ? 1 : 0, 6);
          }
        },
      ),
    );
  });
});
