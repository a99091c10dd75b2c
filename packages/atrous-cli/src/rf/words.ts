/** @file The sentences of `atrous rf` that are not the library's, in both languages. */

import type { Lang } from '../words/options.js';

/** The titles of the table. */
type Titles = Readonly<Record<'name' | 'layer' | 'output' | 'sees' | 'stride' | 'centre', string>>;

interface RfWords {
  readonly titles: Titles;
  /** A layer that sees the whole input. */
  readonly all: string;
  sees(node: string, position: string): string;
  readonly nothing: string;
  axis(low: number, high: number, centre: number): string;
  beyond(last: number): string;
  reads(cells: string): string;
  /** @param percent  of the field that is padding */
  /** @param spread  standard deviation axis by axis */
  gradient(most: string, reached: string, spread: string, samples: number): string;
  touched(touched: string, box: string, percent: number): string;
}

const EN: RfWords = {
  titles: { name: 'name', layer: 'layer', output: 'output', sees: 'sees', stride: 'stride', centre: 'first centre' },
  all: 'all',
  sees: (node, position) => `Output ${position} of layer ${node} sees`,
  nothing: 'nothing',
  axis: (low, high, centre) => `${low} to ${high}, centre ${centre}`,
  beyond: (last) => `, beyond the input's 0 to ${last}`,
  reads: (cells) => `; reads ${cells}`,
  gradient: (most, reached, spread, samples) =>
    `95 % of the gradient lies in ${most} of the ${reached} cells that have any; it spreads by σ = ${spread} (mean over ${samples} inputs).`,
  touched: (touched, box, percent) =>
    `Reads ${touched} of the ${box} cells of its box${percent > 0 ? `; ${percent} % of its field is padding` : ''}.`,
};

const ZH: RfWords = {
  titles: { name: '名称', layer: '层', output: '输出', sees: '看到', stride: '步幅', centre: '第一个中心' },
  all: '全部',
  sees: (node, position) => `层 ${node} 的输出 ${position} 看到`,
  nothing: '什么也没有',
  axis: (low, high, centre) => `${low} 到 ${high}，中心 ${centre}`,
  beyond: (last) => `，超出输入的 0 到 ${last}`,
  reads: (cells) => `；读取 ${cells}`,
  gradient: (most, reached, spread, samples) =>
    `95 % 的梯度集中在 ${reached} 个有梯度的格子中的 ${most} 个；标准差 σ = ${spread}（${samples} 个输入的平均）。`,
  touched: (touched, box, percent) =>
    `读取其范围内 ${box} 个格子中的 ${touched} 个${percent > 0 ? `；感受野的 ${percent} % 是填充` : ''}。`,
};

export const RF_WORDS: Readonly<Record<Lang, RfWords>> = { en: EN, zh: ZH };
