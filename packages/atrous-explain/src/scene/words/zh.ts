/** @file The words of pictures in Chinese. */

import type { NoPictureReason, SceneWords, SlideFacts } from './types.js';

const UNITS: Readonly<Record<string, string>> = { D: '层', H: '行', W: '列', L: '位' };

/** What copying padding does. */
const PADDINGS: Readonly<Record<string, string>> = { reflect: '镜像', replicate: '边缘', circular: '循环' };

/** `1、3 和 5` */
const list = (items: readonly (string | number)[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join('、')} 和 ${items.at(-1)}`;

const grouped = (count: number): string => count.toLocaleString('en');

function made({ operation, terms, divisor }: SlideFacts): string {
  if (operation === 'sum') return `${grouped(terms)} 个乘积之和`;
  if (operation === 'max') return `${grouped(terms)} 个值中的最大值`;
  if (operation === 'norm') return `${grouped(terms)} 个值的范数`;
  if (operation === 'blend') return `${grouped(terms)} 个值的加权和`;
  return `${grouped(terms)} 个值之和除以 ${divisor}`;
}

const outside = ({ cells, outside }: SlideFacts): string =>
  outside === 0 ? '没有填充' : `窗口的 ${grouped(cells)} 个格子中有 ${outside} 个在输入之外`;

function outcome({ result, winner }: SlideFacts): string {
  if (result === undefined) return winner === undefined ? '' : `最大值在${winner}。`;
  return winner === undefined ? `结果是 ${result}。` : `结果是 ${result}，来自${winner}。`;
}

const REASONS: Readonly<Record<NoPictureReason, string>> = {
  unpool: '只有一维和二维的图：相同设置的 MaxUnpool2d 展示其中一层。',
  chance: '它的窗口每次调用都随机决定：输出尺寸相同的 AdaptiveMaxPool 可以显示这样的窗口。',
  everyFeature: '每个输出读取所有特征：没有滑动的窗口。',
  order: '它保持所有值的顺序，只改变尺寸的写法。',
  wholeChannels: '它只改变整个通道的顺序：平面内的格子不移动。',
  scales: '它对整个通道缩放：每个格子都在原位。',
  cellwise: '它逐个处理格子：卷积、池化、填充、缩放、重排和折叠才有图。',
};

export const ZH: SceneWords = {
  lang: 'zh',
  planes: { input: '输入', output: '输出', matrix: '矩阵' },
  inputCells: '输入格子',
  outputCells: ['输出', '格子'],
  channelStrips: ['入', '出'],
  legend: {
    unread: '从未读取',
    unreached: '从未到达：0',
    overhang: '超出填充：不计入',
    cropped: '被 padding 裁掉',
    outputPadding: '由 output_padding 增加',
    stamped: '已盖印；数字是到目前为止的次数',
    stamps: '覆盖该输出格子的印章',
    zeros: '插入的零',
    padding: '填充',
    paddingZeros: '填充（零）',
    paddingNeverWins: '填充（永远不会取到）',
    paddingCounted: '填充（零，计入个数）',
    paddingNotCounted: '填充（不计入个数）',
    putBack: '下标所指的位置',
  },
  paddingShows: (what) => `填充（${PADDINGS[what] ?? what}）`,

  place: (names, position) =>
    position.flatMap((at, axis) => (names[axis] === '' ? [] : [`第 ${at} ${UNITS[names[axis]!]!}`])).join('，'),
  cells: (name, cells) => {
    const unit = UNITS[name]!;
    if (cells.length === 0) return `没有${unit}`;
    const [first, last] = [cells[0]!, cells.at(-1)!];
    if (cells.length === 1) return `第 ${first} ${unit}`;
    const step = cells[1]! - first;
    if (cells.length === 2 || (step > 1 && cells.length <= 4)) return `第 ${list(cells)} ${unit}`;
    return step > 1 ? `第 ${first} 到 ${last} ${unit}（间隔 ${step}）` : `第 ${first} 到 ${last} ${unit}`;
  },
  both: (parts) => parts.join('，'),
  notes: (notes) => notes.join('；'),

  kernel: (sizes) => `卷积核 ${sizes}`,
  kernelTurn: (turn) => ({ none: '卷积核', half: '卷积核（旋转中）', whole: '卷积核（已翻转）' })[turn],
  kernelSlice: (slice) => `卷积核 ${slice}`,
  slice: (name, slice) => `${ZH.planes[name]} ${slice}`,
  sliceSizes: (sizes) => `每层 ${sizes}`,
  paddingSlice: '填充',
  whole: (name, height, width) => `整个${ZH.planes[name]}，${height} × ${width}`,
  operation: (operation, divisor, normType) => {
    if (operation === 'max') return '最大值';
    if (operation === 'copy') return '复制';
    if (operation === 'blend') return '混合';
    return operation === 'norm' ? `${normType}-范数` : `和 ÷ ${divisor}`;
  },
  matrixSize: (rows, columns) => `矩阵 ${rows} × ${columns}`,

  grouping: (input, output, groups) => {
    if (groups === 1) return '每个输出读取所有输入';
    if (groups === input && output === input) return '逐通道卷积';
    return groups === input ? `逐通道卷积，每个输入有 ${output / input} 个输出` : `分组卷积，${groups} 组`;
  },
  channels: (grouping, sizes, axes) => `通道：${grouping}；权重 ${sizes}（${axes}）`,

  slideDescription: (input, output, kernel, operation) => {
    if (operation === 'copy') return `${output} 的输出的每个格子显示 ${input} 的输入的一个格子，或者填充（画点）。`;
    if (operation === 'blend')
      return `${output} 的输出的每个格子由 ${input} 的输入中至多 ${kernel} 个相邻格子混合而成。`;
    const isSum = operation === 'sum';
    return `${isSum ? `大小为 ${kernel} 的卷积核` : `大小为 ${kernel} 的窗口`}读取 ${input} 的输入，得到 ${output} 的输出。${
      isSum ? '卷积核的每个元素有自己的字母和颜色，标在卷积核上，也标在它所乘的输入格子上。' : '窗口的格子有标记。'
    }填充画点，从未读取的格子画斜线。`;
  },
  slide: (facts) => {
    if (facts.operation === 'copy' && facts.terms === 0) return `输出${facts.place}是填充。${outcome(facts)}`;
    if (facts.operation === 'copy') return `输出${facts.place}是输入${facts.reads}的复制。${outcome(facts)}`;
    if (facts.operation === 'blend') return `输出${facts.place}是 ${made(facts)}：${facts.reads}。${outcome(facts)}`;
    const over = facts.channels > 1 ? `，共 ${facts.channels} 个通道` : '';
    return `输出${facts.place}是 ${made(facts)}：${facts.reads}${over}；${outside(facts)}。${outcome(facts)}`;
  },
  solidDescription: (input, output, { isSum, isDeep }) =>
    `以平行投影画成立体的层：输入 ${input}，输出 ${output}。${
      isDeep ? '各层前后排列，其余通道是后面的方块。' : '各通道前后排列。'
    }窗口是输入中标出的方块${
      isDeep ? '' : isSum ? '，穿过它读取的所有通道' : '，只在一个通道中'
    }；由它得到输出中填色的格子。填充是带点的外壳。棱上的数字是真实的。`,
  ofThese: (count) => `共 ${grouped(count)} 个`,
  shortened: '棱长不按比例：较长的画得较短，数字是真实的。',
  stampDescription: (strides) =>
    `每个输入格子乘以卷积核，像印章一样盖在输出上，相邻两枚相距 ${strides.join(' 和 ')} 格。重叠处相加。被 padding 裁掉的部分打叉。`,
  stamp: (place, where, taps, cropped) =>
    `输入${place}把卷积核盖在输出的${where}；${
      cropped === 0 ? '没有元素被裁掉' : `它的 ${grouped(taps)} 个元素中有 ${cropped} 个被裁掉`
    }。`,
  gatherDescription: (hasZeros) =>
    `从输出一侧看同一层：卷积核旋转半圈，在${hasZeros ? '插入了零的' : ''}输入上每次滑动一格。连接输入格子与输出格子的线，正是印章的那些线。`,
  gather: (place, where, count, taps) => {
    if (count === 0) return `输出${place}收集不到任何值：它是 0，或偏置。`;
    const others = taps - count;
    const rest =
      others === 0 ? `${grouped(taps)} 个元素都没有遇到零` : `${grouped(taps)} 个元素中其余 ${others} 个遇到零`;
    return `输出${place}收集 ${grouped(count)} 个乘积：输入的${where}；${rest}。`;
  },
  matrixDescription: ([rows, columns], isTransposed, hasChannels) =>
    `把该层写成矩阵：${rows} 行，每个输出格子一行；${columns} 列，每个输入格子一列。字母表示卷积核的哪个元素乘以该输入，其余都是 0。${
      isTransposed ? '它是同样参数的卷积矩阵的转置。' : ''
    }${hasChannels ? '每一对输入与输出通道都有这样一个矩阵。' : ''}`,
  matrixRow: (row, place, columns) => {
    const start = `矩阵第 ${row} 行得到输出${place}`;
    if (columns.length === 0) return `${start}，没有输入到达它。`;
    const which = columns.length > 12 ? `${columns[0]} 到 ${columns.at(-1)}` : list(columns);
    return `${start}，由第 ${which} 列的 ${grouped(columns.length)} 个元素相加。`;
  },

  selectedInput: (place, where, count, isTransposed) => {
    if (count === 0) return `输入${place}没有去处：没有输出用到它。`;
    if (isTransposed) return `输入${place}进入 ${count} 个输出：${where}。`;
    return `输入${place}被 ${count} 个输出读取${count > 1 ? '，每次用不同的卷积核元素' : ''}：${where}。`;
  },
  selectedOutput: (place, where, count) =>
    count === 0 ? `输出${place}没有任何来源：值为 0 或偏置。` : `输出${place}由 ${count} 个乘积组成：输入${where}。`,
  selectedTap: (letter, where, count) =>
    count === 0
      ? `卷积核元素 ${letter} 没有遇到存在的单元。`
      : `卷积核元素 ${letter} 连接 ${count} 对单元，权重始终相同：输出${where}。`,

  channelOf: (name, channel) => `${ZH.planes[name]}通道 ${channel}`,
  channelNumber: (channel) => `通道 ${channel}`,
  shuffleDescription: (factor, isUp) =>
    isUp
      ? `${factor * factor} 个通道合成一个平面，高和宽各为 ${factor} 倍：每个 ${factor} × ${factor} 的小块中，各格来自不同的通道，由字母和颜色标出。`
      : `一个平面分成 ${factor * factor} 个通道，高和宽各为 ${factor} 分之一：每个 ${factor} × ${factor} 的小块中，各格去往不同的通道，由字母和颜色标出。`,
  shuffle: ({ large, small, largeChannel, smallChannel, isUp }) =>
    isUp
      ? `输出通道 ${largeChannel} 的${large}就是输入通道 ${smallChannel} 的${small}。`
      : `输入通道 ${largeChannel} 的${large}成为输出通道 ${smallChannel} 的${small}。`,
  rowsOf: (first, last) => (first === last ? `第 ${first} 行` : `第 ${first} 到 ${last} 行`),
  columnsDescription: (isUnfold, elements, positions) =>
    isUnfold
      ? `小块的 ${positions} 个位置各成为一列；它的 ${elements} 个元素按行排列，成为一个通道的各行。`
      : `${positions} 列各作为一个小块放回图像，${elements} 个元素按行排列。重叠处相加。`,
  unpoolDescription: '输入的每个值放回最大池化取走它的那一格，位置由池化保存的下标给出；其余各格为 0。',
  unpool: ({ from, to, others, isKnown, isShared }) => {
    const rest = `窗口中其余 ${others} 格${isShared ? '若没有别的值放入，则为 0' : '为 0'}`;
    return `${from}的值放到${to}${isKnown ? '，即下标所指之处' : '（举例；位置由下标给出）'}${others === 0 ? '' : `；${rest}`}。`;
  },
  columns: (place, column, elements, isUnfold) =>
    isUnfold
      ? `位于${place}的小块的 ${elements} 个元素成为第 ${column} 列。`
      : `第 ${column} 列加到位于${place}的小块上：${elements} 个元素。`,

  fieldTitle: (layers) => `穿过 ${layers} 层的感受野`,
  fieldAxis: (name, sizes) => `${name} 轴：${sizes.join(' → ')}`,
  fieldDescription: (field) =>
    `每层一排格子，最下面是输入；线从每个格子引向它读取的格子。最后一层的一个格子最多看到输入的 ${grouped(field)} 个格子。`,
  field: (place, where, cells, holes) => {
    if (where === undefined) return `输出${place}与输入无关。`;
    const reached = holes === 0 ? `：共 ${grouped(cells)} 个格子` : `，其中 ${holes} 个从未到达`;
    return `输出${place}取决于输入的${where}${reached}。`;
  },
  sees: (field, every) => `看到 ${field}，间隔 ${every}`,
  along: (cells, name) => `沿 ${name} 轴 ${grouped(cells)} 个格子`,

  noPicture: (op, reason) => `${op} 没有图。${REASONS[reason]}`,
  noView: (op, view, views) => `${op} 没有视图 '${view}'；可用的视图：${views.join('、')}。`,
  noCells: (layer, input) => `${layer} 在 ${input} 上没有图：其中没有格子。`,
  noField: '只有逐层相连、带有空间轴的网络才有感受野的图。',
};
