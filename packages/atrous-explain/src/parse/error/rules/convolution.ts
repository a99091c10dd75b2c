/** @file What convolutions and transposed convolutions say. */

import { type ErrorRule, rule } from '../rule.js';

const CHANNELS = [
  'The layer before gives another number of channels than this one was made for.',
  'The image is stored with its channels last (H, W, C): use x.permute(0, 3, 1, 2).',
  'A grey image goes into a network for colour: use x.expand(-1, 3, -1, -1).',
  'A colour image goes into a network for grey: use x.mean(1, keepdim=True).',
];

export const CONVOLUTION: readonly ErrorRule[] = [
  rule(
    'Given groups={groups}, weight of size {weight:sizes}, expected input{input:sizes} to have {expected} channels, but got {actual} channels instead',
    'channels',
    'in_channels',
    {
      op: 'Conv',
      says: 'The convolution takes {expected} channels, and the input {input} has {actual}.',
      causes: CHANNELS,
    },
  ),
  rule(
    'Given transposed=1, weight of size {weight:sizes}, expected input{input:sizes} to have {expected} channels, but got {actual} channels instead',
    'channels',
    'in_channels',
    {
      op: 'ConvTranspose',
      says: 'The transposed convolution takes {expected} channels, and the input {input} has {actual}.',
      causes: CHANNELS,
    },
  ),
  rule(
    'Given transposed=1, weight of size {weight:sizes}, expected bias to be 1-dimensional with {expected} elements, but got bias of size {bias:sizes} instead',
    'channels',
    'bias',
    { op: 'ConvTranspose' },
  ),
  rule(
    'Given weight of size {weight:sizes}, expected bias to be 1-dimensional with {expected} elements, but got bias of size {bias:sizes} instead',
    'channels',
    'bias',
    { op: 'Conv' },
  ),
  rule(
    'Given groups={groups}, expected weight to be at least {least} at dimension 0, but got weight of size {weight:sizes} instead',
    'groups',
    'groups',
    { op: 'Conv', says: 'There are fewer output channels than groups ({groups}).' },
  ),
  rule(
    'Given groups={groups}, expected weight to be divisible by {divisor} at dimension 0, but got weight of size {weight:sizes} instead',
    'groups',
    'groups',
    { op: 'Conv', says: 'The output channels are not divisible by {groups} groups.' },
  ),
  rule(
    'Expected {low}D (unbatched) or {high}D (batched) input to {function:word}, but got input of size: {input:sizes}',
    'rank',
    'input',
    {
      says: 'The input {input} has the wrong number of axes: {low} or, with a batch in front, {high} are taken.',
      causes: [
        'The batch axis is missing or doubled: x.unsqueeze(0) adds it.',
        'A flatten or a view comes before the layer.',
        'A layer for another number of dimensions is used.',
      ],
    },
  ),
  rule(
    "Calculated padded input size per channel: {input:sizes}. Kernel size: {kernel:sizes}. Kernel size can't be greater than actual input size",
    'kernel-too-large',
    'kernel_size',
    {
      op: 'Conv',
      says: 'The kernel {kernel} is larger than the padded input {input}.',
      causes: ['The input is too small for so many halvings.', 'Padding is missing.'],
    },
  ),
  rule(
    'Given input size per channel: {input:sizes}. Calculated output size per channel: {output:sizes}. Output size is too small',
    'output-too-small',
    'padding',
    {
      op: 'ConvTranspose',
      says: 'The output would be {output}: padding of a transposed convolution crops its output.',
    },
  ),
  rule(
    'output padding must be smaller than either stride or dilation, but got output_padding_depth: {depth} output_padding_height: {height} output_padding_width: {width} stride_depth: {strideDepth} stride_height: {strideHeight} stride_width: {strideWidth}',
    'output-padding',
    'output_padding',
    { op: 'ConvTranspose3d' },
  ),
  rule(
    'output padding must be smaller than either stride or dilation, but got output_padding_height: {height} output_padding_width: {width} stride_height: {strideHeight} stride_width: {strideWidth}',
    'output-padding',
    'output_padding',
    {
      op: 'ConvTranspose',
      says: 'output_padding ({height}, {width}) has to be below the stride ({strideHeight}, {strideWidth}), or below the dilation.',
      causes: ['output_padding says which of the sizes that the stride merges is meant: 0 or 1 at stride 2.'],
    },
  ),
  rule('output padding must be smaller than either stride or dilation', 'output-padding', 'output_padding', {
    op: 'ConvTranspose',
  }),
  rule('negative output_padding is not supported', 'output-padding', 'output_padding', { op: 'ConvTranspose' }),
  rule(
    'requested an output size of {wanted:sizes}, but valid sizes range from {least:sizes} to {most:sizes} (for an input of {input:sizes})',
    'output-size',
    'output_size',
    {
      op: 'ConvTranspose',
      says: 'From {input} this layer reaches {least} to {most}, not {wanted}.',
    },
  ),
  rule(
    'ConvTranspose{rank}D: for {input}D input, output_size must have {few} or {many} elements (got {actual})',
    'output-size',
    'output_size',
    { op: 'ConvTranspose{rank}d' },
  ),
  rule('in_channels must be divisible by groups', 'groups', 'groups', {
    op: 'Conv',
    says: 'in_channels is not divisible by groups.',
  }),
  rule('out_channels must be divisible by groups', 'groups', 'groups', {
    op: 'Conv',
    says: 'out_channels is not divisible by groups.',
  }),
  rule('groups must be a positive integer', 'groups', 'groups', { op: 'Conv' }),
  rule('non-positive groups is not supported', 'groups', 'groups', { op: 'Conv' }),
  rule('non-positive stride is not supported', 'stride', 'stride', { op: 'Conv' }),
  rule('negative padding is not supported', 'padding', 'padding', { op: 'Conv' }),
  rule("padding='same' is not supported for strided convolutions", 'padding', 'padding', {
    op: 'Conv',
    says: "padding='same' keeps the size, which a stride above 1 does not.",
    causes: [
      'TensorFlow has such a padding: it depends on the input size. Use padding=kernel_size // 2, or pad explicitly.',
    ],
  }),
  rule("Invalid padding string '{given:text}', should be one of", 'padding', 'padding', { op: 'Conv' }),
  rule("Invalid padding string: '{given:text}'", 'padding', 'padding', { op: 'Conv' }),
  rule("padding_mode must be one of {known:text}, but got padding_mode='{given:text}'", 'option', 'padding_mode', {
    op: 'Conv',
  }),
  rule('Only "zeros" padding mode is supported for {op:word}', 'option', 'padding_mode', { op: '{op}' }),
  rule(
    'expected {argument:word} to be a single integer value or a list of {wanted} values to match the convolution dimensions, but got {name:word}={actual:sizes}',
    'option',
    '{argument}',
    { op: 'Conv', says: '{argument} has one value for every spatial axis: {wanted}.' },
  ),
  rule('weight should have at least three dimensions', 'rank', 'weight', { op: 'Conv' }),
  rule(
    'dilation should be greater than zero, but got dilationT: {depth} dilationH: {height} dilationW: {width}',
    'dilation',
    'dilation',
    { op: 'MaxPool3d' },
  ),
  rule('dilation should be greater than zero, but got dilationH: {height} dilationW: {width}', 'dilation', 'dilation', {
    op: 'MaxPool2d',
  }),
  rule(
    'dilation should be greater than zero, but got dilation_height: {height} dilation_width: {width}',
    'dilation',
    'dilation',
    { op: 'Unfold' },
  ),
  rule('dilation should be greater than zero, but got {actual:sizes}', 'dilation', 'dilation', { op: 'Conv' }),
  rule(
    'kernel size should be greater than zero, but got kernel_height: {height} kernel_width: {width}',
    'kernel-size',
    'kernel_size',
  ),
  rule('kernel size should be greater than zero, but got kH: {height} kW: {width}', 'kernel-size', 'kernel_size'),
  rule('kernel size should be greater than zero', 'kernel-size', 'kernel_size'),
];
