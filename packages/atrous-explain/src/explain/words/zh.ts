/** @file Every sentence in Chinese. */

import type { Words } from './ids.js';

const UNITS: Readonly<Record<string, string>> = { D: '层', H: '行', W: '列' };

/** `1 行`, `2 列填充`. */
function count(cells: number | string | undefined, axis: number | string | undefined, suffix = ''): string {
  return `${cells} ${UNITS[String(axis)] ?? '个元素'}${suffix}`;
}

/** `5`、`−3 到 5`。 */
const fromTo = (low: number | string | undefined, high: number | string | undefined): string =>
  (low === high ? `${low}` : `${low} 到 ${high}`).replaceAll('-', '−');

export const ZH: Words = {
  unread: ({ input, padding, axis }) =>
    `${[Number(input) > 0 && count(input, axis), Number(padding) > 0 && count(padding, axis, '填充')].filter(Boolean).join('和 ')}未被读取`,
  overhang: ({ cells, axis }) => `最后一个窗口超出边界 ${count(cells, axis)}`,
  skipped: ({ cells, axis }) => `窗口之间跳过 ${count(cells, axis)}`,
  same: ({ before, after }) => `padding='same' 在前面加 ${before}，在后面加 ${after}`,
  outputPadding: ({ most, smallest, largest }) =>
    most === 1
      ? `output_padding 可取 0 或 1，对应 ${smallest} 或 ${largest}`
      : `output_padding 可取 0 到 ${most}，对应 ${smallest} 到 ${largest}`,
  outputPaddingBeyond: ({ stride, most }) =>
    `膨胀率允许 output_padding 取 ${stride === most ? most : `${stride} 到 ${most}`}，但没有任何卷积会从这样的尺寸得到该输入`,
  outputSizeRange: ({ least, most }) => `output_size 可取 ${least} 到 ${most}`,
  random: () => '窗口的位置每次调用都随机决定',
  overlap: () => '窗口互相重叠',

  asGiven: ({ name }) => `，由 ${name} 给定`,
  windowFrom: () => '第 i 个窗口从 ',
  to: () => ' 到 ',
  extents: ({ least, most, axis }) =>
    least === most ? `：各 ${count(most, axis)}` : `：${least} 到 ${count(most, axis)}`,
  clipStays: () => '：最后一个窗口从输入末端之前开始，保留',
  clipDropped: () => '：最后一个窗口会从输入末端之后开始，舍去，',
  smallest: ({ axis, size, smallest }) => `${axis} 为 ${size}；可用的最小尺寸是 ${smallest}。`,
  noSmallest: ({ axis, size, limit }) => `${axis} 为 ${size}；到 ${limit} 为止没有可用的尺寸。`,
  labelSpan: () => '跨度',
  labelPadded: () => '填充后',
  labelSlack: () => '首个窗口之外',
  labelQuotient: () => '步数',
  labelRemainder: () => '余数',
  labelUnread: () => '未读取',
  labelParameters: () => '参数量',
  labelMacs: () => '乘加次数',
  labelMacsWithBias: () => '乘加次数（含偏置）',
  labelMacsEffective: () => '乘加次数（不计填充）',
  labelField: () => '感受野',
  labelActivation: () => '输出字节',
  labelParameterBytes: () => '参数字节',
  labelPeak: () => '峰值字节',
  labelBack: () => '反推',
  backOr: () => ' 或 ',
  backNeeds: ({ op, amount, sizes }) => `${op} 需要 output_padding=${amount} 才能回到 ${sizes}`,
  backPlain: ({ op, sizes }) => `${op} 不用 output_padding 就回到 ${sizes}`,
  backConv: ({ op, sizes }) => `${op} 都会得到 ${sizes}`,
  backBeyond: ({ op, sizes, output }) => `${op} 都会得到 ${sizes}，但 ${output} 不在其中`,
  biasAdds: ({ adds }) => `（另加 ${adds} 次偏置加法）`,
  fieldStride: ({ jump, start }) => `间隔 ${jump}，第一个中心在 ${start}`,
  fieldWhole: () => '整个输入',
  axisOut: () => '输出通道',
  axisIn: () => '输入通道',
  axisOutPerGroup: () => '每组输出通道',
  axisInPerGroup: () => '每组输入通道',
  axisChannels: () => '通道',
  axisOutFeatures: () => '输出特征',
  axisInFeatures: () => '输入特征',
  axisKernelD: () => '卷积核深度',
  axisKernelH: () => '卷积核高度',
  axisKernelW: () => '卷积核宽度',
  axisKernelL: () => '卷积核长度',
  axisOther: () => '元素',
  groupsOne: () => '每个输出通道读取所有输入通道',
  groupsSome: ({ groups, ins, outs }) => `${groups} 组：每 ${outs} 个输出通道读取各自的 ${ins} 个输入通道`,
  groupsDepthwise: () => '逐通道卷积：每个通道独立',
  groupsMultiplier: ({ multiplier }) => `逐通道卷积，通道倍数 ${multiplier}`,
  nameD: () => '深度',
  nameH: () => '高度',
  nameW: () => '宽度',
  nameL: () => '长度',
  nameC: () => '通道',
  nameFeatures: () => '特征',
  sayPlus: () => '加',
  sayMinus: () => '减',
  sayTimes: () => '乘',
  sayOver: () => '除以',
  sayEquals: () => '等于',
  sayLess: () => '小于',
  sayAtLeast: () => '不小于',
  sayOpen: () => '左括号',
  sayClose: () => '右括号',
  sayFloor: () => '向下取整',
  sayEndFloor: () => '取整结束',
  sayCeil: () => '向上取整',
  sayEndCeil: () => '取整结束',
  sayBy: () => '乘',
  sayTo: () => '：',
  sayNegative: ({ value }) => `负 ${value}`,

  rankReadsAll: () => '读取每个元素',
  rankSkips: () => '跳过部分输入元素',
  rankReachesAll: () => '每个输出元素都能得到贡献',
  rankHoles: () => '有输出元素得不到任何输入',
  rankCentred: () => '窗口以对应元素为中心',
  rankOdd: () => '奇数卷积核',
  rankEven: () => '偶数卷积核：没有中心',
  rankAllRead: () => '没有未读取的填充',
  rankDilated: ({ dilation }) => `膨胀率 ${dilation}：采样点之间有空洞`,
  rankFarPadding: () => '有的窗口只读到填充',
  rankHalfPadding: () => '填充超过卷积核的一半',
  rankCut: () => '裁掉的部分超过卷积核的一半',
  rankDivisible: () => '卷积核能被步幅整除：重叠均匀',
  rankUneven: () => '卷积核不能被步幅整除：重叠不均匀',
  rankOutputPadding: ({ amount }) => `需要 output_padding ${amount}`,
  rankBeyond: () => 'output_padding 不小于步幅，没有对应的卷积',
  rankCeil: () => 'ceil_mode：最后一个窗口可能超出边界',
  rankTaps: ({ taps }) => `每个输出、每个通道 ${taps} 次乘法`,
  proofSolved: ({ stride, count: n }) => `步幅 ${stride}：${n} 个解`,
  proofContradiction: ({ stride, a, aLow, aHigh, b, bLow, bHigh }) =>
    `步幅 ${stride} 要求 q = 2p − d(k−1) 在 ${a} 轴为 ${fromTo(aLow, aHigh)}，在 ${b} 轴为 ${fromTo(bLow, bHigh)}：没有 q 同时满足`,
  proofReach: ({ stride, low, high, least, most }) =>
    `步幅 ${stride} 要求 q = 2p − d(k−1) 为 ${fromTo(low, high)}，但在限制内 q 只能取 ${fromTo(least, most)}`,
  proofParity: ({ stride, low, high }) =>
    `步幅 ${stride} 要求 q = 2p − d(k−1) 为 ${fromTo(low, high)}，限制内没有卷积核、膨胀率与填充能得到它`,
  nothingFits: ({ input, output }) => `限制内没有参数能把 ${input} 变成 ${output}。`,
  oneSettingPerAxis: () => '没有一组参数对所有轴都成立；各轴用各自的参数可以。',
  sameAsTensorFlow: ({ before, after, axis }) =>
    `${axis}：TensorFlow 的 SAME 在前面填充 ${before}，在后面填充 ${after}`,
  safeClass: ({ modulus, residues, least }) => `从 ${least} 起，除以 ${modulus} 余 ${residues} 的尺寸`,
  safeMultiples: ({ modulus, least }) => `${modulus} 的倍数，从 ${least} 起`,
  safeAll: ({ least }) => `从 ${least} 起的所有尺寸`,
  safeNone: ({ least, most }) => `${least} 到 ${most} 之间没有可用的尺寸`,
  safeOnly: ({ sizes }) => `只有 ${sizes}`,
  workFlatten: ({ shape, columns }) => `把 ${shape} 的输入展平为 ${columns} 个元素的列：`,
  workMultiply: ({ rows, columns }) => `乘以卷积核的 ${rows}×${columns} 矩阵：`,
  workReshape: ({ shape, rows }) => `把这 ${rows} 个数还原为 ${shape}：`,

  adviceBias: ({ node, norm }) => `${node} 的偏置会被后面的 ${norm} 抵消`,
  adviceBiasWhy: ({ count: n }) => `归一化减去每个通道的均值，偏置也随之消失：${n} 个参数及其梯度白费。`,
  adviceUneven: ({ node, kernel, stride }) => `${node}：卷积核 ${kernel} 不能被步幅 ${stride} 整除`,
  adviceUnevenWhy: ({ least, most }) => `沿一个轴，有的输出元素是 ${least} 项之和，相邻的却是 ${most} 项：形成棋盘格。`,
  adviceGridding: ({ nodes, dilation }) => `${nodes} 的膨胀率都是 ${dilation}`,
  adviceGriddingWhy: ({ dilation, layers }) =>
    `经过 ${layers} 个这样的层，一个输出在每个轴上每 ${dilation} 个元素只读取一个；相邻输出没有共同的输入。`,
  adviceUnread: ({ node, cells, axis }) => `${node} 从不读取输入的最后 ${count(cells, axis)}`,
  adviceUnreadWhy: ({ stride }) => `首个窗口之后的余量不是步幅 ${stride} 的倍数。`,
  adviceSkipped: ({ node, percent }) => `${node} 跳过输入的 ${percent} %`,
  adviceSkippedWhy: ({ stride }) =>
    `步幅 ${stride} 大于卷积核的跨度；先池化再用步幅 1，或用更大的卷积核，就能读到全部输入。`,
  advicePoolStride: ({ node, kernel }) => `${node} 每次移动整个窗口 ${kernel}`,
  advicePoolStrideWhy: () => '池化层不写步幅时步幅等于窗口大小，而卷积的默认步幅是 1。',
  adviceChannels: ({ node, op, wanted, given }) => `${node}（${op}）需要 ${wanted} 个通道或特征，却得到 ${given} 个`,
  adviceChannelsWhy: ({ from }) => `它们来自 ${from}。`,
  adviceChannelsLast: ({ wanted }) =>
    `输入的最后一轴是 ${wanted}：看起来是 (H, W, C)。PyTorch 需要 (C, H, W)：x.permute(0, 3, 1, 2)。`,
  adviceDepthwise: ({ node, channels }) => `${node} 把全部 ${channels} 个通道互相连接`,
  adviceDepthwiseWhy: ({ channels }) =>
    `逐通道卷积应为 groups=${channels}；groups=1 时参数和乘法是它的 ${channels} 倍。`,
  misaligned: ({ node, axis, centres }) => `${node}：各分支在 ${axis} 轴上看的位置不同：第一个中心 ${centres}`,
  remedyDivisible: () => '卷积核能被步幅整除：处处乘法次数相同，但权重仍可能产生波纹',
  remedyResize: () => '先最近邻放大，再卷积：对任何权重都均匀，乘法在较大的尺寸上进行',
  remedySubpixel: () => '卷积到 s² 倍通道再 PixelShuffle，用 ICNR 初始化：开始时均匀，训练可能破坏它',
  remedyBlur: () => '在该层之后对 s × s 个元素取平均：对任何权重都均匀，稍微变柔和',
};
