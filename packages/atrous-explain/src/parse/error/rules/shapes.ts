/** @file What views, joins and reductions say. */

import { type ErrorRule, rule } from '../rule.js';

export const SHAPES: readonly ErrorRule[] = [
  rule(
    'Sizes of tensors must match except in dimension {dim}. Expected size {expected} but got size {actual} for tensor number {index} in the list.',
    'sizes-differ',
    'tensors',
    {
      op: 'cat',
      says: 'saidCatSizes',
      causes: ['causeOddSize', 'causeNoOutputPadding'],
    },
  ),
  rule(
    'Sizes of tensors must match except in dimension {dim}. Got {expected} and {actual} in dimension {other}',
    'sizes-differ',
    'tensors',
    { op: 'cat' },
  ),
  rule('Tensors must have same number of dimensions: got {expected} and {actual}', 'rank', 'tensors', { op: 'cat' }),
  rule(
    'stack expects each tensor to be equal size, but got {expected:sizes} at entry 0 and {actual:sizes} at entry {index}',
    'sizes-differ',
    'tensors',
    { op: 'stack' },
  ),
  rule(
    'The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {dim}',
    'sizes-differ',
    'other',
    {
      op: 'add',
      says: 'saidElementwise',
      causes: ['causeSkip', 'causeBlockPadding'],
    },
  ),
  rule("shape '{shape:sizes}' is invalid for input of size {elements}", 'element-count', 'shape', {
    op: 'view',
    says: 'saidElements',
    causes: ['causeView'],
  }),
  rule("view size is not compatible with input tensor's size and stride", 'element-count', 'size', {
    op: 'view',
    says: 'saidPermutedView',
    causes: ['causeContiguous'],
  }),
  rule('only one dimension can be inferred', 'element-count', 'shape', { op: 'view' }),
  rule('invalid shape dimension {actual} at index {index} of shape {shape:sizes}', 'element-count', 'shape', {
    op: 'view',
  }),
  rule('cannot reshape tensor of {elements} elements into shape {shape:sizes}', 'element-count', 'shape', {
    op: 'view',
  }),
  rule(
    'The expanded size of the tensor ({expected}) must match the existing size ({actual}) at non-singleton dimension {dim}',
    'sizes-differ',
    'size',
    { op: 'expand' },
  ),
  rule('Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})', 'dimension', 'dim', {
    says: 'saidNoDimension',
  }),
  rule(
    'permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {actual} is not equal to len(dims) = {dims}',
    'dimension',
    'dims',
    { op: 'permute', says: 'saidPermute' },
  ),
  rule('permute(): duplicate dims are not allowed', 'dimension', 'dims', { op: 'permute' }),
  rule('dim {dim} appears multiple times in the list of dims', 'dimension', 'dims'),
  rule('flatten() has invalid args: start_dim cannot come after end_dim', 'dimension', 'start_dim', { op: 'Flatten' }),
  rule(
    "unflatten: Provided sizes {sizes:sizes} don't multiply up to the size of dim {dim} ({actual}) in the input tensor",
    'element-count',
    'unflattened_size',
    { op: 'Unflatten' },
  ),
  rule('unflattened_size must be {wanted:text}, but found type {actual:word}', 'option', 'unflattened_size', {
    op: 'Unflatten',
  }),
  rule('normalized_shape must be {wanted:text}, but found type {actual:word}', 'option', 'normalized_shape', {
    op: 'LayerNorm',
  }),
  rule(
    'select(): index {index} out of range for tensor of size {input:sizes} at dimension {dim}',
    'dimension',
    'index',
    { op: 'select' },
  ),
  rule('start ({start}) + length ({length}) exceeds dimension size ({size}).', 'dimension', 'length', { op: 'narrow' }),
  rule('narrow(): length must be non-negative.', 'padding', 'padding', { op: 'pad' }),
  rule('chunk expects `chunks` to be greater than 0, got: {actual}', 'option', 'chunks', { op: 'chunk' }),
  rule(
    "split_with_sizes expects split_sizes to sum exactly to {expected} (input tensor's size at dimension {dim}), but got split_sizes={actual:sizes}",
    'sizes-differ',
    'split_size',
    { op: 'split' },
  ),
  rule('Halving dimension must be even, but dimension {dim} is size {size}', 'dimension', 'dim', { op: 'GLU' }),
  rule('{function:word}(): Expected reduction dim {dim} to have non-zero size.', 'dimension', 'dim', {
    op: '{function}',
  }),
  rule('{function:word}(): Expected reduction dim to be specified for input.numel() == 0.', 'dimension', 'dim', {
    op: '{function}',
  }),
  rule('index {index} is out of bounds for dimension {dim} with size {size}', 'dimension', 'index', { op: 'gather' }),
  rule('index out of range in self', 'dimension', 'index', {
    says: 'saidIndexRows',
  }),
  rule('gather(): Expected dtype int32/int64 for index', 'element-type', 'index', { op: 'gather' }),
  rule("torch.clamp: At least one of 'min' or 'max' must not be None", 'missing', 'min', { op: 'clamp' }),
  rule('a Tensor with {elements} elements cannot be converted to Scalar', 'element-count', 'input', { op: 'item' }),
  rule('only one element tensors can be converted to Python scalars', 'element-count', 'input', { op: 'item' }),
  rule('Boolean value of Tensor with more than one value is ambiguous', 'element-count', 'input'),
  rule('Trying to create tensor with negative dimension {actual}: {shape:sizes}', 'output-size', 'size', {
    says: 'saidNegativeSize',
  }),
];
