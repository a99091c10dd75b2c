/** @file What normalisations say. */

import { type ErrorRule, rule } from '../rule.js';

export const NORMALISATION: readonly ErrorRule[] = [
  rule('running_mean should contain {actual} elements not {expected}', 'channels', 'num_features', {
    op: 'BatchNorm',
    says: 'saidNormChannels',
    causes: ['causeNumFeatures'],
  }),
  rule('{argument:word} should contain {actual} elements not {expected}', 'channels', '{argument}', {
    op: 'BatchNorm',
  }),
  rule('Expected more than 1 value per channel when training, got input size {input:sizes}', 'one-value', 'input', {
    op: 'BatchNorm',
    says: 'saidOneValue',
    causes: ['causeLastBatch', 'causeTrainMode'],
  }),
  rule('Expected more than 1 spatial element when training, got input size {input:sizes}', 'one-value', 'input', {
    op: 'InstanceNorm',
    says: 'saidOneElement',
  }),
  rule(
    "expected input's size at dim={dim} to match num_features ({expected}), but got: {actual}.",
    'channels',
    'num_features',
    { op: 'InstanceNorm', says: 'saidNormChannels' },
  ),
  rule('expected {low}D or {high}D input (got {actual}D input)', 'rank', 'input', {
    says: 'saidRankEither',
  }),
  rule('expected {wanted}D input (got {actual}D input)', 'rank', 'input', {
    op: 'BatchNorm',
    says: 'saidRank',
  }),
  rule('expected at least {wanted}D input (got {actual}D input)', 'rank', 'input', { op: 'BatchNorm' }),
  rule('num_channels ({channels}) must be divisible by num_groups ({groups})', 'groups', 'num_groups', {
    op: 'GroupNorm',
    says: 'saidEqualGroups',
  }),
  rule('num_channels must be divisible by num_groups', 'groups', 'num_groups', { op: 'GroupNorm' }),
  rule(
    'Expected number of channels in input to be divisible by num_groups, but got input of shape {input:sizes} and num_groups={groups}',
    'groups',
    'num_groups',
    { op: 'GroupNorm' },
  ),
  rule(
    'Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape {weight:sizes} and input of shape {input:sizes}',
    'channels',
    'num_channels',
    { op: 'GroupNorm' },
  ),
  rule('Expected at least {wanted} dimensions for input tensor but received {actual}', 'rank', 'input', {
    op: 'GroupNorm',
  }),
  rule(
    'Given normalized_shape={expected:sizes}, expected input with shape {wanted:text}, but got input of size{actual:sizes}',
    'features',
    'normalized_shape',
    {
      op: 'LayerNorm',
      says: 'saidLastAxes',
      causes: ['causeLayerNorm'],
    },
  ),
  rule(
    'Expected weight to be of same shape as normalized_shape, but got weight of shape {weight:sizes} and normalized_shape = {expected:sizes}',
    'features',
    'weight',
    { op: 'LayerNorm' },
  ),
  rule('Expected normalized_shape to be at least 1-dimensional', 'option', 'normalized_shape', { op: 'LayerNorm' }),
  rule('running_mean must be defined in evaluation mode', 'missing', 'running_mean', { op: 'BatchNorm' }),
  rule('Expected running_mean and running_var to be defined when use_input_stats is false', 'missing', 'running_mean', {
    op: 'InstanceNorm',
  }),
  rule('Expected 3D or higher dimensionality input (got {actual} dimensions)', 'rank', 'input', {
    op: 'LocalResponseNorm',
  }),
];
