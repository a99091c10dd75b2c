/** @file What is said of the layer at which a run stops, and what to change, in both languages. */

import type { Lang } from 'atrous-explain/read';

/** Who gave a layer its input: a layer by its name, or the picture. */
export type Giver = string | undefined;

export interface RunFailureWords {
  cannotTake(input: string): string;
  rank(op: string): string;
  channels(giver: Giver, got: number, op: string, built: number): string;
  /** Which option of the command helps; '' for none. */
  grey(option: 'give' | 'leave' | undefined): string;
  flatten(features: number, write: boolean): string;
  /** Height and width of a picture that fits. */
  features(giver: Giver, features: number, size: readonly number[] | undefined): string;
  noSize(axis: string, size: number): string;
  least(axis: string, size: number, smallest: number): string;
  smallestPicture(size: readonly number[], pixels: string, isWhole: boolean): string;
}

const giverOf = (giver: Giver): string => (giver === undefined ? 'The picture' : `Layer ${giver}`);

const EN: RunFailureWords = {
  cannotTake: (input) => `cannot take its input ${input}:`,
  rank: (op) => `Its input has height and width: use ${op}.`,
  channels: (giver, got, op, built) =>
    `${giverOf(giver)} ${giver === undefined ? 'has' : 'gives'} ${got} ${got === 1 ? 'channel' : 'channels'}, ${op} is built for ${built}: write ${got} as its ${op === 'GroupNorm' ? 'second' : 'first'} argument`,
  grey: (option) => `${{ give: ', or give --grey', leave: ', or leave out --grey' }[option!] ?? ''}.`,
  flatten: (features, write) =>
    `Put nn.Flatten() before it: then it gets ${features} features${write ? `, and write ${features} as its first argument` : ''}.`,
  features: (giver, features, size) =>
    `${giverOf(giver)} gives ${features} features: write ${features} as its first argument${size === undefined ? '' : `, or give a picture that fits: --size ${size.join('x')} (height × width)`}.`,
  noSize: (axis, size) => `${axis} is ${size} here; no size works.`,
  least: (axis, size, smallest) => `${axis} is ${size} here and must be at least ${smallest}.`,
  smallestPicture: (size, pixels, isWhole) =>
    `The smallest picture that ${isWhole ? 'goes through the whole network' : 'gets past this layer'} has ${pixels} pixels (height × width): --size ${size.join('x')}.`,
};

const giverZh = (giver: Giver): string => (giver === undefined ? '图像' : `层 ${giver} `);

const ZH: RunFailureWords = {
  cannotTake: (input) => `不能接受输入 ${input}：`,
  rank: (op) => `它的输入有高和宽：请用 ${op}。`,
  channels: (giver, got, op, built) =>
    `${giverZh(giver)}给出 ${got} 个通道，而 ${op} 按 ${built} 个构造：请把第${op === 'GroupNorm' ? '二' : '一'}个参数写成 ${got}`,
  grey: (option) => `${{ give: '，或加上 --grey', leave: '，或去掉 --grey' }[option!] ?? ''}。`,
  flatten: (features, write) =>
    `请在它前面加 nn.Flatten()：这样它得到 ${features} 个特征${write ? `，并把第一个参数写成 ${features}` : ''}。`,
  features: (giver, features, size) =>
    `${giverZh(giver)}给出 ${features} 个特征：请把第一个参数写成 ${features}${size === undefined ? '' : `，或用尺寸合适的图像：--size ${size.join('x')}（高 × 宽）`}。`,
  noSize: (axis, size) => `这里 ${axis} 为 ${size}；没有可用的尺寸。`,
  least: (axis, size, smallest) => `这里 ${axis} 为 ${size}，至少应为 ${smallest}。`,
  smallestPicture: (size, pixels, isWhole) =>
    `能通过${isWhole ? '整个网络' : '该层'}的最小图像是 ${pixels} 像素（高 × 宽）：--size ${size.join('x')}。`,
};

const WORDS: Readonly<Record<Lang, RunFailureWords>> = { en: EN, zh: ZH };

export const runFailureWords = (lang: Lang = 'en'): RunFailureWords => WORDS[lang];
