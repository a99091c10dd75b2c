/** @file The sentences of `atrous sizes` that are not the library's, in both languages. */

import type { Lang } from '../words/options.js';

/** The nearest sizes that work, below or equal and above or equal. */
interface Near {
  readonly below: number | undefined;
  readonly above: number | undefined;
}

interface SizesWords {
  found(count: string, from: number, to: number): string;
  near(size: number, near: Near): string;
}

const around = ({ below, above }: Near): number[] => [below, above].filter((size) => size !== undefined);

export const SIZES_WORDS: Readonly<Record<Lang, SizesWords>> = {
  en: {
    found: (count, from, to) => `${count} of the sizes from ${from} to ${to}:`,
    near: (size, near) =>
      near.below === size ? `${size} works.` : `${size} does not work; nearest: ${around(near).join(' and ')}.`,
  },
  zh: {
    found: (count, from, to) => `${from} 到 ${to} 中有 ${count} 个可用尺寸：`,
    near: (size, near) =>
      near.below === size ? `${size} 可用。` : `${size} 不可用；最接近的是 ${around(near).join(' 和 ')}。`,
  },
};
