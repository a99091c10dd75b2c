/** @file What optimisers, schedulers and initialisations say. */

import { type ErrorRule, rule } from '../rule.js';

export const TRAINING: readonly ErrorRule[] = [
  rule('Invalid {argument:text}: {actual:float}', 'training', '{argument}'),
  rule('Nesterov momentum requires a momentum and zero dampening', 'training', 'nesterov', { op: 'SGD' }),
  rule('You must define either total_steps OR (epochs AND steps_per_epoch)', 'training', 'total_steps', {
    op: 'OneCycleLR',
  }),
  rule('Expected positive integer {argument:word}, but got {actual:float}', 'training', '{argument}'),
  rule('Expected float between 0 and 1 {argument:word}, but got {actual:float}', 'training', '{argument}'),
  rule('Expected integer {argument:word} >= 1, but got {actual:float}', 'training', '{argument}'),
  rule('{argument:word} must be one of {known:text}, instead got {given:word}', 'training', '{argument}'),
  rule('Factor should be < 1.0.', 'training', 'factor', { op: 'ReduceLROnPlateau' }),
  rule('threshold mode {given:word} is unknown!', 'training', 'threshold_mode', { op: 'ReduceLROnPlateau' }),
  rule('mode {given:word} is unknown!', 'training', 'mode', { op: 'ReduceLROnPlateau' }),
  rule('mode is invalid and scale_fn is None', 'training', 'mode', { op: 'CyclicLR' }),
  rule('Starting multiplicative factor expected to be', 'training', 'start_factor', { op: 'LinearLR' }),
  rule('Ending multiplicative factor expected to be', 'training', 'end_factor', { op: 'LinearLR' }),
  rule('Constant multiplicative factor expected to be', 'training', 'factor', { op: 'ConstantLR' }),
  rule('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions', 'training', 'tensor', {
    op: 'init',
  }),
  rule('Mode {given:word} not supported, please use one of', 'training', 'mode', { op: 'init' }),
  rule('Unsupported nonlinearity {given:word}', 'training', 'nonlinearity', { op: 'init' }),
  rule('Only tensors with {known:text} dimensions are supported', 'training', 'tensor', { op: 'init' }),
  rule('dim 0 must be divisible by groups', 'groups', 'groups', { op: 'init' }),
  rule('negative_slope {given:word} not a valid number', 'training', 'negative_slope', { op: 'init' }),
  rule('integer modulo by zero', 'groups', 'groups'),
];
