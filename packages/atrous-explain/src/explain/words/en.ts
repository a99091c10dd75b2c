/** @file The sentences of explanations, of the solver and of advice in English. */

import type { ExplanationWordId, Words } from './ids.js';
import { plural } from './plural.js';

const UNITS: Readonly<Record<string, string>> = { D: 'slice', H: 'row', W: 'column' };

/** `1 row`, `2 columns`, `3 cells`, with a word before the unit where there is one. */
function count(cells: number | string | undefined, axis: number | string | undefined, adjective = ''): string {
  const unit = `${UNITS[String(axis)] ?? 'cell'}${cells === 1 ? '' : 's'}`;
  return `${cells} ${adjective && `${adjective} `}${unit}`;
}

/** `5`, `−3 to 5`. */
const fromTo = (low: number | string | undefined, high: number | string | undefined): string =>
  (low === high ? `${low}` : `${low} to ${high}`).replaceAll('-', '−');

export const EN: Words<ExplanationWordId> = {
  unread: ({ input, padding, axis }) =>
    `${[Number(input) > 0 && count(input, axis), Number(padding) > 0 && count(padding, axis, 'padded')].filter(Boolean).join(' and ')} unread`,
  overhang: ({ cells, axis }) => `the last window hangs over by ${count(cells, axis)}`,
  skipped: ({ cells, axis }) => `${count(cells, axis)} skipped between windows`,
  same: ({ before, after }) => `padding='same' adds ${before} before and ${after} after`,
  outputPadding: ({ most, smallest, largest }) =>
    most === 1
      ? `output_padding may be 0 or 1, for ${smallest} or ${largest}`
      : `output_padding may be 0 to ${most}, for ${smallest} to ${largest}`,
  outputPaddingBeyond: ({ stride, most }) =>
    `output_padding ${stride === most ? most : `from ${stride} to ${most}`} is allowed by the dilation, but no convolution goes back to such a size`,
  outputSizeRange: ({ least, most }) => `output_size may ask for ${least} to ${most}`,
  random: () => 'windows lie where chance puts them, anew at every call',
  overlap: () => 'windows overlap',

  asGiven: ({ name }) => `, as ${name} says`,
  windowFrom: () => 'window i from ',
  to: () => ' to ',
  extents: ({ least, most, axis }) =>
    `: ${least === most ? `${count(most, axis)} each` : `${least} to ${count(most, axis)}`}`,
  clipStays: () => ': the last window starts before the end and stays',
  clipDropped: () => ': the last window would start after the end and is dropped, ',
  smallest: ({ axis, size, smallest }) => `${axis} is ${size}; the smallest size that works is ${smallest}.`,
  noSmallest: ({ axis, size, limit }) => `${axis} is ${size}; no size up to ${limit} works.`,
  batchRuns: ({ input, batch }) => `${input} has no batch dimension: as a batch of one, ${batch}, the network runs.`,
  batchFurther: ({ input, batch, name }) =>
    `${input} has no batch dimension: as a batch of one, ${batch}, the network gets as far as ${name}.`,
  labelSpan: () => 'span',
  labelPadded: () => 'padded',
  labelSlack: () => 'beyond the first window',
  labelQuotient: () => 'steps',
  labelRemainder: () => 'remainder',
  labelUnread: () => 'unread',
  labelParameters: () => 'params',
  labelMacs: () => 'MACs',
  labelMacsWithBias: () => 'MACs with bias',
  labelMacsEffective: () => 'MACs without padding',
  labelField: () => 'receptive field',
  labelActivation: () => 'output bytes',
  labelParameterBytes: () => 'parameter bytes',
  labelPeak: () => 'peak bytes',
  labelBack: () => 'back',
  backOr: () => ' or ',
  backNeeds: ({ op, amount, sizes }) => `${op} needs output_padding=${amount} for ${sizes}`,
  backPlain: ({ op, sizes }) => `${op} goes back to ${sizes} without output_padding`,
  backConv: ({ op, sizes }) => `${op} makes ${sizes} of each`,
  backBeyond: ({ op, sizes, output }) => `${op} makes ${sizes} of each, but not of ${output}`,
  biasAdds: ({ adds }) => `(+ ${adds} bias adds)`,
  fieldStride: ({ jump, start }) => `every ${jump}, first centre at ${start}`,
  fieldWhole: () => 'all of the input',
  axisOut: () => 'output channels',
  axisIn: () => 'input channels',
  axisOutPerGroup: () => 'output channels per group',
  axisInPerGroup: () => 'input channels per group',
  axisChannels: () => 'channels',
  axisOutFeatures: () => 'output features',
  axisInFeatures: () => 'input features',
  axisKernelD: () => 'kernel depth',
  axisKernelH: () => 'kernel height',
  axisKernelW: () => 'kernel width',
  axisKernelL: () => 'kernel length',
  axisOther: () => 'elements',
  groupsOne: () => 'every output channel reads every input channel',
  groupsSome: ({ groups, ins, outs }) =>
    `${groups} groups: each ${outs} output channels read ${ins} input channels of their own`,
  groupsDepthwise: () => 'depthwise: every channel by itself',
  groupsMultiplier: ({ multiplier }) => `depthwise with multiplier ${multiplier}`,
  nameD: () => 'depth',
  nameH: () => 'height',
  nameW: () => 'width',
  nameL: () => 'length',
  nameC: () => 'channels',
  nameFeatures: () => 'features',
  sayPlus: () => 'plus',
  sayMinus: () => 'minus',
  sayTimes: () => 'times',
  sayOver: () => 'over',
  sayEquals: () => 'equals',
  sayLess: () => 'is less than',
  sayAtLeast: () => 'is at least',
  sayOpen: () => 'open bracket',
  sayClose: () => 'close bracket',
  sayFloor: () => 'the floor of',
  sayEndFloor: () => 'end floor',
  sayCeil: () => 'the ceiling of',
  sayEndCeil: () => 'end ceiling',
  sayBy: () => 'by',
  sayTo: () => ':',
  sayNegative: ({ value }) => `negative ${value}`,

  rankReadsAll: () => 'reads every cell',
  rankSkips: () => 'skips cells of the input',
  rankReachesAll: () => 'every output cell is reached',
  rankHoles: () => 'leaves output cells that no input reaches',
  rankCentred: () => 'windows are centred on their cells',
  rankOdd: () => 'odd kernel',
  rankEven: () => 'even kernel: no middle tap',
  rankAllRead: () => 'no padded cell stays unread',
  rankDilated: ({ dilation }) => `dilation ${dilation}: holes between the taps`,
  rankFarPadding: () => 'windows that read nothing but padding',
  rankHalfPadding: () => 'padding above half of the kernel',
  rankCut: () => 'cuts off more than half of the kernel',
  rankDivisible: () => 'kernel divisible by the stride: even overlap',
  rankUneven: () => 'kernel not divisible by the stride: uneven overlap',
  rankOutputPadding: ({ amount }) => `needs output_padding ${amount}`,
  rankBeyond: () => 'output_padding beyond the stride matches no convolution',
  rankCeil: () => 'ceil_mode: the last window may hang over',
  rankTaps: ({ taps }) => `${taps} ${plural(taps, 'product')} per output and channel`,
  proofSolved: ({ stride, count: n }) => `stride ${stride}: ${n} ${plural(n, 'answer')}`,
  proofContradiction: ({ stride, a, aLow, aHigh, b, bLow, bHigh }) =>
    `stride ${stride} needs q = 2p − d(k−1) ${fromTo(aLow, aHigh)} along ${a} but ${fromTo(bLow, bHigh)} along ${b}: no q is in both`,
  proofReach: ({ stride, low, high, least, most }) =>
    `stride ${stride} needs q = 2p − d(k−1) ${fromTo(low, high)}, but within the limits q goes from ${fromTo(least, least)} to ${fromTo(most, most)}`,
  proofParity: ({ stride, low, high }) =>
    `stride ${stride} needs q = 2p − d(k−1) ${fromTo(low, high)}, and no kernel, dilation and padding within the limits give it`,
  nothingFits: ({ input, output }) => `No setting within the limits takes ${input} to ${output}.`,
  oneSettingPerAxis: () => 'No one setting does it on every axis; each axis with its own does.',
  sameAsTensorFlow: ({ before, after, axis }) => `${axis}: TensorFlow's SAME pads ${before} before and ${after} after`,
  safeClass: ({ modulus, residues, least }) => `sizes that leave ${residues} when divided by ${modulus}, from ${least}`,
  safeMultiples: ({ modulus, least }) => `multiples of ${modulus}, from ${least}`,
  safeAll: ({ least }) => `every size from ${least}`,
  safeNone: ({ least, most }) => `no size from ${least} to ${most}`,
  safeOnly: ({ sizes }) => `only ${sizes}`,
  workFlatten: ({ shape, columns }) => `Flatten the input, ${shape}, to one column of ${columns}:`,
  workMultiply: ({ rows, columns }) => `Multiply it by the ${rows}×${columns} matrix of the kernel:`,
  workReshape: ({ shape, rows }) => `Reshape the ${rows} ${plural(rows, 'number')} to ${shape}:`,

  adviceBias: ({ node, norm }) => `${node} has a bias that ${norm} behind it takes away again`,
  adviceBiasWhy: ({ count: n }) =>
    `The norm subtracts the mean of each channel, and with it the bias: ${n} ${plural(n, 'parameter')} and their gradients for nothing.`,
  adviceUneven: ({ node, kernel, stride }) => `${node}: kernel ${kernel} is not divisible by stride ${stride}`,
  adviceUnevenWhy: ({ least, most }) =>
    `Along one axis some cells of the output are a sum over ${least} ${plural(least, 'tap')} and their neighbours over ${most}: a checkerboard.`,
  adviceGridding: ({ nodes, dilation }) => `${nodes} all have dilation ${dilation}`,
  adviceGriddingWhy: ({ dilation, layers }) =>
    `Through ${layers} such layers an output reads only one cell in ${dilation} of each axis, and none that its neighbour reads.`,
  adviceUnread: ({ node, cells, axis }) =>
    `${node} never reads the last ${count(cells, axis).replace(/^1 /, '')} of its input`,
  adviceUnreadWhy: ({ stride }) => `The room behind the first window is no multiple of stride ${stride}.`,
  adviceSkipped: ({ node, percent }) => `${node} skips ${percent} % of its input`,
  adviceSkippedWhy: ({ stride }) =>
    `Stride ${stride} is longer than the kernel reaches; a pool before a stride of 1, or a larger kernel, reads everything.`,
  advicePoolStride: ({ node, kernel }) => `${node} steps by its whole window, ${kernel}`,
  advicePoolStrideWhy: () => 'A pool without a stride steps by its kernel, where a convolution steps by 1.',
  adviceChannels: ({ node, op, wanted, given }) =>
    `${node}, ${op}, takes ${wanted} channels or features and gets ${given}`,
  adviceChannelsWhy: ({ from }) => `They come from ${from}.`,
  adviceChannelsLast: ({ wanted }) =>
    `The last axis of the input is ${wanted}: it seems to be (H, W, C). PyTorch takes (C, H, W): x.permute(0, 3, 1, 2).`,
  adviceDepthwise: ({ node, channels }) => `${node} joins all ${channels} channels with each other`,
  adviceDepthwiseWhy: ({ channels }) =>
    `A depthwise convolution has groups=${channels}; with groups=1 it has ${channels} times the parameters and products.`,
  misaligned: ({ node, axis, centres }) =>
    `${node}: branches look at different places along ${axis}: first centres ${centres}`,
  remedyDivisible: () => 'a kernel that the stride divides: as many products everywhere, but weights may still ripple',
  remedyResize: () =>
    'resize to nearest neighbours, then a convolution: even for any weights, products at the larger size',
  remedySubpixel: () =>
    'a convolution to s² times the channels and PixelShuffle, begun with ICNR: even at the start, training may undo it',
  remedyBlur: () => 'a mean over s × s cells behind the layer: even for any weights, and a little softer',
  changeNothing: () => 'There is no network in this text.',
  changeNoNode: ({ node }) => `There is no step '${node}'.`,
  changeOnly: ({ node }) => `${node} is the only layer: a network keeps at least one.`,
  changeFirst: ({ node }) => `${node} already reads the input.`,
  changeLast: ({ node }) => `${node} already gives the output.`,
  changeJoinMoved: ({ node }) =>
    `${node} joins two branches and stays where they meet. Take the branch away, and make another.`,
  changeNotBehind: ({ first, last }) =>
    `${last} does not read what comes out of ${first}: no branch can lead round them.`,
  changeEntangled: () =>
    'The code does not hold this step where it could be changed alone: it stands in a list, in a loop, or in a class that is used more than once.',
  changeNoBranch: () => 'A list of layers runs them one after the other and has no branches.',
  changePrinted: () => 'A printed model is no program: its lines cannot be moved.',
  changeUnwritten: () => 'Some step was not understood and is only assumed, so that the network cannot be written out.',
};
