/** @file The sentences of `atrous solve` that are not the library's, in both languages. */

import type { Lang } from '../words/options.js';

interface SolveWords {
  found(from: string, to: string, op: string, count: number): string;
  shown(top: number): string;
  readonly why: string;
  readonly interval: string;
  /** How to search further. */
  readonly limits: string;
  readonly nearest: string;
  readonly padded: string;
  readonly twoLayers: string;
  readonly setting: string;
  readonly reasons: string;
  readonly separator: string;
}

const EN: SolveWords = {
  found: (from, to, op, count) => `${from} → ${to} with ${op}: ${count} ${count === 1 ? 'solution' : 'solutions'}`,
  shown: (top) => `, the best ${top} shown`,
  why: 'Why:',
  interval: 'Each stride asks that q = 2·padding − dilation·(kernel − 1) lie in an interval, axis by axis.',
  limits: '--max-k, --max-s, --max-p and --max-d set the limits of kernel, stride, padding and dilation.',
  nearest: 'Sizes that can be reached instead:',
  padded: 'With padding of its own before the layer:',
  twoLayers: 'With two layers in a row:',
  setting: 'arguments',
  reasons: 'reasons',
  separator: '; ',
};

const ZH: SolveWords = {
  found: (from, to, op, count) => `${op}：${from} → ${to}，共 ${count} 个解`,
  shown: (top) => `，列出最好的 ${top} 个`,
  why: '原因：',
  interval: '每个步幅要求 q = 2·padding − dilation·(kernel − 1) 在各轴上落入一个区间。',
  limits: '--max-k、--max-s、--max-p、--max-d 设定卷积核、步幅、填充、膨胀的上限。',
  nearest: '可以达到的相近尺寸：',
  padded: '在该层之前显式填充：',
  twoLayers: '连续使用两层：',
  setting: '参数',
  reasons: '理由',
  separator: '；',
};

export const SOLVE_WORDS: Readonly<Record<Lang, SolveWords>> = { en: EN, zh: ZH };
