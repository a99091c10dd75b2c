/**
 * @file What PyTorch says when something does not fit, message by message. The order matters only where one text holds
 * another; every text is from PyTorch 2.13, earlier wordings where people still meet them.
 */

import { type ErrorRule, rule } from './rule.js';

const CHANNELS = [
  'The layer before gives another number of channels than this one was made for.',
  'The image is stored with its channels last (H, W, C): use x.permute(0, 3, 1, 2).',
  'A grey image goes into a network for colour, or the other way round.',
];

const CONVOLUTION: readonly ErrorRule[] = [
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

const POOLING: readonly ErrorRule[] = [
  rule(
    'Given input size: {input:sizes}. Calculated output size: {output:sizes}. Output size is too small',
    'output-too-small',
    'kernel_size',
    {
      op: 'Pool',
      says: 'The pooling window is larger than its input {input}: the output would be {output}.',
      causes: ['The input is too small for so many halvings.'],
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
      says: 'Padding {padding} is more than half of the kernel size {kernel}: a window could see nothing but padding.',
    },
  ),
  rule(
    'pad should be at most half of effective kernel size, but got pad={padding}, kernel_size={kernel} and dilation={dilation}',
    'padding',
    'padding',
    {
      op: 'Pool',
      says: 'Padding {padding} is more than half of the kernel size {kernel}: a window could see nothing but padding.',
    },
  ),
  rule(
    'pad should be smaller than or equal to half of kernel size, but got padW = {padding}, padH = {paddingHeight}, kW = {kernel}, kH = {kernelHeight}',
    'padding',
    'padding',
    { op: 'MaxPool', says: 'Padding {padding} is more than half of the kernel size {kernel}.' },
  ),
  rule(
    'pad should be smaller than or equal to half of kernel size, but got kT: {depth} kW: {kernel} kH: {height} padT: {paddingDepth} padW: {padding} padH: {paddingHeight}',
    'padding',
    'padding',
    { op: 'MaxPool3d', says: 'Padding {padding} is more than half of the kernel size {kernel}.' },
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
      says: 'The window {kernelDepth}×{kernelHeight}×{kernelWidth} is larger than its input {depth}×{height}×{width}.',
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
    { op: '{function}', says: '{argument} has to be {wanted}, and is {actual}.' },
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
    { op: 'MaxUnpool', says: 'Dimension {dim} of output_size has to lie between {least} and {most}.' },
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

const NORMALISATION: readonly ErrorRule[] = [
  rule('running_mean should contain {actual} elements not {expected}', 'channels', 'num_features', {
    op: 'BatchNorm',
    says: 'The layer normalises {expected} channels, and its input has {actual}.',
    causes: ['num_features is the number of channels of what comes in: the out_channels of the layer before.'],
  }),
  rule('{argument:word} should contain {actual} elements not {expected}', 'channels', '{argument}', {
    op: 'BatchNorm',
  }),
  rule('Expected more than 1 value per channel when training, got input size {input:sizes}', 'one-value', 'input', {
    op: 'BatchNorm',
    says: 'A batch of {input} leaves one value per channel: nothing to normalise by.',
    causes: [
      'The last batch of an epoch has one element: use DataLoader(…, drop_last=True).',
      'The model is in train() where eval() is meant.',
    ],
  }),
  rule('Expected more than 1 spatial element when training, got input size {input:sizes}', 'one-value', 'input', {
    op: 'InstanceNorm',
    says: 'The input {input} has one element per channel: nothing to normalise by.',
  }),
  rule(
    "expected input's size at dim={dim} to match num_features ({expected}), but got: {actual}.",
    'channels',
    'num_features',
    { op: 'InstanceNorm', says: 'The layer normalises {expected} channels, and its input has {actual}.' },
  ),
  rule('expected {low}D or {high}D input (got {actual}D input)', 'rank', 'input', {
    says: 'The input has {actual} axes; {low} or {high} are taken.',
  }),
  rule('expected {wanted}D input (got {actual}D input)', 'rank', 'input', {
    op: 'BatchNorm',
    says: 'The input has {actual} axes; {wanted} are taken.',
  }),
  rule('expected at least {wanted}D input (got {actual}D input)', 'rank', 'input', { op: 'BatchNorm' }),
  rule('num_channels ({channels}) must be divisible by num_groups ({groups})', 'groups', 'num_groups', {
    op: 'GroupNorm',
    says: '{channels} channels cannot be put into {groups} equal groups.',
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
      says: 'The last axes of the input {actual} have to be {expected}.',
      causes: ['LayerNorm goes over the last axes: channels have to come last, or use GroupNorm(1, C).'],
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

const FEATURES = [
  'in_features is not what flatten gives: it is channels × height × width of the layer before, and depends on the size of the image.',
  'The flatten before the layer is missing: torch.flatten(x, 1).',
  'An AdaptiveAvgPool2d before the flatten makes it independent of the size of the image.',
];

const LINEAR: readonly ErrorRule[] = [
  rule('mat1 and mat2 shapes cannot be multiplied ({input:matrix} and {weight:matrix})', 'features', 'in_features', {
    op: 'Linear',
    says: 'The layer takes rows of another length: the input is {input}, the weight, turned, {weight}.',
    causes: FEATURES,
  }),
  rule('size mismatch, m1: [{rows} x {actual}], m2: [{expected} x {out}]', 'features', 'in_features', {
    op: 'Linear',
    says: 'The layer takes rows of {expected} features, and gets {actual}.',
    causes: FEATURES,
  }),
  rule('mat1 dim 1 must match mat2 dim 0', 'features', 'in_features', { op: 'Linear', causes: FEATURES }),
  rule('input has inconsistent input_size: got {actual}, expected {expected}', 'features', 'input_size', {
    says: 'The layer takes {expected} features, and gets {actual}.',
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

const SHAPES: readonly ErrorRule[] = [
  rule(
    'Sizes of tensors must match except in dimension {dim}. Expected size {expected} but got size {actual} for tensor number {index} in the list.',
    'sizes-differ',
    'tensors',
    {
      op: 'cat',
      says: 'Tensors that are put behind each other along dimension {dim} agree everywhere else; tensor {index} has {actual} where the first has {expected}.',
      causes: [
        'A size was odd before it was halved: the way up gives one cell less. Take an input whose sizes are divisible by 2 once per halving, or pad or crop at the skip.',
        'The transposed convolution lacks output_padding.',
      ],
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
      says: 'Two tensors are joined element by element, and dimension {dim} is {a} in one and {b} in the other.',
      causes: [
        'The skip connection of a block needs a 1×1 convolution where channels or sizes change.',
        'A convolution of the block lacks padding.',
      ],
    },
  ),
  rule("shape '{shape:sizes}' is invalid for input of size {elements}", 'element-count', 'shape', {
    op: 'view',
    says: '{elements} elements do not fit the shape {shape}.',
    causes: [
      'The number of channels × height × width that view() is told is not what the layers give: use torch.flatten(x, 1).',
    ],
  }),
  rule("view size is not compatible with input tensor's size and stride", 'element-count', 'size', {
    op: 'view',
    says: 'A tensor that was permuted cannot be viewed without a copy.',
    causes: ['Use reshape(…), or contiguous() before view().'],
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
  rule('Dimension out of range (expected to be in range of {range:sizes}, but got {dim})', 'dimension', 'dim', {
    says: 'Dimension {dim} does not exist; {range} do.',
  }),
  rule(
    'permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {actual} is not equal to len(dims) = {dims}',
    'dimension',
    'dims',
    { op: 'permute', says: 'permute names {dims} dimensions of a tensor that has {actual}.' },
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
    says: 'An index is not below the number of rows that there are.',
  }),
  rule('gather(): Expected dtype int32/int64 for index', 'element-type', 'index', { op: 'gather' }),
  rule("torch.clamp: At least one of 'min' or 'max' must not be None", 'missing', 'min', { op: 'clamp' }),
  rule('a Tensor with {elements} elements cannot be converted to Scalar', 'element-count', 'input', { op: 'item' }),
  rule('only one element tensors can be converted to Python scalars', 'element-count', 'input', { op: 'item' }),
  rule('Boolean value of Tensor with more than one value is ambiguous', 'element-count', 'input'),
  rule('Trying to create tensor with negative dimension {actual}: {shape:sizes}', 'output-size', 'size', {
    says: 'A size would be {actual}: {shape}.',
  }),
];

const PADDING: readonly ErrorRule[] = [
  rule(
    'Padding size should be less than the corresponding input dimension, but got: padding {padding:sizes} at dimension {dim} of input {input:sizes}',
    'padding',
    'padding',
    { op: 'ReflectionPad', says: 'Reflection needs padding {padding} below the size of dimension {dim} of {input}.' },
  ),
  rule('Padding value causes wrapping around more than once.', 'padding', 'padding', {
    op: 'CircularPad',
    says: 'Circular padding is at most the size of the input.',
  }),
  rule(
    'Padding length should be less than or equal to two times the input dimension but got padding length {padding} and input of dimension {rank}',
    'padding',
    'pad',
    { op: 'pad' },
  ),
  rule('Padding size {padding} is not supported for {rank}D input tensor.', 'padding', 'pad', {
    op: 'pad',
    says: 'Padding of {padding} numbers does not go with a tensor of {rank} axes.',
  }),
  rule('Padding length must be divisible by 2', 'padding', 'pad', { op: 'pad' }),
  rule('Unrecognised padding mode {given:word}', 'option', 'mode', { op: 'pad' }),
  rule('Padding mode "{given:word}" doesn\'t take in value argument', 'option', 'value', { op: 'pad' }),
  rule('input (T: {depth} H: {height} W: {width}) is too small. Calculated output', 'padding', 'padding', {
    op: 'pad',
  }),
  rule('input (H: {height}, W: {width}) is too small. Calculated output', 'padding', 'padding', { op: 'pad' }),
  rule('input (D: {depth} H: {height} W: {width}) is too small. Calculated output', 'padding', 'padding', {
    op: 'pad',
  }),
  rule('input (D: {depth} H: {height}, W: {width}) is too small. Calculated output', 'padding', 'padding', {
    op: 'pad',
  }),
  rule('input (W: {width}) is too small. Calculated output W: {output}', 'padding', 'padding', { op: 'pad' }),
  rule(
    'Expected {low}D or {high}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: {input:sizes}',
    'rank',
    'input',
    { op: 'pad' },
  ),
];

const RESIZING: readonly ErrorRule[] = [
  rule(
    'Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of {input:sizes} and output size of {output:sizes}',
    'resize',
    'size',
    { op: 'Upsample' },
  ),
  rule(
    'Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of {input:sizes} and scale_factor of shape {output:sizes}',
    'resize',
    'scale_factor',
    { op: 'Upsample' },
  ),
  rule(
    'Input and output sizes should be greater than 0, but got input ({input:text}) and output ({output:text})',
    'resize',
    'size',
    { op: 'Upsample' },
  ),
  rule(
    'Input and output sizes should be greater than 0, but got input ({input:text}) output ({output:text})',
    'resize',
    'size',
    { op: 'Upsample' },
  ),
  rule('either size or scale_factor should be defined', 'missing', 'size', { op: 'Upsample' }),
  rule('only one of size or scale_factor should be defined', 'option', 'size', { op: 'Upsample' }),
  rule('align_corners option can only be set with the interpolating modes: {modes:text}', 'option', 'align_corners', {
    op: 'Upsample',
    says: 'The mode has no corners to align: leave align_corners out, or take a mode that interpolates.',
  }),
  rule('Got {actual}D input, but {mode:word} mode needs {wanted}D input', 'resize', 'mode', {
    op: 'Upsample',
    says: '{mode} resizes tensors of {wanted} axes, and this one has {actual}.',
  }),
  rule(
    'Input Error: Only 3D, 4D and 5D input Tensors supported (got {actual}D) for the modes: {modes:text} (got {mode:word})',
    'resize',
    'mode',
    { op: 'Upsample' },
  ),
  rule('recompute_scale_factor is not meaningful with an explicit size.', 'option', 'recompute_scale_factor', {
    op: 'Upsample',
  }),
  rule('Anti-alias option is restricted to', 'option', 'antialias', { op: 'interpolate' }),
  rule('Lanczos mode requires antialias=True', 'option', 'antialias', { op: 'interpolate' }),
  rule('Lanczos mode does not support align_corners=True', 'option', 'align_corners', { op: 'interpolate' }),
  rule('Non-empty {wanted}D data tensor expected but got a tensor with sizes {input:sizes}', 'rank', 'input', {
    op: 'Upsample',
  }),
  rule(
    "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)={channels} is not divisible by {square}",
    'channels',
    'upscale_factor',
    { op: 'PixelShuffle', says: '{channels} channels cannot be spread over squares of {square} pixels.' },
  ),
  rule('pixel_shuffle expects a positive upscale_factor, but got {actual}', 'option', 'upscale_factor', {
    op: 'PixelShuffle',
  }),
  rule(
    'pixel_shuffle expects input to have at least 3 dimensions, but got input with {rank} dimension(s)',
    'rank',
    'input',
    { op: 'PixelShuffle' },
  ),
  rule(
    'pixel_unshuffle expects {axis:word} to be divisible by downscale_factor, but input.size({dim})={size} is not divisible by {factor}',
    'output-size',
    'downscale_factor',
    { op: 'PixelUnshuffle', says: 'The {axis} {size} is not divisible by {factor}.' },
  ),
  rule('pixel_unshuffle expects a positive downscale_factor, but got {actual}', 'option', 'downscale_factor', {
    op: 'PixelUnshuffle',
  }),
  rule(
    'pixel_unshuffle expects input to have at least 3 dimensions, but got input with {rank} dimension(s)',
    'rank',
    'input',
    { op: 'PixelUnshuffle' },
  ),
  rule(
    'Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.',
    'groups',
    'groups',
    { op: 'ChannelShuffle', says: '{channels} channels cannot be put into {groups} equal groups.' },
  ),
  rule('Number of groups to divide channels in must be positive. Value of groups:{groups}', 'groups', 'groups', {
    op: 'ChannelShuffle',
  }),
  rule('channel_shuffle expects input with > 2 dims, but got input with sizes {input:sizes}', 'rank', 'input', {
    op: 'ChannelShuffle',
  }),
  rule(
    "Given output_size={output:sizes}, kernel_size={kernel:sizes}, dilation={dilation:sizes}, padding={padding:sizes}, stride={stride:sizes}, expected size of input's dimension {dim} to match the calculated number of sliding blocks {product:text} = {expected}, but got input.size({axis})={actual}.",
    'output-size',
    'output_size',
    { op: 'Fold', says: 'These settings make {expected} blocks, and the input has {actual}.' },
  ),
  rule(
    "Expected size of input's dimension {dim} to be divisible by the product of kernel_size, but got input.size({axis})={actual} and kernel_size={kernel:sizes}.",
    'channels',
    'kernel_size',
    { op: 'Fold' },
  ),
  rule(
    'Given output_size={output:sizes}, kernel_size={kernel:sizes}, dilation={dilation:sizes}, padding={padding:sizes}, stride={stride:sizes}, calculated shape of the array of sliding blocks as {blocks:sizes}, which is too small (non-positive)',
    'kernel-too-large',
    'kernel_size',
    { op: 'Fold' },
  ),
  rule(
    'Given input with spatial size {input:sizes}, kernel_size={kernel:sizes}, dilation={dilation:sizes}, padding={padding:sizes}, calculated shape of the array of sliding blocks as {blocks:sizes}, but its components must be at least one.',
    'kernel-too-large',
    'kernel_size',
    { op: 'Unfold' },
  ),
  rule(
    'Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: {input:sizes}',
    'rank',
    'input',
    { op: 'Fold' },
  ),
  rule(
    'Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: {input:sizes}',
    'rank',
    'input',
    { op: 'Unfold' },
  ),
  rule('It is expected {argument:word} equals to {wanted}, but got size {actual}', 'option', '{argument}', {
    op: 'Fold',
  }),
  rule('padding should be non-negative, but got pad_height: {height} pad_width: {width}', 'padding', 'padding', {
    op: 'Unfold',
  }),
];

const TYPES: readonly ErrorRule[] = [
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

const OPTIONS: readonly ErrorRule[] = [
  rule(
    'Mismatch of parameter numbers and input channel size. Found parameter numbers = {parameters} and channel size = {channels}.',
    'channels',
    'num_parameters',
    { op: 'PReLU', says: 'PReLU has {parameters} slopes for {channels} channels.' },
  ),
  rule('prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {rank}', 'rank', 'weight', {
    op: 'PReLU',
  }),
  rule('max_val ({most:float}) must be greater than min_val ({least:float})', 'option', 'max_val', { op: 'Hardtanh' }),
  rule('ZeroDivisionError: alpha cannot be 0 for CELU', 'option', 'alpha', { op: 'CELU' }),
  rule('Lower bound should be less than or equal to the upper bound', 'option', 'lower', { op: 'RReLU' }),
  rule('lambda must be in range [0, 3.40282e+38] for input dtype Float, but found {actual:float}', 'option', 'lambd', {
    op: 'Softshrink',
  }),
  rule('lambda must be greater or equal to 0', 'option', 'lambd', { op: 'Softshrink' }),
  rule('approximate argument must be either none or tanh.', 'option', 'approximate', { op: 'GELU' }),
  rule('dropout probability has to be between 0 and 1, but got {actual:float}', 'option', 'p', { op: 'Dropout' }),
  rule("{op:word}.__init__() got an unexpected keyword argument '{argument:word}'", 'call', '{argument}', {
    op: '{op}',
  }),
  rule(
    '{op:word}.__init__() missing {count} required positional argument{s:text}: {arguments:text}',
    'call',
    '{arguments}',
    { op: '{op}' },
  ),
  rule("{op:word}.__init__() got multiple values for argument '{argument:word}'", 'call', '{argument}', { op: '{op}' }),
  rule(
    '{op:word}.__init__() takes {range:text} positional argument{s:text} but {actual} were given',
    'call',
    'arguments',
    { op: '{op}' },
  ),
  rule(
    '{op:word}.forward() missing {count} required positional argument{s:text}: {arguments:text}',
    'call',
    '{arguments}',
    { op: '{op}' },
  ),
  rule(
    '{op:word}.forward() takes {range:text} positional argument{s:text} but {actual} were given',
    'call',
    'arguments',
    { op: '{op}' },
  ),
  rule("module 'torch.nn' has no attribute '{name:word}'", 'call', '{name}', { says: 'torch.nn has no {name}.' }),
  rule("'{object:word}' object has no attribute '{name:word}'", 'call', '{name}', {
    says: '{object} has no {name}: is it set in __init__?',
  }),
  rule('Module [{name:word}] is missing the required "forward" function', 'call', 'forward', {
    says: '{name} cannot be called: call its modules one by one.',
  }),
  rule('{name:text} is not a Module subclass', 'call', 'modules', {
    says: 'A container holds modules: write nn.Sequential(*layers) for a list.',
  }),
  rule('cannot assign module before Module.__init__() call', 'call', '__init__', {
    says: 'super().__init__() has to come first in __init__.',
  }),
  rule('optimizer got an empty parameter list', 'training', 'params', {
    says: 'The model has no parameters that PyTorch sees.',
    causes: ['Layers stand in a plain list: use nn.ModuleList.'],
  }),
  rule('index {index} is out of range', 'dimension', 'index', { says: 'The container has no module {index}.' }),
  rule('`{name:text}` is not an nn.Module', 'call', '{name}'),
  rule('module name can\'t contain ".", got: {name:text}', 'call', 'name'),
  rule('module name can\'t be empty string ""', 'call', 'name'),
  rule('buffer name can\'t contain "."', 'call', 'name'),
];

const WEIGHTS: readonly ErrorRule[] = [
  rule(
    'size mismatch for {name:word}: copying a param with shape {given:sizes} from checkpoint, the shape in current model is {expected:sizes}',
    'weights',
    '{name}',
    {
      says: '{name} is {given} in the file and {expected} in the model.',
      causes: ['The model has another number of classes or channels than the one that was saved.'],
    },
  ),
  rule('Missing key(s) in state_dict: {names:text}', 'weights', 'state_dict', {
    causes: ['The names begin with "module." where the model was wrapped in DataParallel.'],
  }),
  rule('Unexpected key(s) in state_dict: {names:text}', 'weights', 'state_dict', {
    causes: ['The names begin with "module." where the model was wrapped in DataParallel.'],
  }),
  rule('Error(s) in loading state_dict for {op:word}', 'weights', 'state_dict'),
];

const LOSSES: readonly ErrorRule[] = [
  rule('Expected input batch_size ({actual}) to match target batch_size ({expected}).', 'target', 'target', {
    op: 'CrossEntropyLoss',
    says: 'The input is a batch of {actual}, the target of {expected}.',
    causes: ['A view(-1, …) with the wrong number of features moved elements into the batch axis.'],
  }),
  rule('Target {index} is out of bounds.', 'target', 'target', {
    op: 'CrossEntropyLoss',
    says: 'Class {index} does not exist: the last layer gives fewer outputs.',
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
    says: 'The target is {target}, the input {input}.',
  }),
  rule('Target size ({target:sizes}) must be the same as input size ({input:sizes})', 'target', 'target', {
    says: 'The target is {target}, the input {input}.',
  }),
  rule('all elements of input should be between 0 and 1', 'target', 'input', {
    op: 'BCELoss',
    says: 'The last layer needs a sigmoid, or use BCEWithLogitsLoss.',
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

const GRADIENTS: readonly ErrorRule[] = [
  rule('grad can be implicitly created only for scalar outputs', 'gradient', 'gradient', {
    says: 'backward() without an argument starts at one number: loss.mean().backward().',
  }),
  rule('element {index} of tensors does not require grad and does not have a grad_fn', 'gradient', 'requires_grad', {
    says: 'Nothing that leads to this tensor wants a gradient.',
  }),
  rule('Trying to backward through the graph a second time', 'gradient', 'retain_graph'),
  rule(
    'Mismatch in shape: grad_output[{index}] has a shape of {actual:sizes} and output[{other}] has a shape of {expected:sizes}',
    'gradient',
    'gradient',
  ),
  rule('a leaf Variable that requires grad is being used in an in-place operation', 'gradient', 'input'),
  rule('The differentiated Tensor at index {index} appears to not have been used in the graph', 'gradient', 'inputs'),
  rule("Can't call numpy() on Tensor that requires grad", 'gradient', 'input'),
  rule(
    'one of the variables needed for gradient computation has been modified by an inplace operation: [{type:word} {shape:sizes}]',
    'gradient',
    'input',
    { causes: ['inplace=True, or +=, on a tensor that something before needs for its gradient.'] },
  ),
];

const TRAINING: readonly ErrorRule[] = [
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

export const RULES: readonly ErrorRule[] = [
  ...CONVOLUTION,
  ...POOLING,
  ...NORMALISATION,
  ...LINEAR,
  ...SHAPES,
  ...PADDING,
  ...RESIZING,
  ...TYPES,
  ...OPTIONS,
  ...WEIGHTS,
  ...LOSSES,
  ...GRADIENTS,
  ...TRAINING,
];
