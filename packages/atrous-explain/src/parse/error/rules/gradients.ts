/** @file What backward passes say. */

import { type ErrorRule, rule } from '../rule.js';

export const GRADIENTS: readonly ErrorRule[] = [
  rule('grad can be implicitly created only for scalar outputs', 'gradient', 'gradient', {
    says: 'saidScalarBackward',
  }),
  rule('element {index} of tensors does not require grad and does not have a grad_fn', 'gradient', 'requires_grad', {
    says: 'saidNoGradient',
  }),
  rule('Trying to backward through the graph a second time', 'gradient', 'retain_graph'),
  rule(
    'Mismatch in shape: grad_output[{index}] has a shape of {actual:sizes} and output[{other}] has a shape of {expected:sizes}',
    'gradient',
    'gradient',
  ),
  rule('a leaf Variable that requires grad is being used in an in-place operation', 'gradient', 'input'),
  rule('The differentiated Tensor at index {index} appears to not have been used in the graph', 'gradient', 'inputs'),
  rule("Can't call numpy() on Tensor that requires grad", 'gradient', 'input'),
  rule(
    'one of the variables needed for gradient computation has been modified by an inplace operation: [{type:word} {shape:sizes}]',
    'gradient',
    'input',
    { causes: ['causeInplace'] },
  ),
];
