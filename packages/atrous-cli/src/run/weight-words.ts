/** @file Where a network's weights come from, in both languages. */

import type { Lang } from 'atrous-explain/read';

export interface WeightWords {
  drawn(seed: bigint): string;
  /** Names in the file that nothing takes; undefined where there are none. */
  file(path: string, unused: string | undefined): string;
  filters(layer: string, names: readonly string[], hasBias: boolean): string;
  /** Names, and how many more there are. */
  listed(names: readonly string[], more: number): string;
}

const EN: WeightWords = {
  drawn: (seed) => `initial weights as PyTorch draws them after torch.manual_seed(${seed})`,
  file: (path, unused) => `weights from ${path}${unused === undefined ? '' : `; not used from it: ${unused}`}`,
  filters: (layer, names, hasBias) =>
    `filters of layer ${layer}: ${names.length === 1 ? names[0] : `${names.join(', ')} in turn`}, on the mean of the input channels${hasBias ? '; bias 0' : ''}`,
  listed: (names, more) => `${names.join(', ')}${more === 0 ? '' : ` and ${more} more`}`,
};

const ZH: WeightWords = {
  drawn: (seed) => `初始权重，与 PyTorch 在 torch.manual_seed(${seed}) 之后所取相同`,
  file: (path, unused) => `权重来自 ${path}${unused === undefined ? '' : `；其中未使用：${unused}`}`,
  filters: (layer, names, hasBias) =>
    `层 ${layer} 的滤波器：${names.length === 1 ? names[0] : `轮流使用 ${names.join('、')}`}，作用于输入通道的平均值${hasBias ? '；偏置为 0' : ''}`,
  listed: (names, more) => `${names.join('、')}${more === 0 ? '' : ` 等，另有 ${more} 个`}`,
};

const WORDS: Readonly<Record<Lang, WeightWords>> = { en: EN, zh: ZH };

export const weightWords = (lang: Lang = 'en'): WeightWords => WORDS[lang];
