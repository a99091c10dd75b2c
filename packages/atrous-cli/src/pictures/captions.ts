/**
 * @file What stands under a picture and is read out in its place, in both languages. The words inside of the pixels are
 * English: the stroke font has Latin letters (docs/decisions/0008-scenes.md).
 */

import type { Lang } from 'atrous-explain/read';
import {
  type Colouring,
  formatNumber,
  formatRange,
  formatShape,
  listOf,
  plural,
  type Unusual,
} from 'atrous-explain/pictures';

export interface CaptionWords {
  /** Which channels of which layer, and their height and width. */
  sheet(title: string, channels: number, height: number, width: number): string;
  /** How the colours of a map are scaled. */
  scaling(colouring: Colouring): string;
  range(colouring: Colouring): string;
  /** Channels whose values are all equal, and values that are not finite; may be empty. */
  remarks(dead: readonly number[], unusual: Unusual): string;
  strongest(title: string, channels: readonly number[]): string;
  heat(title: string, by: string, colouring: Colouring): string;
  filters(title: string, shape: readonly number[], inputs: number, scale: 'layer' | 'filter'): string;
  /** What the picture is, for whoever does not see it; the caption follows. */
  readonly kinds: Readonly<Record<'sheet' | 'strongest' | 'heat' | 'filters', string>>;
  /** Sentences one after the other. */
  sentences(parts: readonly string[]): string;
}

/** By what channels are called strong. */
export const RULE = 'mean of |activation| over all positions';

const sum = ({ nan, plusInfinity, minusInfinity }: Unusual): number => nan + plusInfinity + minusInfinity;

/** How the weights of a filter become colours. */
export function filterColours(inputs: number, scale: 'layer' | 'filter'): string {
  const range = scale === 'layer' ? 'all filters share one range' : 'each filter has its own range';
  const colours =
    inputs === 3
      ? 'red, green and blue show the weights of the three input channels; middle grey is 0'
      : 'purple is below 0, white is 0, orange above';
  return `Scaled per ${scale}: ${range}, symmetric about 0; ${colours}.`;
}

const EN: CaptionWords = {
  sheet: (title, channels, height, width) =>
    `${channels === 1 ? 'The only channel' : `All ${channels} channels`} of ${title}, ${height} × ${width} (H × W).`,
  scaling: ({ scale, signed, range }) => {
    const symmetric = signed ? ', symmetric about 0' : '';
    return scale === 'layer'
      ? `Scaled per layer: all channels share one range${symmetric}.`
      : `Scaled per channel: each has its own range${symmetric}. Over the whole layer: ${formatRange(range, signed)}.`;
  },
  range: ({ range, signed }) => `Range: ${formatRange(range, signed)}.`,
  remarks: (dead, unusual) => {
    const parts: string[] = [];
    if (dead.length > 0) parts.push(`${plural(dead.length, 'dead channel')} (all values equal): ${listOf(dead)}.`);
    const { nan, plusInfinity, minusInfinity } = unusual;
    if (sum(unusual) > 0) parts.push(`Not finite: ${nan} NaN, ${plusInfinity} +∞, ${minusInfinity} −∞.`);
    return parts.join(' ');
  },
  strongest: (title, channels) => `The strongest channels of ${title} (${RULE}): ${listOf(channels)}.`,
  heat: (title, by, { signed, range }) => {
    const ends = `from ${formatNumber(range.low)} to ${formatNumber(range.high)}`;
    return `Where ${title} answers: ${by}, over the grey input. Values ${ends}${signed ? ', symmetric about 0' : ''}.`;
  },
  filters: (title, shape, inputs, scale) =>
    `The filters of ${title}, ${formatShape(shape)} (out × in × H × W). ${filterColours(inputs, scale)}`,
  kinds: {
    sheet: 'Contact sheet.',
    strongest: 'The input picture beside enlarged feature maps.',
    heat: 'Heat map.',
    filters: 'Filters.',
  },
  sentences: (parts) => parts.filter((part) => part !== '').join(' '),
};

/** `3、17 和 40` */
function list(items: readonly number[], most = 8): string {
  if (items.length > most) return `${items.slice(0, most).join('、')} 等 ${items.length} 个`;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join('、')} 和 ${items.at(-1)}`;
}

const ZH: CaptionWords = {
  sheet: (title, channels, height, width) =>
    `${title} 的${channels === 1 ? '唯一通道' : `全部 ${channels} 个通道`}，${height} × ${width}（高 × 宽）。`,
  scaling: ({ scale, signed, range }) => {
    const symmetric = signed ? '，以 0 为中心对称' : '';
    return scale === 'layer'
      ? `按层着色：所有通道共用一个范围${symmetric}。`
      : `按通道着色：每个通道各有范围${symmetric}。整层范围：${formatRange(range, signed)}。`;
  },
  range: ({ range, signed }) => `范围：${formatRange(range, signed)}。`,
  remarks: (dead, unusual) => {
    const parts: string[] = [];
    if (dead.length > 0) parts.push(`${dead.length} 个失效通道（所有值相等）：${list(dead)}。`);
    const { nan, plusInfinity, minusInfinity } = unusual;
    if (sum(unusual) > 0) parts.push(`非有限值：${nan} 个 NaN，${plusInfinity} 个 +∞，${minusInfinity} 个 −∞。`);
    return parts.join('');
  },
  strongest: (title, channels) => `${title} 中最强的通道（按各位置 |激活值| 的平均）：${list(channels)}。`,
  heat: (title, by, { signed, range }) =>
    `${title} 在哪里有响应：${by}，叠加在灰度输入上。值从 ${formatNumber(range.low)} 到 ${formatNumber(range.high)}${
      signed ? '，以 0 为中心对称' : ''
    }。`,
  filters: (title, shape, inputs, scale) =>
    `${title} 的滤波器，${formatShape(shape)}（输出 × 输入 × 高 × 宽）。${
      scale === 'layer' ? '按层着色：所有滤波器共用一个范围' : '按滤波器着色：各有范围'
    }，以 0 为中心对称；${
      inputs === 3 ? '红、绿、蓝表示三个输入通道的权重，中灰为 0' : '紫色小于 0，白色为 0，橙色大于 0'
    }。`,
  kinds: {
    sheet: '特征图总览。',
    strongest: '输入图像，旁边是放大的特征图。',
    heat: '热力图。',
    filters: '滤波器。',
  },
  sentences: (parts) => parts.join(''),
};

const WORDS: Readonly<Record<Lang, CaptionWords>> = { en: EN, zh: ZH };

export const captionWords = (lang: Lang = 'en'): CaptionWords => WORDS[lang];
