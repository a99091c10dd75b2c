import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSoftmax, softmax, type SoftmaxOptions, softmin } from '../../src/ops/softmax/index.js';
import { Tensor } from '../../src/tensor/tensor.js';
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
} from './golden.js';

const FAMILY = readFamily('softmax');

const CALLS: Readonly<Record<string, (x: Tensor, options: SoftmaxOptions) => Tensor>> = {
  softmax,
  Softmax: softmax,
  Softmax2d: (x) => softmax(x, { dim: -3 }),
  log_softmax: logSoftmax,
  softmin,
};

describe('softmax', () => {
  it.each(FAMILY.cases)('$id $op is what PyTorch computes', (test) => {
    const input = tensorOf(FAMILY, test.inputs['input']!);
    expectOutput(FAMILY, test, 'output', CALLS[test.op]!(input, options(test.args)));
  });

  it.each(errorCases('functional', ['softmax', 'log_softmax']))('$id $op refuses with the text of PyTorch', (test) => {
    const { input } = describedInputs(test);
    expectError(test, () => CALLS[test.op]!(input!, options(test.args)));
  });

  it.each([
    [[], 0],
    [[4], 0],
    [[2, 3], 1],
    [[2, 3, 2], 0],
    [[2, 3, 2, 2], 1],
  ])('of shape %j without a dimension takes %i', (shape, dim) => {
    const x = counted(shape);
    expect(list(softmax(x))).toEqual(list(softmax(x, { dim })));
  });

  it('rows sum to 1, and the logarithm is the logarithm', () => {
    const rows = fc.array(fc.float({ min: -80, max: 80, noNaN: true }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.integer({ min: -3, max: 2 }), (values, dim) => {
        const x = new Tensor(Float64Array.from(values), [2, 3, 2], 'float64');
        const y = softmax(x, { dim });
        const axis = (dim + 3) % 3;
        const inner = [6, 2, 1][axis]!;
        const sums = new Map<number, number>();
        list(y).forEach((value, i) => {
          const key = i - (Math.floor(i / inner) % x.shape[axis]!) * inner;
          sums.set(key, (sums.get(key) ?? 0) + value);
        });
        for (const sum of sums.values()) expect(sum).toBeCloseTo(1, 12);
        list(logSoftmax(x, { dim })).forEach((value, i) => expect(Math.exp(value)).toBeCloseTo(list(y)[i]!, 12));
        const negated = new Tensor(
          Float64Array.from(values, (v) => -v),
          [2, 3, 2],
          'float64',
        );
        expect(list(softmin(negated, { dim }))).toEqual(list(y));
      }),
    );
  });

  it('does not overflow, and gives NaN for a row of minus infinities', () => {
    const wide = new Tensor(Float32Array.of(1000, 1000, -1000, -Infinity), [4], 'float32');
    expect(list(softmax(wide))).toEqual([0.5, 0.5, 0, 0]);
    const none = new Tensor(Float32Array.of(-Infinity, -Infinity), [2], 'float32');
    expect(list(softmax(none))).toEqual([Number.NaN, Number.NaN]);
  });

  it('computes in another dtype on request and refuses integers without one', () => {
    const x = new Tensor(Int32Array.of(0, 0), [2], 'int32');
    expect(softmax(x, { dtype: 'float64' })).toMatchObject({ dtype: 'float64' });
    expect(() => softmax(x)).toThrow(`"softmax_lastdim_kernel_impl" not implemented for 'Int'`);
  });
});
