/** @file What linear layers and matrix products say. */

import type { ErrorWordId } from '../../../explain/words/errors/ids.js';
import { type ErrorRule, rule } from '../rule.js';

const FEATURES: readonly ErrorWordId[] = ['causeInFeatures', 'causeNoFlatten', 'causeAdaptivePool'];

export const LINEAR: readonly ErrorRule[] = [
  rule('mat1 and mat2 shapes cannot be multiplied ({input:matrix} and {weight:matrix})', 'features', 'in_features', {
    op: 'Linear',
    says: 'saidRowLength',
    causes: FEATURES,
  }),
  rule('size mismatch, m1: [{rows} x {actual}], m2: [{expected} x {out}]', 'features', 'in_features', {
    op: 'Linear',
    says: 'saidRowFeatures',
    causes: FEATURES,
  }),
  rule('mat1 dim 1 must match mat2 dim 0', 'features', 'in_features', { op: 'Linear', causes: FEATURES }),
  rule('input has inconsistent input_size: got {actual}, expected {expected}', 'features', 'input_size', {
    says: 'saidFeatures',
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
