/** @file The words of the Upsampling page, in both languages. */

import { language, type WordsOf } from '../../kit/language.svelte.js';

const EN = {
  heading: 'Checkerboards of transposed convolutions',
  call: 'The layer as a PyTorch call',
  size: 'input height and width',
  refused: 'PyTorch refuses this',
  counts: 'How many products is each cell a sum of?',
  countsNote: 'Each input cell stamps the kernel onto the output. Where stamps overlap, more products add up.',
  even: (count: string) =>
    `Away from the borders every cell is a sum of ${count} per input channel: the stride divides the kernel.`,
  uneven: (counts: string) =>
    `Away from the borders cells are sums of ${counts} products per input channel: the stride does not divide the kernel, and the pattern repeats.`,
  corner: (shown: number, rows: number, columns: number) =>
    `The first ${shown} rows and columns of ${rows} × ${columns}.`,
  map: (rows: number, columns: number, largest: number) =>
    `Map of overlaps, ${rows} × ${columns} cells, up to ${largest} products per cell and input channel`,
  unevenness: 'unevenness',
  unevennessHelp:
    'On a constant input: how far the means of the s × s phases of the output lie apart, divided by their mean. 0 is even.',
  ways: 'What comes out, and what helps',
  fill: 'Input',
  constant: 'constant',
  noise: 'noise',
  disc: 'a picture',
  weights: 'Weights',
  drawn: 'random, as PyTorch begins',
  ones: 'all 1',
  redraw: 'Draw again',
  own: 'The layer as it is',
  divisible: 'A kernel that the stride divides',
  resize: 'Resize, then convolve',
  subpixel: 'Sub-pixel with ICNR',
  blur: 'A blur behind it',
  copy: 'Copy as PyTorch',
  copied: 'Copied.',
  output: (name: string) => `${name}: first channel of the output`,
  grey: 'First output channel. Every picture is divided by its own size (root mean square); grey levels mean the same in all of them.',
  border: 'The input is so small that the borders are counted in.',
  tooLarge: (products: string) =>
    `This layer takes ${products} products. The counts above hold at any size; to see what comes out, take fewer channels or a smaller input.`,
  infinite: 'no mean to compare with',
  empty: 'A size is 0: nothing comes out.',
};

export type UpsamplingWords = WordsOf<typeof EN>;

const ZH: UpsamplingWords = {
  heading: '转置卷积的棋盘格',
  call: '以 PyTorch 调用写出的层',
  size: '输入的高和宽',
  refused: 'PyTorch 拒绝这样的设置',
  counts: '每个单元是多少个乘积之和？',
  countsNote: '每个输入单元把卷积核盖印到输出上。盖印重叠之处，累加的乘积就更多。',
  even: (count) => `远离边缘处，每个单元对每个输入通道都是 ${count} 个乘积之和：步幅整除卷积核。`,
  uneven: (counts) =>
    `远离边缘处，各单元对每个输入通道分别是 ${counts} 个乘积之和：步幅不整除卷积核，图案因此重复出现。`,
  corner: (shown, rows, columns) => `${rows} × ${columns} 中的前 ${shown} 行和列。`,
  map: (rows, columns, largest) => `重叠图，${rows} × ${columns} 个单元，每个单元每个输入通道最多 ${largest} 个乘积`,
  unevenness: '不均匀度',
  unevennessHelp: '对常数输入：输出的 s × s 个相位的均值相差多远，再除以它们的均值。0 表示均匀。',
  ways: '输出什么，怎样改善',
  fill: '输入',
  constant: '常数',
  noise: '噪声',
  disc: '一幅图',
  weights: '权重',
  drawn: '随机，如 PyTorch 的初始值',
  ones: '全为 1',
  redraw: '重新抽取',
  own: '原样的层',
  divisible: '能被步幅整除的卷积核',
  resize: '先放大，再卷积',
  subpixel: '亚像素卷积与 ICNR',
  blur: '其后加模糊',
  copy: '复制为 PyTorch',
  copied: '已复制。',
  output: (name) => `${name}：输出的第一个通道`,
  grey: '输出的第一个通道。每幅图除以自身的大小（均方根），所以各图中同样的灰度含义相同。',
  border: '输入太小，边缘也计算在内。',
  tooLarge: (products) => `该层需要 ${products} 个乘积。上面的计数对任何尺寸都成立；要看输出，请减少通道或缩小输入。`,
  infinite: '没有可比较的均值',
  empty: '有一个尺寸为 0，没有输出。',
};

/** The page's words in the language in use. */
export const upsamplingWords = (): UpsamplingWords => language.pick({ en: EN, zh: ZH });
