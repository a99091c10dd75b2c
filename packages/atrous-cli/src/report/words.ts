/** @file The words of the HTML report, in both languages. */

import type { Lang } from 'atrous-explain/read';
import type { FigureKind } from './data.js';

export interface ReportWords {
  title(layers: number, source: string): string;
  /** Under the title. */
  lede(layers: number, source: string): string;
  /** Of what the network gives, in this order: sizes, parameters, multiply-adds, activations, time. */
  readonly facts: readonly [string, string, string, string, string];
  readonly input: string;
  readonly preprocessing: string;
  readonly network: string;
  readonly weights: string;
  readonly noWeights: string;
  readonly layers: string;
  readonly layersTable: string;
  readonly layersList: string;
  readonly maps: string;
  readonly sizes: string;
  readonly tableNote: string;
  /** Of the table's columns. */
  readonly heads: readonly [string, string, string, string, string, string, string, string];
  readonly total: string;
  readonly figures: Readonly<Record<FigureKind, string>>;
  /** Behind the heading of a figure, for whoever hears it. */
  of(layer: string): string;
  note(axis: string, note: string): string;
  /** Under the picture. */
  inputCaption(source: string, sizes: string): string;
  inputAlt(source: string): string;
}

const EN: ReportWords = {
  title: (layers, source) => `What ${layers === 1 ? 'a layer' : `${layers} layers`} see in ${source}`,
  lede: (layers, source) =>
    `${layers} ${layers === 1 ? 'layer' : 'layers'} on ${source}. Sizes are batch × channels × height × width: heights come before widths.`,
  facts: ['Output', 'Parameters', 'Multiply-adds', 'Activations', 'Time'],
  input: 'Input and network',
  preprocessing: 'From picture to tensor',
  network: 'Network',
  weights: 'Weights',
  noWeights: 'the network has none',
  layers: 'Layer by layer',
  layersTable: 'Table of layers',
  layersList: 'Layers',
  maps: 'Feature maps',
  sizes: 'Size of each axis',
  tableNote:
    "The bar under a layer's multiply-adds is its share of the largest. Receptive field and stride are height × width, in pixels of the input.",
  heads: ['Layer', 'Input → output', 'Parameters', 'Multiply-adds', 'Activations', 'Receptive field', 'Stride', 'Time'],
  total: 'Total',
  figures: { channels: 'All channels', strongest: 'Strongest channels', heat: 'Heat map', filters: 'Filters' },
  of: (layer) => ` of ${layer}`,
  note: (axis, note) => `${axis}: ${note}`,
  inputCaption: (source, sizes) => `${source}: ${sizes}`,
  inputAlt: (source) => `The input: ${source}.`,
};

/** Names of files stand apart from Chinese characters. */
const apart = (name: string): string => (/^[!-~]/.test(name) ? ` ${name} ` : name);

const ZH: ReportWords = {
  title: (layers, source) => `${layers} 层网络在${apart(source)}中看到什么`,
  lede: (layers, source) => `${layers} 层，输入为${apart(source)}。尺寸依次为 批次 × 通道 × 高 × 宽：高在宽之前。`,
  facts: ['输出', '参数量', '乘加次数', '激活值', '时间'],
  input: '输入与网络',
  preprocessing: '从图像到张量',
  network: '网络',
  weights: '权重',
  noWeights: '该网络没有权重',
  layers: '逐层',
  layersTable: '各层的表格',
  layersList: '各层',
  maps: '特征图',
  sizes: '各轴的尺寸',
  tableNote: '乘加次数下面的条表示与最大一层之比。感受野和步幅为 高 × 宽，以输入的像素计。',
  heads: ['层', '输入 → 输出', '参数量', '乘加次数', '激活值', '感受野', '步幅', '时间'],
  total: '合计',
  figures: { channels: '全部通道', strongest: '最强的通道', heat: '热力图', filters: '滤波器' },
  of: (layer) => `，${layer}`,
  note: (axis, note) => `${axis}：${note}`,
  inputCaption: (source, sizes) => `${source}：${sizes}`,
  inputAlt: (source) => `输入：${source}。`,
};

const WORDS: Readonly<Record<Lang, ReportWords>> = { en: EN, zh: ZH };

export const reportWords = (lang: Lang = 'en'): ReportWords => WORDS[lang];
