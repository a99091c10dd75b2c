/** @file What is done to a picture before the network sees it, in both languages. */

import type { Lang } from 'atrous-explain/read';

export interface StepWords {
  frames(count: number): string;
  upright(orientation: number): string;
  readonly cmyk: string;
  readonly profile: string;
  readonly eightBits: string;
  divided(by: number): string;
  readonly blended: string;
  luminance(weights: string): string;
  readonly greyCopied: string;
  resized(from: string, to: string, keepsProportions: boolean): string;
  mean(numbers: string): string;
  std(numbers: string): string;
}

const EN: StepWords = {
  frames: (count) => `first of ${count} frames`,
  upright: (orientation) => `turned upright (EXIF orientation ${orientation})`,
  cmyk: 'printing colours (CMYK) turned into RGB',
  profile: "the file's colour profile not applied, as PIL and torchvision read pictures",
  eightBits: 'values reduced to 8 bits',
  divided: (by) => `values divided by ${by}, so that they lie in [0, 1]`,
  blended: 'transparency blended over white',
  luminance: (weights) => `colours turned into luminance (${weights})`,
  greyCopied: 'grey copied to three channels',
  resized: (from, to, keepsProportions) =>
    `resized from ${from} to ${to} (height × width), bilinear with antialiasing${keepsProportions ? '' : ', proportions not kept'}`,
  mean: (numbers) => `mean ${numbers} subtracted`,
  std: (numbers) => `divided by std ${numbers}`,
};

const ZH: StepWords = {
  frames: (count) => `取 ${count} 帧中的第一帧`,
  upright: (orientation) => `转正（EXIF 方向 ${orientation}）`,
  cmyk: '印刷色 (CMYK) 转为 RGB',
  profile: '不应用文件的颜色配置，与 PIL 和 torchvision 读取图像时一样',
  eightBits: '数值降为 8 位',
  divided: (by) => `数值除以 ${by}，使其落在 [0, 1] 内`,
  blended: '透明处以白色为底',
  luminance: (weights) => `颜色转为亮度（${weights}）`,
  greyCopied: '灰度复制到三个通道',
  resized: (from, to, keepsProportions) =>
    `从 ${from} 缩放到 ${to}（高 × 宽），双线性插值并抗锯齿${keepsProportions ? '' : '，不保持长宽比'}`,
  mean: (numbers) => `减去均值 ${numbers}`,
  std: (numbers) => `除以标准差 ${numbers}`,
};

const WORDS: Readonly<Record<Lang, StepWords>> = { en: EN, zh: ZH };

export const stepWords = (lang: Lang = 'en'): StepWords => WORDS[lang];
