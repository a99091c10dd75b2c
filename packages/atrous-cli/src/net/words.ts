/** @file The words of the tables of `atrous net`, in both languages. CSV and JSON keep English names: programs read them. */

import type { Lang } from 'atrous-explain/read';
import type { ColumnName, Convention } from './trace-columns.js';

export interface NetWords {
  /** Of the columns; `name` and `layer` stand in every table. */
  readonly titles: Readonly<Record<'name' | 'layer' | ColumnName, string>>;
  /** In full, of a network that runs. */
  readonly parameters: string;
  readonly total: string;
  /** In the row of a layer that does not take its input. */
  readonly stops: string;
  operations(count: number): string;
  /** An axis of which every output depends on everything. */
  readonly whole: string;
  /** Numbers as they are printed: of operations, parameters, MACs, FLOPs, bytes of all outputs and at once. */
  totals(shapes: string, counts: NetCounts): string;
  /** Which products a convention counts. */
  readonly conventions: Readonly<Record<Convention, string>>;
  /** What a column means; `dtype` is that of the bytes. */
  macs(convention: Convention): string;
  memory(dtype: string): string;
  readonly alive: string;
  readonly sees: string;
  readonly stride: string;
  /** Between sentences. */
  readonly space: string;
  difference(parameters: number, shown: string): string;
  /** Of a network that runs: parameters whose row stands above. */
  readonly countedAbove: string;
  /** Parameters, those that are trained where that is not all, MACs and FLOPs. */
  moduleTotals(parameters: string, trained: string | undefined, macs: string, flops: string): string;
  unused(layers: readonly (readonly [name: string, parameters: string])[]): string;
  moduleLegend(convention: Convention): string;
}

export interface NetCounts {
  readonly operations: number;
  readonly parameters: number;
  readonly shownParameters: string;
  readonly macs: string;
  readonly flops: string;
  readonly activations: string;
  readonly peak: string;
}

const plural = (count: number, shown: string, one: string): string => `${shown} ${one}${count === 1 ? '' : 's'}`;

const EN: NetWords = {
  titles: {
    name: 'name',
    layer: 'layer',
    in: 'input',
    shape: 'output',
    params: 'params',
    macs: 'MACs',
    share: 'share',
    mem: 'memory',
    alive: 'alive',
    rf: 'sees',
    stride: 'stride',
  },
  parameters: 'parameters',
  total: 'total',
  stops: '✗ stops',
  operations: (count) => `${count} operations`,
  whole: 'all',
  totals: (shapes, { operations, parameters, shownParameters, macs, flops, activations, peak }) =>
    `Total: ${[
      shapes,
      plural(operations, String(operations), 'operation'),
      plural(parameters, shownParameters, 'parameter'),
      `${macs} MACs (${flops} FLOPs)`,
      `${activations} of activations`,
      `at most ${peak} at once`,
    ].join(', ')}`,
  conventions: {
    nominal: 'taps on padding counted',
    bias: 'taps on padding and additions of biases counted',
    effective: 'only taps that meet the input counted',
  },
  macs: (convention) => `MACs: multiply-accumulates, ${EN.conventions[convention]}.`,
  memory: (dtype) => `memory: bytes of the layer's output in ${dtype}, ▲ while most is kept at once.`,
  alive: 'alive: bytes of all that is kept while it runs, ▲ where that is most.',
  sees: 'sees: receptive field, in cells of the input.',
  stride: 'stride: cells of the input from one output to the next.',
  space: ' ',
  difference: (parameters, shown) =>
    `The model has ${plural(parameters, shown, 'parameter')}: layers that run twice, or never, make the difference.`,
  countedAbove: 'counted above',
  moduleTotals: (parameters, trained, macs, flops) =>
    `Total: ${parameters} parameters (${trained === undefined ? 'all' : trained} trainable), ${macs} MACs (${flops} FLOPs)`,
  unused: (layers) =>
    `Did not run: ${layers.map(([name, parameters]) => `${name} (${parameters} parameters)`).join(', ')}`,
  moduleLegend: (convention) =>
    `A module's numbers are the sums of what lies inside it. MACs: multiply-accumulates of convolutions and linear layers, ${EN.conventions[convention]}; functions that forward calls itself are not layers and have no row.`,
};

const ZH: NetWords = {
  titles: {
    name: '名称',
    layer: '层',
    in: '输入',
    shape: '输出',
    params: '参数量',
    macs: '乘加次数',
    share: '占比',
    mem: '内存',
    alive: '保留',
    rf: '感受野',
    stride: '步幅',
  },
  parameters: '参数量',
  total: '合计',
  stops: '✗ 停在这里',
  operations: (count) => `${count} 个运算`,
  whole: '全部',
  totals: (shapes, { operations, shownParameters, macs, flops, activations, peak }) =>
    `合计：${[
      shapes,
      `${operations} 个运算`,
      `${shownParameters} 个参数`,
      `${macs} 次乘加（${flops} FLOPs）`,
      `激活值 ${activations}`,
      `同时最多 ${peak}`,
    ].join('，')}`,
  conventions: {
    nominal: '落在填充上的也计入',
    bias: '落在填充上的和偏置的加法也计入',
    effective: '只计遇到输入的',
  },
  macs: (convention) => `乘加次数：${ZH.conventions[convention]}。`,
  memory: (dtype) => `内存：该层输出以 ${dtype} 计的字节数，▲ 处同时保留的最多。`,
  alive: '保留：运行该层时保留的全部字节数，▲ 处最多。',
  sees: '感受野：以输入的元素计。',
  stride: '步幅：相邻输出之间相隔的输入元素。',
  space: '',
  difference: (_, shown) => `模型共有 ${shown} 个参数：运行两次或从不运行的层造成差别。`,
  countedAbove: '上面已计',
  moduleTotals: (parameters, trained, macs, flops) =>
    `合计：${parameters} 个参数（${trained === undefined ? '全部' : `${trained} 个`}可训练），${macs} 次乘加（${flops} FLOPs）`,
  unused: (layers) => `没有运行：${layers.map(([name, parameters]) => `${name}（${parameters} 个参数）`).join('，')}`,
  moduleLegend: (convention) =>
    `模块的数字是其内部之和。乘加次数：卷积层和全连接层的，${ZH.conventions[convention]}；forward 直接调用的函数不是层，没有单独的行。`,
};

const WORDS: Readonly<Record<Lang, NetWords>> = { en: EN, zh: ZH };

export const netWordsOf = (lang: Lang = 'en'): NetWords => WORDS[lang];
