/** @file Mistakes with gradients: what is done for each case that `op` names. */

import { atrous } from '../library.js';

/** Acts by what the golden cases call them, on vectors of n elements. */
export const AUTOGRAD_MISTAKES: Readonly<Record<string, (n: number) => unknown>> = {
  'backward of a vector': (n) => leaf(n).mul(2).backward(),
  'backward without gradient': (n) => atrous.ones([n]).sum().backward(),
  'backward twice': (n) => {
    const y = leaf(n).square().sum();
    y.backward();
    y.backward();
  },
  'backward with a gradient of another shape': (n) =>
    leaf(n)
      .mul(2)
      .backward(atrous.ones([n + 1])),
  'in-place on a leaf': (n) => leaf(n).add_(1),
  'grad of an unused input': (n) => atrous.autograd.grad(leaf(n).sum(), leaf(n)),
  'requires_grad of an integer tensor': (n) => atrous.ones([n], { dtype: 'int64' }).requiresGrad_(),
  'modified after being saved': (n) => {
    const y = leaf(n).exp();
    y.add_(1);
    y.sum().backward();
  },
};

const leaf = (n: number): atrous.Tensor => atrous.ones([n]).requiresGrad_();
