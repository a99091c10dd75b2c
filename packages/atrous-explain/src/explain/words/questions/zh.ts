/** @file Questions that cannot be answered as they were put, in Chinese. */

import type { Words } from '../ids.js';
import type { QuestionWordId } from './ids.js';

export const ZH: Words<QuestionWordId> = {
  questionSizes: ({ name, axes, most, given }) =>
    `${name} 应为 1 到 ${axes} 个尺寸，每个从 1 到 ${most}，而不是 ${given}`,
  questionSpatialOnly: () => '只写空间尺寸：304x228，不带批次和通道。',
  questionKnob: ({ name, least, rank, given }) =>
    `${name} 应为一个不小于 ${least} 的整数，或 ${rank} 个，而不是 ${given}`,
  questionLimit: ({ name, most, given }) => `${name} 的上限应为不超过 ${most} 的整数，而不是 ${given}`,
  questionManySettings: ({ settings, most }) => `这些上限允许 ${settings} 组参数，超过 ${most} 组`,
  questionLowerLimit: () => '请降低卷积核、步幅、填充、膨胀率中某一个的上限。',
  questionAxes: ({ input, output }) => `输入有 ${input} 个轴，输出有 ${output} 个：两者应一样多`,
  questionReads: ({ node, name }) => `节点 '${node}' 读取 '${name}'，而它不是前面的节点`,
  questionChain: ({ most, given }) => `一串有 1 到 ${most} 层，而不是 ${given} 层`,
  questionRange: ({ most, from, to }) => `尺寸从 1 起，最多到 ${most}，而不是从 ${from} 到 ${to}`,
  questionNoAxes: ({ input, axes }) => `${input} 的输入没有轴 ${axes}`,
  questionNoNode: ({ node }) => `没有节点 '${node}'`,
  questionStops: ({ stop, node }) => `网络停在 '${stop}'，到不了 '${node}'`,
  questionPeriod: ({ shape, period }) => `${shape} 的输出中没有一个完整的周期 ${period}`,
  questionLargerInput: () => '请用更大的输入，一次一张图。',
  questionNoMarks: ({ op }) => `${op} 不会留下互相重叠的印记`,
  questionTransposed: () => '转置卷积才会：ConvTranspose1d、ConvTranspose2d、ConvTranspose3d。',
  questionPosition: ({ output, position }) => `${output} 的输出中没有位置 ${position}`,
  questionIndices: ({ rank, last }) =>
    `请给出 ${rank} 个索引，每个空间轴一个${last === '' ? '' : `，从 0 到 ${last}`}。`,
  questionNoMatrix: ({ op }) => `${op} 不是与权重矩阵的乘积`,
  questionConvolutions: () => '卷积才是。',
  questionManyEntries: ({ entries }) => `多达 ${entries} 个元素的矩阵不会写出`,
  questionLargeMatrix: ({ rows, columns }) => `${rows} × ${columns} 太大，不能写出`,
  questionBlocks: () => 'matrixBlocks 可以描述它。',
  questionCount: ({ name, given, wanted }) => `${name} 有 ${given} 个值，而不是 ${wanted} 个`,
  questionNoOutput: ({ sizes, index }) => `${sizes} 中没有输出 ${index}`,
  questionNoInput: ({ sizes, index }) => `${sizes} 中没有输入 ${index}`,
  questionNoTap: ({ sizes, index }) => `${sizes} 中没有卷积核元素 ${index}`,
  questionIndex: () => '请给出通道和每个空间轴的一个索引，不带批次。',
  questionNoTaps: ({ op }) => `${op} 没有滑动的窗口`,
  questionWindows: () => '卷积、转置卷积和带窗口的池化才有。',
};
