/** @file What convolutions and transposed convolutions say. */

import type { ErrorWordId } from '../../../explain/words/errors/ids.js';
import { type ErrorRule, rule } from '../rule.js';

const CHANNELS: readonly ErrorWordId[] = [
  'causeOtherChannels',
  'causeChannelsLast',
  'causeGreyImage',
  'causeColourImage',
];

export const CONVOLUTION: readonly ErrorRule[] = [
  rule(
    'Given groups={groups}, weight of size {weight:sizes}, expected input{input:sizes} to have {expected} channels, but got {actual} channels instead',
    'channels',
    'in_channels',
    {
      op: 'Conv',
      says: 'saidConvChannels',
      causes: CHANNELS,
    },
  ),
  rule(
    'Given transposed=1, weight of size {weight:sizes}, expected input{input:sizes} to have {expected} channels, but got {actual} channels instead',
    'channels',
    'in_channels',
    {
      op: 'ConvTranspose',
      says: 'saidTransposedChannels',
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
    { op: 'Conv', says: 'saidFewerThanGroups' },
  ),
  rule(
    'Given groups={groups}, expected weight to be divisible by {divisor} at dimension 0, but got weight of size {weight:sizes} instead',
    'groups',
    'groups',
    { op: 'Conv', says: 'saidNotDivisibleByGroups' },
  ),
  rule(
    'Expected {low}D (unbatched) or {high}D (batched) input to {function:word}, but got input of size: {input:sizes}',
    'rank',
    'input',
    {
      says: 'saidRankOfTwo',
      causes: ['causeBatchAxis', 'causeFlattenBefore', 'causeOtherDimensions'],
    },
  ),
  rule(
    "Calculated padded input size per channel: {input:sizes}. Kernel size: {kernel:sizes}. Kernel size can't be greater than actual input size",
    'kernel-too-large',
    'kernel_size',
    {
      op: 'Conv',
      says: 'saidKernelTooLarge',
      causes: ['causeHalvings', 'causePaddingMissing'],
    },
  ),
  rule(
    'Given input size per channel: {input:sizes}. Calculated output size per channel: {output:sizes}. Output size is too small',
    'output-too-small',
    'padding',
    {
      op: 'ConvTranspose',
      says: 'saidTransposedTooSmall',
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
      says: 'saidOutputPadding',
      causes: ['causeOutputPadding'],
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
      says: 'saidOutputSize',
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
    says: 'saidInChannelsGroups',
  }),
  rule('out_channels must be divisible by groups', 'groups', 'groups', {
    op: 'Conv',
    says: 'saidOutChannelsGroups',
  }),
  rule('groups must be a positive integer', 'groups', 'groups', { op: 'Conv' }),
  rule('non-positive groups is not supported', 'groups', 'groups', { op: 'Conv' }),
  rule('non-positive stride is not supported', 'stride', 'stride', { op: 'Conv' }),
  rule('negative padding is not supported', 'padding', 'padding', { op: 'Conv' }),
  rule("padding='same' is not supported for strided convolutions", 'padding', 'padding', {
    op: 'Conv',
    says: 'saidStridedSame',
    causes: ['causeSameOfTensorFlow'],
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
    { op: 'Conv', says: 'saidValuePerAxis' },
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
