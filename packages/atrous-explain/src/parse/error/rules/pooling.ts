/** @file What pools and their inverses say. */

import { type ErrorRule, rule } from '../rule.js';

export const POOLING: readonly ErrorRule[] = [
  rule(
    'Given input size: {input:sizes}. Calculated output size: {output:sizes}. Output size is too small',
    'output-too-small',
    'kernel_size',
    {
      op: 'Pool',
      says: 'saidPoolTooLarge',
      causes: ['causeHalvings'],
    },
  ),
  rule('{function:word}() Invalid computed output size: {output}', 'output-too-small', 'kernel_size', {
    op: '{function}',
  }),
  rule('{function:word}() {argument:word} must be greater than zero, but got {actual}', 'option', '{argument}', {
    op: '{function}',
  }),
  rule('{function:word}() {argument:word} must be non-negative, but got {actual}', 'padding', '{argument}', {
    op: '{function}',
  }),
  rule(
    '{function:word}() padding should be at most half of kernel size, but got padding={padding} and kernel_size={kernel}',
    'padding',
    'padding',
    {
      op: '{function}',
      says: 'saidHalfKernelWhy',
    },
  ),
  rule(
    'pad should be at most half of effective kernel size, but got pad={padding}, kernel_size={kernel} and dilation={dilation}',
    'padding',
    'padding',
    {
      op: 'Pool',
      says: 'saidHalfKernelWhy',
    },
  ),
  rule(
    'pad should be smaller than or equal to half of kernel size, but got padW = {padding}, padH = {paddingHeight}, kW = {kernel}, kH = {kernelHeight}',
    'padding',
    'padding',
    { op: 'MaxPool', says: 'saidHalfKernel' },
  ),
  rule(
    'pad should be smaller than or equal to half of kernel size, but got kT: {depth} kW: {kernel} kH: {height} padT: {paddingDepth} padW: {padding} padH: {paddingHeight}',
    'padding',
    'padding',
    { op: 'MaxPool3d', says: 'saidHalfKernel' },
  ),
  rule('pad should be smaller than or equal to half of kernel size', 'padding', 'padding', { op: 'Pool' }),
  rule('pad must be non-negative, but got pad: {padding}', 'padding', 'padding', { op: 'Pool' }),
  rule('stride should not be zero', 'stride', 'stride', { op: 'Pool' }),
  rule(
    'stride should be greater than zero, but got stride_height: {height} stride_width: {width}',
    'stride',
    'stride',
    { op: 'Unfold' },
  ),
  rule('divisor must be not zero', 'option', 'divisor_override', { op: 'AvgPool' }),
  rule(
    'input image (T: {depth} H: {height} W: {width}) smaller than kernel size (kT: {kernelDepth} kH: {kernelHeight} kW: {kernelWidth})',
    'kernel-too-large',
    'kernel_size',
    {
      op: 'AvgPool3d',
      says: 'saidVolumeTooLarge',
    },
  ),
  rule(
    '{function:word}: Expected {low}D or {high}D (batch mode) tensor with optional 0 dim batch size for input, but got:{input:sizes}',
    'rank',
    'input',
    { op: '{function}' },
  ),
  rule(
    'Expected {low}D or {high}D (batch mode) tensor with optional 0 dim batch size for input, but got:{input:sizes}',
    'rank',
    'input',
    { op: 'Pool' },
  ),
  rule('non-empty 3D or 4D (batch mode) tensor expected for input', 'rank', 'input', { op: 'Pool' }),
  rule('non-empty 4D or 5D (batch mode) tensor expected for input', 'rank', 'input', { op: 'Pool' }),
  rule(
    "Expected {low} to {high} dimensions, but got {actual}-dimensional tensor for argument #1 'self' (while checking arguments for {function:word})",
    'rank',
    'input',
    { op: '{function}' },
  ),
  rule(
    "{function:word}(): Expected input's non-batch dimensions to have positive length, but input has a shape of {input:sizes}",
    'rank',
    'input',
    { op: '{function}' },
  ),
  rule(
    '{function:word}() {argument:word} must be an int, list of ints or tuple of ints of size {wanted} but got size {actual}',
    'option',
    '{argument}',
    { op: '{function}' },
  ),
  rule(
    '{function:word}() {argument:word} must be None, an int, list of ints, or tuple of ints of size {wanted} but got size {actual}',
    'option',
    '{argument}',
    { op: '{function}' },
  ),
  rule(
    "{function:word}() argument '{argument:word}' should contain {wanted:word} int (got {actual})",
    'option',
    '{argument}',
    { op: '{function}' },
  ),
  rule(
    "{function:word}() argument '{argument:word}' must be {wanted:text}, not {actual:word}",
    'option',
    '{argument}',
    { op: '{function}' },
  ),
  rule(
    "{function:word}(): argument '{argument:word}' (position {position}) must be {wanted:text}, not {actual:word}",
    'option',
    '{argument}',
    { op: '{function}', says: 'saidArgumentType' },
  ),
  rule(
    "{op:word}.__init__(): argument '{argument:word}' must be {wanted:text}, not {actual:word}",
    'option',
    '{argument}',
    { op: '{op}' },
  ),
  rule(
    '{function:word}: {argument:word} must either be a single int, or a tuple of {wanted:word} ints',
    'option',
    '{argument}',
    { op: '{function}' },
  ),
  rule(
    '{function:word}: {argument:word} must be a single int, or a tuple of {wanted:word} ints',
    'option',
    '{argument}',
    { op: '{function}' },
  ),
  rule(
    '{function:word}: {argument:word} must either be omitted, a single int, or a tuple of {wanted:word} ints',
    'option',
    '{argument}',
    { op: '{function}' },
  ),
  rule(
    '{function:word}: elements of output_size must be greater than or equal to 0 but received {actual:sizes}',
    'output-size',
    'output_size',
    { op: '{function}' },
  ),
  rule(
    '{function:word}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes {input:sizes} with dimension {dim} being empty',
    'rank',
    'input',
    { op: '{function}' },
  ),
  rule('{function:word}: output_size must be {wanted}', 'output-size', 'output_size', { op: '{function}' }),
  rule('{function:word}(): internal error: output_size.size() must be {wanted}', 'output-size', 'output_size', {
    op: '{function}',
  }),
  rule('{function:word}(): Expected {low}D or {high}D tensor, but got{colon:text} {input:sizes}', 'rank', 'input', {
    op: '{function}',
  }),
  rule(
    'Expected shape of indices to be same as that of the input tensor ({input:sizes}) but got indices tensor with shape: {indices:sizes}',
    'sizes-differ',
    'indices',
    { op: 'MaxUnpool' },
  ),
  rule(
    'invalid output_size "{wanted:sizes}" (dim {dim} must be between {least} and {most})',
    'output-size',
    'output_size',
    { op: 'MaxUnpool', says: 'saidUnpoolRange' },
  ),
  rule(
    "output_size should be a sequence containing {few} or {many} elements, but it has a length of '{actual}'",
    'output-size',
    'output_size',
    { op: 'MaxUnpool' },
  ),
  rule('elements in indices should be type int64', 'element-type', 'indices', { op: 'MaxUnpool' }),
  rule('Found an invalid max index: {index} (output volumes are of size {output:matrix}', 'output-size', 'indices', {
    op: 'MaxUnpool',
  }),
  rule('Found an invalid max index: {index}', 'output-size', 'indices', { op: 'MaxUnpool' }),
];
