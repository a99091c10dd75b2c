/** @file The words of the Layer page, in both languages. */

import { language, type WordsOf } from '../../kit/language.svelte.js';

const EN = {
  heading: 'Layer',
  call: 'The layer as a PyTorch call',
  input: 'Input',
  output: 'Output',
  batch: 'batch size N',
  channels: 'channels C',
  size: (axis: string) => `input size ${axis}`,
  onAxis: (name: string, axis: string) => `${name}, axis ${axis}`,
  choose: (op: string) => `Layer class ${op}; choose another`,
  search: 'Search layers',
  noSuch: (text: string) => `No layer is called “${text}”.`,
  split: (name: string) => `${name}: one value per axis`,
  link: (name: string) => `${name}: one value for all axes`,
  settings: 'Settings',
  less: (name: string) => `${name}, less`,
  more: (name: string) => `${name}, more`,
  why: (size: string) => `Why ${size}?`,
  whyNot: 'Why not?',
  steps: 'Every number on the way',
  cost: 'Cost',
  refused: 'PyTorch refuses this',
  frozen: 'The picture shows the last layer that worked.',
  frozenNearest: 'The picture shows the nearest layer that works.',
  nearest: 'Nearest that works',
  set: (name: string, value: string) => `${name} = ${value}`,
  noPicture: (op: string) =>
    `${op} has no windows, so there is nothing to slide. Its sizes and costs are explained beside.`,
  emptyPicture: 'A size is 0: there are no cells to draw.',
  groupImage: 'Picture of the layer',
};

export type LayerWords = WordsOf<typeof EN>;

const ZH: LayerWords = {
  heading: '层',
  call: '以 PyTorch 调用写出的层',
  input: '输入',
  output: '输出',
  batch: '批大小 N',
  channels: '通道 C',
  size: (axis) => `输入尺寸 ${axis}`,
  onAxis: (name, axis) => `${name}，${axis} 轴`,
  choose: (op) => `层类型 ${op}，点击更换`,
  search: '搜索层',
  noSuch: (text) => `没有叫“${text}”的层。`,
  split: (name) => `${name}：各轴分别设置`,
  link: (name) => `${name}：各轴取同一个值`,
  settings: '设置',
  less: (name) => `减小 ${name}`,
  more: (name) => `增大 ${name}`,
  why: (size) => `为什么是 ${size}？`,
  whyNot: '为什么不行？',
  steps: '途中的每个数',
  cost: '代价',
  refused: 'PyTorch 拒绝这样的设置',
  frozen: '图中是上一个可行的层。',
  frozenNearest: '图中是最接近的可行的层。',
  nearest: '最接近的可行设置',
  set: (name, value) => `${name} = ${value}`,
  noPicture: (op) => `${op} 没有窗口，因此没有滑动的图。它的尺寸和代价在旁边有解释。`,
  emptyPicture: '有一个尺寸为 0，没有单元可画。',
  groupImage: '层的图示',
};

/** The page's words in the language in use. */
export const layerWords = (): LayerWords => language.pick({ en: EN, zh: ZH });
