/** @file What element types and devices that do not fit say. */

import { type ErrorRule, rule } from '../rule.js';

export const TYPES: readonly ErrorRule[] = [
  rule('Input type ({input:text}) and weight type ({weight:text}) should be the same', 'element-type', 'input', {
    says: 'The input is {input}, the weights are {weight}.',
    causes: [
      'Model and input are on different devices: x.to(device), model.to(device).',
      'NumPy gives float64: x.float().',
    ],
  }),
  rule('Input type ({input:text}) and bias type ({bias:text}) should be the same', 'element-type', 'input', {
    says: 'The input is {input}, the bias is {bias}.',
    causes: ['NumPy gives float64: x.float().', 'Images are bytes: x.float() / 255.'],
  }),
  rule('expected scalar type {expected:word} but found {actual:word}', 'element-type', 'input', {
    says: '{expected} is needed, and {actual} is there: x.float() or x.to(weight.dtype).',
  }),
  rule(
    'expected m1 and m2 to have the same dtype, but got: {actual:text} != {expected:text}',
    'element-type',
    'input',
    { op: 'Linear' },
  ),
  rule('Expected all tensors to be on the same device', 'device', 'input', {
    says: 'Model and input are on different devices.',
    causes: ['Move both: model.to(device), x.to(device).'],
  }),
  rule(
    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int",
    'element-type',
    'input',
    { op: 'Embedding' },
  ),
  rule('only Tensors of floating point dtype can require gradients', 'element-type', 'requires_grad'),
];
