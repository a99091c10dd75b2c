/** @file What losses and their targets say. */

import { type ErrorRule, rule } from '../rule.js';

export const LOSSES: readonly ErrorRule[] = [
  rule('Expected input batch_size ({actual}) to match target batch_size ({expected}).', 'target', 'target', {
    op: 'CrossEntropyLoss',
    says: 'saidTargetBatch',
    causes: ['causeViewBatch'],
  }),
  rule('Target {index} is out of bounds.', 'target', 'target', {
    op: 'CrossEntropyLoss',
    says: 'saidNoClass',
  }),
  rule('expected target dtype to be Long or Byte, but got {actual:word}', 'target', 'target', {
    op: 'CrossEntropyLoss',
  }),
  rule(
    'weight tensor should be defined either for all {expected} classes or no classes but got weight tensor of shape: {actual:sizes}',
    'target',
    'weight',
    { op: 'CrossEntropyLoss' },
  ),
  rule('Expected target size {expected:sizes}, got {actual:sizes}', 'target', 'target', { op: 'CrossEntropyLoss' }),
  rule('size mismatch (got input: {input:sizes} , target: {target:sizes}', 'target', 'target', { op: 'NLLLoss' }),
  rule('0D or 1D target tensor expected, multi-target not supported', 'target', 'target', { op: 'CrossEntropyLoss' }),
  rule('Expected floating point type for target with class probabilities, got {actual:word}', 'target', 'target', {
    op: 'CrossEntropyLoss',
  }),
  rule('Using a target size ({target:sizes}) that is different to the input size ({input:sizes})', 'target', 'target', {
    says: 'saidTargetSize',
  }),
  rule('Target size ({target:sizes}) must be the same as input size ({input:sizes})', 'target', 'target', {
    says: 'saidTargetSize',
  }),
  rule('all elements of input should be between 0 and 1', 'target', 'input', {
    op: 'BCELoss',
    says: 'saidProbability',
  }),
  rule('label_smoothing must be between 0.0 and 1.0. Got: {actual:float}', 'option', 'label_smoothing', {
    op: 'CrossEntropyLoss',
  }),
  rule('ignore_index is not supported for floating point target', 'option', 'ignore_index', { op: 'CrossEntropyLoss' }),
  rule('Weights and input must have the same size.', 'target', 'weight'),
  rule('Invalid reduction mode: {given:word}. Expected one of', 'option', 'reduction'),
  rule('{given:word} is not a valid value for reduction', 'option', 'reduction'),
  rule('{function:word} does not support {what:text} values for {argument:word}.', 'option', '{argument}', {
    op: '{function}',
  }),
  rule('var has negative entry/entries', 'target', 'var', { op: 'GaussianNLLLoss' }),
  rule('var is of incorrect size', 'target', 'var', { op: 'GaussianNLLLoss' }),
  rule('only p == 1 and p == 2 supported', 'option', 'p', { op: 'MultiMarginLoss' }),
  rule(
    'margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {input1:sizes}, input2: {input2:sizes}, target: {target:sizes}',
    'target',
    'target',
    { op: 'MarginRankingLoss' },
  ),
  rule(
    'The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor {anchor}D, positive {positive}D, and negative {negative}D inputs',
    'target',
    'negative',
    { op: 'TripletMarginLoss' },
  ),
];
