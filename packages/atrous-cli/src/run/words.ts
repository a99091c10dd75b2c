/** @file The words of `atrous run` on the terminal, in both languages. */

import type { Lang } from 'atrous-explain/read';

export type RunColumn = 'params' | 'macs' | 'memory' | 'sees' | 'stride' | 'time';

/** The sums over all layers, as they are printed. */
export interface RunTotals {
  readonly layers: number;
  readonly parameters: number;
  readonly parametersText: string;
  readonly macs: string;
  readonly flops: string;
  readonly activations: string;
  readonly peak: string;
  readonly time: string;
}

export interface RunWords {
  readonly lang: Lang;
  /** The picture that comes with the command. */
  readonly sample: string;
  /** What is run on, and its shape. */
  head(source: string, shape: string): string;
  readonly columns: Readonly<Record<RunColumn, string>>;
  /** Above the shapes. */
  readonly shapes: string;
  totals(totals: RunTotals): string;
  /** What the columns mean that need it. */
  readonly meanings: readonly (readonly [RunColumn, string])[];
  /** An axis of which every output depends on everything. */
  readonly whole: string;
  readonly behindMistake: string;
  writtenTo(folder: string): string;
  readonly onOnePage: string;
  notDrawn(layers: readonly string[]): string;
  readonly noDtype: string;
}

const EN: RunWords = {
  lang: 'en',
  sample: 'the sample picture',
  head: (source, shape) => `${source}: ${shape} (batch × channels × height × width)`,
  columns: { params: 'params', macs: 'MACs', memory: 'memory', sees: 'sees', stride: 'stride', time: 'time' },
  shapes: 'shape (N×C×H×W)',
  totals: ({ layers, parameters, parametersText, macs, flops, activations, peak, time }) =>
    `Total: ${[
      `${layers} ${layers === 1 ? 'layer' : 'layers'}`,
      `${parametersText} ${parameters === 1 ? 'parameter' : 'parameters'}`,
      `${macs} MACs (${flops} FLOPs)`,
      `${activations} of activations`,
      `at most ${peak} at once`,
      time,
    ].join(', ')}`,
  meanings: [
    ['sees', 'receptive field in pixels of the picture (height × width)'],
    ['stride', 'pixels of the picture between neighbouring outputs'],
    ['macs', 'multiply-accumulates of convolutions and linear layers, taps on padding counted'],
    ['memory', "bytes of the layer's output"],
  ],
  whole: 'all',
  behindMistake: 'Behind the mistake, so without sizes:',
  writtenTo: (folder) => `Written to ${folder} (pixels, height × width):`,
  onOnePage: 'all of it on one page',
  notDrawn: (layers) => `Not drawn, being no maps of one picture: layer ${layers.join(', ')}`,
  noDtype: 'A picture is float32: leave dtype out.',
};

const ZH: RunWords = {
  lang: 'zh',
  sample: '自带的示例图像',
  head: (source, shape) => `${source}：${shape}（批次 × 通道 × 高 × 宽）`,
  columns: { params: '参数量', macs: '乘加次数', memory: '内存', sees: '感受野', stride: '步幅', time: '时间' },
  shapes: '形状 (N×C×H×W)',
  totals: ({ layers, parametersText, macs, flops, activations, peak, time }) =>
    `合计：${[
      `${layers} 层`,
      `${parametersText} 个参数`,
      `${macs} 次乘加（${flops} FLOPs）`,
      `激活值 ${activations}`,
      `同时最多 ${peak}`,
      time,
    ].join('，')}`,
  meanings: [
    ['sees', '以图像的像素计（高 × 宽）'],
    ['stride', '相邻输出之间相隔的图像像素'],
    ['macs', '卷积层和全连接层的，落在填充上的也计入'],
    ['memory', '该层输出的字节数'],
  ],
  whole: '全部',
  behindMistake: '在错误之后，因此没有尺寸：',
  writtenTo: (folder) => `已写入 ${folder}（像素，高 × 宽）：`,
  onOnePage: '全部内容在一页上',
  notDrawn: (layers) => `没有画出的层，其输出不是一张图像的特征图：${layers.join('、')}`,
  noDtype: '图像是 float32：请去掉 dtype。',
};

const WORDS: Readonly<Record<Lang, RunWords>> = { en: EN, zh: ZH };

export const runWordsOf = (lang: Lang = 'en'): RunWords => WORDS[lang];
