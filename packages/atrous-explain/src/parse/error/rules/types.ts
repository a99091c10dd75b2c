/** @file What element types and devices that do not fit say. */

import { type ErrorRule, rule } from '../rule.js';

export const TYPES: readonly ErrorRule[] = [
  rule('Input type ({input:text}) and weight type ({weight:text}) should be the same', 'element-type', 'input', {
    says: 'saidInputWeightType',
    causes: ['causeDevices', 'causeNumpyFloat'],
  }),
  rule('Input type ({input:text}) and bias type ({bias:text}) should be the same', 'element-type', 'input', {
    says: 'saidInputBiasType',
    causes: ['causeNumpyFloat', 'causeBytes'],
  }),
  rule('expected scalar type {expected:word} but found {actual:word}', 'element-type', 'input', {
    says: 'saidScalarType',
  }),
  rule(
    'expected m1 and m2 to have the same dtype, but got: {actual:text} != {expected:text}',
    'element-type',
    'input',
    { op: 'Linear' },
  ),
  rule('Expected all tensors to be on the same device', 'device', 'input', {
    says: 'saidDevices',
    causes: ['causeMoveBoth'],
  }),
  rule(
    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int",
    'element-type',
    'input',
    { op: 'Embedding' },
  ),
  rule('only Tensors of floating point dtype can require gradients', 'element-type', 'requires_grad'),
];
