import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bilinear } from '../../src/ops/bilinear.js';
import { linear } from '../../src/ops/linear/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { gradcheck, leafOf } from '../gradcheck.js';
import { count, f64, noise, values } from './arrays.js';
import { checkBilinear, gradientsOf } from './gradients.js';

const leadingSizes = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
const features = fc.integer({ min: 1, max: 9 });

describe('gradients of the linear layer', () => {
  test('are those of the definition to third order, for any leading axes', () =>
    fc.assert(
      fc.property(leadingSizes, features, features, (leading, inFeatures, outFeatures) => {
        checkBilinear((x, w) => linear(x, w), noise([...leading, inFeatures], 1), noise([outFeatures, inFeatures], 2));
      }),
    ));

  test('agree with central differences, first and second, with every kind of bias', () => {
    for (const leading of [[], [2], [2, 3]])
      for (const bias of [[4], [1], []]) {
        const inputs = [leafOf([...leading, 3], 1), leafOf([4, 3], 2), leafOf(bias, 3)];
        gradcheck((x, w, b) => linear(x, w, { bias: b }), inputs);
      }
  });

  test('are products of the other two', () => {
    const [x, w] = [count([2, 3], 'float64').requiresGrad_(), count([2, 3], 'float64').requiresGrad_()];
    const b = f64([0, 0], [2]).requiresGrad_();
    const y = linear(x, w, { bias: b });
    const [gx, gw, gb] = gradientsOf(y, f64([1, 0, 2, 3], [2, 2]), [x, w, b]) as [Tensor, Tensor, Tensor];
    expect([...values(gx)]).toEqual([1, 2, 3, 14, 19, 24]);
    expect([...values(gw)]).toEqual([9, 12, 15, 12, 15, 18]);
    expect([...values(gb)]).toEqual([3, 3]);
  });

  test('of an empty batch are zeros for weight and bias', () => {
    const [x, w, b] = [noise([0, 3], 1), noise([2, 3], 2), noise([2], 3)];
    for (const t of [x, w, b]) t.requiresGrad_();
    const [gx, gw, gb] = gradientsOf(linear(x, w, { bias: b }), noise([0, 2], 4), [x, w, b]) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    expect(gx.shape).toEqual([0, 3]);
    expect([...values(gw)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...values(gb)]).toEqual([0, 0]);
  });
});

describe('gradients of the bilinear layer', () => {
  test('agree with central differences, first and second, for any leading axes', () =>
    fc.assert(
      fc.property(leadingSizes, fc.boolean(), (leading, withBias) => {
        const inputs = [leafOf([...leading, 2], 1), leafOf([...leading, 3], 2), leafOf([2, 2, 3], 3)];
        if (withBias) inputs.push(leafOf([2], 4));
        gradcheck((a, b, w, bias) => bilinear(a, b, w, { bias }), inputs);
      }),
      { numRuns: 10 },
    ));

  test('are exact in each pair of its three tensors', () => {
    const [a, b, w] = [noise([4, 3], 1), noise([4, 2], 2), noise([5, 3, 2], 3)];
    checkBilinear((x, y) => bilinear(x, y, w), a.detach(), b.detach());
    checkBilinear((x, y) => bilinear(x, b, y), a.detach(), w.detach());
    checkBilinear((x, y) => bilinear(a, x, y), b.detach(), w.detach());
  });
});
