/** @file The check of gradients notices what is wrong with a rule. */

import { expect, test } from 'vitest';
import { differentiable } from '../src/autograd/index.js';
import { cast } from '../src/tensor/cast.js';
import { Tensor } from '../src/tensor/tensor.js';
import { gradcheck, leafOf } from './gradcheck.js';

const squares = (x: Tensor): Tensor =>
  new Tensor(
    (x.data as Float64Array).map((v) => v * v),
    x.shape,
    'float64',
  );

test('gradcheck accepts a right rule', () => {
  gradcheck((x) => differentiable('Square', [x], squares(x), (grad, [s]) => [grad.mul(s!.mul(2))], [x]), [leafOf([3])]);
});

test('gradcheck notices a wrong factor', () => {
  expect(() =>
    gradcheck((x) => differentiable('Square', [x], squares(x), (grad, [s]) => [grad.mul(s!)], [x]), [leafOf([3])]),
  ).toThrow(/^gradient of input 0, element 0/);
});

test('gradcheck notices a rule that is no operation, whose second derivative is lost', () => {
  const lossy = (x: Tensor): Tensor =>
    differentiable('Square', [x], squares(x), (grad, [s]) => [grad.mul(cast(s!.detach(), 'float64').mul(2))], [x]);
  gradcheck(lossy, [leafOf([3])], { second: false });
  expect(() => gradcheck(lossy, [leafOf([3])])).toThrow(/^second gradient of input 0, element 0/);
});

test('gradcheck asks for an input to check', () => {
  expect(() => gradcheck((x) => x, [leafOf([3]).detach()])).toThrow(/inputs that require grad/);
});
