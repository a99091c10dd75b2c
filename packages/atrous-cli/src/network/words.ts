/** @file What is said of networks that cannot be read or stop, in both languages. */

import type { Lang } from 'atrous-explain/read';

export interface NetworkWords {
  /** How many mistakes, above the list of them. */
  mistakes(count: number): string;
  /** Behind a layer; the sizes that it is given. */
  cannotTake(shapes: readonly string[]): string;
  /** That a shape is assumed, and with which option another is said. */
  assume(node: string, shape: string | undefined): string;
  /** The option that gives a name a value. */
  argument(name: string): string;
  /** A layer of a chain. */
  layer(name: string, printed: string): string;
  readonly readsTwo: string;
  readonly givesTwo: string;
  readonly leaveIndices: string;
  holdsNoLayer(label: string): string;
}

const EN: NetworkWords = {
  mistakes: (count) => `there ${count === 1 ? 'is a mistake' : `are ${count} mistakes`} in the network`,
  cannotTake: (shapes) => `cannot take ${shapes.join(' and ')}:`,
  assume: (node, shape) =>
    `It is assumed to ${shape === undefined ? 'keep the shape' : `give ${shape || 'one number'}`}, as '${node}'. Where that is wrong: --assume ${node}=<sizes>`,
  argument: (name) => `--arg ${name}=<value> gives it a value.`,
  layer: (name, printed) => `layer ${name}: ${printed}`,
  readsTwo: 'reads two tensors, but each layer of a chain gets one',
  givesTwo: 'gives two tensors, but each layer of a chain hands on one',
  leaveIndices: 'Leave return_indices out.',
  holdsNoLayer: (label) => `${label} holds no layer`,
};

const ZH: NetworkWords = {
  mistakes: (count) => `网络中有 ${count} 处错误`,
  cannotTake: (shapes) => `不能接受 ${shapes.join(' 和 ')}：`,
  assume: (node, shape) =>
    `假定它${shape === undefined ? '不改变形状' : `给出${shape === '' ? '一个数' : ` ${shape}`}`}，记作 '${node}'。若不对：--assume ${node}=<sizes>`,
  argument: (name) => `--arg ${name}=<value> 给它一个值。`,
  layer: (name, printed) => `层 ${name}：${printed}`,
  readsTwo: '读取两个张量，但逐层相连时每层只得到一个',
  givesTwo: '给出两个张量，但逐层相连时每层只传下一个',
  leaveIndices: '请去掉 return_indices。',
  holdsNoLayer: (label) => `${label} 中没有层`,
};

const WORDS: Readonly<Record<Lang, NetworkWords>> = { en: EN, zh: ZH };

export const networkWords = (lang: Lang = 'en'): NetworkWords => WORDS[lang];
