import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linear } from '../../src/ops/linear/index.js';
import { count, expectNear, f32, f64, noise, values } from './arrays.js';
import { functionalErrors, runError } from './error-cases.js';

describe('linear', () => {
  test('multiplies every row by the weight’s rows and adds the bias', () => {
    const y = linear(count([2, 3]), count([2, 3]), { bias: f32([0.5, -1], [2]) });
    expect([...values(y)]).toEqual([14.5, 31, 32.5, 76]);
  });

  test('equals the definition for any number of rows and outputs', () =>
    fc.assert(
      fc.property(fc.nat(4), fc.nat(6), fc.nat(9), fc.boolean(), (rows, inFeatures, outFeatures, withBias) => {
        const x = noise([rows, inFeatures], 1);
        const w = noise([outFeatures, inFeatures], 2);
        const bias = withBias ? noise([outFeatures], 3) : null;
        const [xs, ws] = [values(x), values(w)];
        const expected = new Float64Array(rows * outFeatures);
        for (let r = 0; r < rows; r++)
          for (let o = 0; o < outFeatures; o++) {
            let sum = bias === null ? 0 : values(bias)[o]!;
            for (let k = 0; k < inFeatures; k++) sum += xs[r * inFeatures + k]! * ws[o * inFeatures + k]!;
            expected[r * outFeatures + o] = sum;
          }
        expectNear(linear(x, w, { bias }), f64(expected, [rows, outFeatures]));
      }),
    ));

  test('takes any number of leading axes', () => {
    expect(linear(count([3]), count([4, 3])).shape).toEqual([4]);
    expect(linear(count([2, 2, 3]), count([4, 3])).shape).toEqual([2, 2, 4]);
  });

  test('one bias value serves all outputs', () =>
    expect([...values(linear(count([1, 1]), count([5, 1]), { bias: f32([10], [1]) }))]).toEqual([11, 12, 13, 14, 15]));

  test('sums in doubles and rounds once', () =>
    expect([...values(linear(f32([1, 2 ** -24, 2 ** -24], [3]), f32([1, 1, 1], [1, 3])))]).toEqual([1 + 2 ** -23]));

  test('throws what PyTorch throws', () => {
    const cases = functionalErrors('linear');
    expect(cases.length).toBeGreaterThan(1);
    for (const golden of cases)
      expect(runError(golden, linear), golden.id).toBe(`${golden.exception}: ${golden.message}`);
  });

  test('types that differ are named as PyTorch’s routine for the case names them', () => {
    const [x, w] = [f64([1, 2], [1, 2]), count([1, 2])];
    expect(() => linear(x, w, { bias: count([1]) })).toThrow(
      'mat1 and mat2 must have the same dtype, but got Double and Float\nInput and parameters need the same dtype.',
    );
    expect(() => linear(x, w)).toThrow(
      'expected m1 and m2 to have the same dtype, but got: double != float\nInput and parameters need the same dtype.',
    );
  });
});
