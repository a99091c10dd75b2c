/** @file What linear layers and matrix products say. */

import { type ErrorRule, rule } from '../rule.js';

const FEATURES = [
  'in_features is not what flatten gives: it is channels × height × width of the layer before, and depends on the size of the image.',
  'The flatten before the layer is missing: torch.flatten(x, 1).',
  'An AdaptiveAvgPool2d before the flatten makes it independent of the size of the image.',
];

export const LINEAR: readonly ErrorRule[] = [
  rule('mat1 and mat2 shapes cannot be multiplied ({input:matrix} and {weight:matrix})', 'features', 'in_features', {
    op: 'Linear',
    says: 'The layer takes rows of another length: the input is {input}, the weight, turned, {weight}.',
    causes: FEATURES,
  }),
  rule('size mismatch, m1: [{rows} x {actual}], m2: [{expected} x {out}]', 'features', 'in_features', {
    op: 'Linear',
    says: 'The layer takes rows of {expected} features, and gets {actual}.',
    causes: FEATURES,
  }),
  rule('mat1 dim 1 must match mat2 dim 0', 'features', 'in_features', { op: 'Linear', causes: FEATURES }),
  rule('input has inconsistent input_size: got {actual}, expected {expected}', 'features', 'input_size', {
    says: 'The layer takes {expected} features, and gets {actual}.',
  }),
  rule('mat1 and mat2 must have the same dtype, but got {actual:word} and {expected:word}', 'element-type', 'input', {
    op: 'Linear',
  }),
  rule(
    'Expected size for first two dimensions of batch2 tensor to be: {expected:sizes} but got: {actual:sizes}.',
    'sizes-differ',
    'mat2',
    { op: 'bmm' },
  ),
];
