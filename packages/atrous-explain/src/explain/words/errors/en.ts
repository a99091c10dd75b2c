/** @file What PyTorch's messages mean, and what usually leads to them, in English. */

import type { Words } from '../ids.js';
import { count } from '../plural.js';
import type { ErrorWordId } from './ids.js';

export const EN: Words<ErrorWordId> = {
  saidConvChannels: ({ expected, input, actual }) =>
    `The convolution takes ${count(expected, 'channel')}, and the input ${input} has ${actual}.`,
  saidTransposedChannels: ({ expected, input, actual }) =>
    `The transposed convolution takes ${count(expected, 'channel')}, and the input ${input} has ${actual}.`,
  saidFewerThanGroups: ({ groups }) => `There are fewer output channels than groups (${groups}).`,
  saidNotDivisibleByGroups: ({ groups }) => `The output channels are not divisible by ${count(groups, 'group')}.`,
  saidRankOfTwo: ({ input, low, high }) =>
    `The input ${input} has the wrong number of axes: ${low} or, with a batch in front, ${high} are taken.`,
  saidKernelTooLarge: ({ kernel, input }) => `The kernel ${kernel} is larger than the padded input ${input}.`,
  saidTransposedTooSmall: ({ output }) =>
    `The output would be ${output}: padding of a transposed convolution crops its output.`,
  saidOutputPadding: ({ height, width, strideHeight, strideWidth }) =>
    `output_padding (${height}, ${width}) has to be below the stride (${strideHeight}, ${strideWidth}), or below the dilation.`,
  saidOutputSize: ({ input, least, most, wanted }) =>
    `From ${input} this layer reaches ${least} to ${most}, not ${wanted}.`,
  saidInChannelsGroups: () => 'in_channels is not divisible by groups.',
  saidOutChannelsGroups: () => 'out_channels is not divisible by groups.',
  saidStridedSame: () => "padding='same' keeps the size, which a stride above 1 does not.",
  saidValuePerAxis: ({ argument, wanted }) => `${argument} has one value for every spatial axis: ${wanted}.`,
  saidScalarBackward: () => 'backward() without an argument starts at one number: loss.mean().backward().',
  saidNoGradient: () => 'Nothing that leads to this tensor wants a gradient.',
  saidRowLength: ({ input, weight }) =>
    `The layer takes rows of another length: the input is ${input}, the weight, turned, ${weight}.`,
  saidRowFeatures: ({ expected, actual }) =>
    `The layer takes rows of ${count(expected, 'feature')}, and gets ${actual}.`,
  saidFeatures: ({ expected, actual }) => `The layer takes ${count(expected, 'feature')}, and gets ${actual}.`,
  saidTargetBatch: ({ actual, expected }) => `The input is a batch of ${actual}, the target of ${expected}.`,
  saidNoClass: ({ index }) => `Class ${index} does not exist: the last layer gives fewer outputs.`,
  saidTargetSize: ({ target, input }) => `The target is ${target}, the input ${input}.`,
  saidProbability: () => 'The last layer needs a sigmoid, or use BCEWithLogitsLoss.',
  saidNormChannels: ({ expected, actual }) =>
    `The layer normalises ${count(expected, 'channel')}, and its input has ${actual}.`,
  saidOneValue: ({ input }) => `A batch of ${input} leaves one value per channel: nothing to normalise by.`,
  saidOneElement: ({ input }) => `The input ${input} has one element per channel: nothing to normalise by.`,
  saidRankEither: ({ actual, low, high }) => `The input has ${actual} axes; ${low} or ${high} are taken.`,
  saidRank: ({ actual, wanted }) => `The input has ${actual} axes; ${wanted} are taken.`,
  saidEqualGroups: ({ channels, groups }) =>
    `${count(channels, 'channel')} cannot be put into ${count(groups, 'equal group')}.`,
  saidLastAxes: ({ actual, expected }) => `The last axes of the input ${actual} have to be ${expected}.`,
  saidSlopes: ({ parameters, channels }) =>
    `PReLU has ${count(parameters, 'slope')} for ${count(channels, 'channel')}.`,
  saidNotInTorch: ({ name }) => `torch.nn has no ${name}.`,
  saidNoAttribute: ({ object, name }) => `${object} has no ${name}: is it set in __init__?`,
  saidNotCallable: ({ name }) => `${name} cannot be called: call its modules one by one.`,
  saidHoldsModules: () => 'A container holds modules: write nn.Sequential(*layers) for a list.',
  saidSuperFirst: () => 'super().__init__() has to come first in __init__.',
  saidNoParameters: () => 'The model has no parameters that PyTorch sees.',
  saidNoModule: ({ index }) => `The container has no module ${index}.`,
  saidReflection: ({ padding, dim, input }) =>
    `Reflection needs padding ${padding} below the size of dimension ${dim} of ${input}.`,
  saidCircular: () => 'Circular padding is at most the size of the input.',
  saidPaddingLength: ({ padding, rank }) => `Padding of ${padding} numbers does not go with a tensor of ${rank} axes.`,
  saidPoolTooLarge: ({ input, output }) =>
    `The pooling window is larger than its input ${input}: the output would be ${output}.`,
  saidHalfKernelWhy: ({ padding, kernel }) =>
    `Padding ${padding} is more than half of the kernel size ${kernel}: a window could see nothing but padding.`,
  saidHalfKernel: ({ padding, kernel }) => `Padding ${padding} is more than half of the kernel size ${kernel}.`,
  saidVolumeTooLarge: ({ kernelDepth, kernelHeight, kernelWidth, depth, height, width }) =>
    `The window ${kernelDepth}×${kernelHeight}×${kernelWidth} is larger than its input ${depth}×${height}×${width}.`,
  saidArgumentType: ({ argument, wanted, actual }) => `${argument} has to be ${wanted}, and is ${actual}.`,
  saidUnpoolRange: ({ dim, least, most }) => `Dimension ${dim} of output_size has to lie between ${least} and ${most}.`,
  saidNoCorners: () => 'The mode has no corners to align: leave align_corners out, or take a mode that interpolates.',
  saidModeRank: ({ mode, wanted, actual }) => `${mode} resizes tensors of ${wanted} axes, and this one has ${actual}.`,
  saidSquares: ({ channels, square }) =>
    `${count(channels, 'channel')} cannot be spread over squares of ${count(square, 'pixel')}.`,
  saidNotDivisible: ({ axis, size, factor }) => `The ${axis} ${size} is not divisible by ${factor}.`,
  saidBlocks: ({ expected, actual }) => `These settings make ${count(expected, 'block')}, and the input has ${actual}.`,
  saidCatSizes: ({ dim, index, actual, expected }) =>
    `Tensors that are put behind each other along dimension ${dim} agree everywhere else; tensor ${index} has ${actual} where the first has ${expected}.`,
  saidElementwise: ({ dim, a, b }) =>
    `Two tensors are joined element by element, and dimension ${dim} is ${a} in one and ${b} in the other.`,
  saidElements: ({ elements, shape }) => `${count(elements, 'element')} do not fit the shape ${shape}.`,
  saidPermutedView: () => 'A tensor that was permuted cannot be viewed without a copy.',
  saidNoDimension: ({ dim, low, high }) => `Dimension ${dim} does not exist; ${low} to ${high} do.`,
  saidPermute: ({ dims, actual }) => `permute names ${count(dims, 'dimension')} of a tensor that has ${actual}.`,
  saidIndexRows: () => 'An index is not below the number of rows that there are.',
  saidNegativeSize: ({ actual, shape }) => `A size would be ${actual}: ${shape}.`,
  saidInputWeightType: ({ input, weight }) => `The input is ${input}, the weights are ${weight}.`,
  saidInputBiasType: ({ input, bias }) => `The input is ${input}, the bias is ${bias}.`,
  saidScalarType: ({ expected, actual }) =>
    `${expected} is needed, and ${actual} is there: x.float() or x.to(weight.dtype).`,
  saidDevices: () => 'Model and input are on different devices.',
  saidWeightShape: ({ name, given, expected }) => `${name} is ${given} in the file and ${expected} in the model.`,
  causeOtherChannels: () => 'The layer before gives another number of channels than this one was made for.',
  causeChannelsLast: () => 'The image is stored with its channels last (H, W, C): use x.permute(0, 3, 1, 2).',
  causeGreyImage: () => 'A grey image goes into a network for colour: use x.expand(-1, 3, -1, -1).',
  causeColourImage: () => 'A colour image goes into a network for grey: use x.mean(1, keepdim=True).',
  causeBatchAxis: () => 'The batch axis is missing or doubled: x.unsqueeze(0) adds it.',
  causeFlattenBefore: () => 'A flatten or a view comes before the layer.',
  causeOtherDimensions: () => 'A layer for another number of dimensions is used.',
  causeHalvings: () => 'The input is too small for so many halvings.',
  causePaddingMissing: () => 'Padding is missing.',
  causeOutputPadding: () =>
    'output_padding says which of the sizes that the stride merges is meant: 0 or 1 at stride 2.',
  causeSameOfTensorFlow: () =>
    'TensorFlow has such a padding: it depends on the input size. Use padding=kernel_size // 2, or pad explicitly.',
  causeInplace: () => 'inplace=True, or +=, on a tensor that something before needs for its gradient.',
  causeInFeatures: () =>
    'in_features is not what flatten gives: it is channels × height × width of the layer before, and depends on the size of the image.',
  causeNoFlatten: () => 'The flatten before the layer is missing: torch.flatten(x, 1).',
  causeAdaptivePool: () => 'An AdaptiveAvgPool2d before the flatten makes it independent of the size of the image.',
  causeViewBatch: () => 'A view(-1, …) with the wrong number of features moved elements into the batch axis.',
  causeNumFeatures: () =>
    'num_features is the number of channels of what comes in: the out_channels of the layer before.',
  causeLastBatch: () => 'The last batch of an epoch has one element: use DataLoader(…, drop_last=True).',
  causeTrainMode: () => 'The model is in train() where eval() is meant.',
  causeLayerNorm: () => 'LayerNorm goes over the last axes: channels have to come last, or use GroupNorm(1, C).',
  causePlainList: () => 'Layers stand in a plain list: use nn.ModuleList.',
  causeOddSize: () =>
    'A size was odd before it was halved: the way up gives one cell less. Take an input whose sizes are divisible by 2 once per halving, or pad or crop at the skip.',
  causeNoOutputPadding: () => 'The transposed convolution lacks output_padding.',
  causeSkip: () => 'The skip connection of a block needs a 1×1 convolution where channels or sizes change.',
  causeBlockPadding: () => 'A convolution of the block lacks padding.',
  causeView: () =>
    'The number of channels × height × width that view() is told is not what the layers give: use torch.flatten(x, 1).',
  causeContiguous: () => 'Use reshape(…), or contiguous() before view().',
  causeDevices: () => 'Model and input are on different devices: x.to(device), model.to(device).',
  causeNumpyFloat: () => 'NumPy gives float64: x.float().',
  causeBytes: () => 'Images are bytes: x.float() / 255.',
  causeMoveBoth: () => 'Move both: model.to(device), x.to(device).',
  causeOtherClasses: () => 'The model has another number of classes or channels than the one that was saved.',
  causeDataParallel: () => 'The names begin with "module." where the model was wrapped in DataParallel.',
};
