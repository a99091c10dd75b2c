/** @file The sentences of `atrous checker` that are not the library's, in both languages. */

import type { Lang } from '../words/options.js';

interface CheckerWords {
  readonly counts: string;
  overlap(value: string, isEven: boolean): string;
  own(value: string, weighted: boolean, withBorder: boolean): string;
  /** Where a layer is uneven, and nobody asked what helps. */
  readonly offer: string;
  readonly remedy: string;
  readonly layers: string;
  readonly unevenness: string;
  readonly asItIs: string;
  note(id: string, words: string): string;
}

const EN: CheckerWords = {
  counts: 'Products per cell and channel, from the first corner:',
  overlap: (value, isEven) =>
    `Unevenness of the overlap: ${value}${isEven ? ', every inner cell is a sum of as many products' : ''}`,
  own: (value, weighted, withBorder) =>
    `Unevenness with ${weighted ? 'its weights' : 'random weights'}: ${value}${withBorder ? ', borders counted in: the input is small' : ''}`,
  offer: '0 is even. With --fix: what helps, measured.',
  remedy: 'remedy',
  layers: 'layers',
  unevenness: 'unevenness',
  asItIs: 'as it is',
  note: (id, words) => `${id}: ${words}`,
};

const ZH: CheckerWords = {
  counts: '从第一个角起，每个格子、每个通道的乘积个数：',
  overlap: (value, isEven) => `重叠的不均匀度：${value}${isEven ? '，内部每个格子都是同样多个乘积之和' : ''}`,
  own: (value, weighted, withBorder) =>
    `${weighted ? '使用它的权重' : '使用随机权重'}时的不均匀度：${value}${withBorder ? '，输入太小，边缘也计算在内' : ''}`,
  offer: '0 表示均匀。加上 --fix：列出有效的办法及其测量值。',
  remedy: '办法',
  layers: '层',
  unevenness: '不均匀度',
  asItIs: '原样',
  note: (id, words) => `${id}：${words}`,
};

export const CHECKER_WORDS: Readonly<Record<Lang, CheckerWords>> = { en: EN, zh: ZH };
