/** @file What is said of a layer that cannot be drawn as was asked, in both languages. */

import type { Lang } from 'atrous-explain/read';

export interface SceneFailureWords {
  readonly cannotRead: string;
  readonly noLayer: string;
  example(text: string): string;
  oneLayer(view: string | undefined, layers: number): string;
  readonly fieldForSeveral: string;
  noView(op: string, view: string): string;
  views(views: readonly string[]): string;
  noChannel(channel: number): string;
  noFrame(frame: number): string;
  /** Which channels or frames there are, from 0 on. */
  range(last: number): string;
}

const EN: SceneFailureWords = {
  cannotRead: 'cannot read the layer',
  noLayer: 'there is no layer in the text',
  example: (text) => `For example: ${text}`,
  oneLayer: (view, layers) =>
    view === 'matrix'
      ? `a matrix is that of one layer, and there are ${layers}`
      : `--view ${view} shows one layer, and there are ${layers}`,
  fieldForSeveral: 'Several layers have a picture in atrous animate --view field.',
  noView: (op, view) => `${op} has no view '${view}'`,
  views: (views) => `It has ${views.join(', ')}.`,
  noChannel: (channel) => `there is no output channel ${channel}`,
  noFrame: (frame) => `there is no frame ${frame}`,
  range: (last) => `They are 0 to ${last}.`,
};

const ZH: SceneFailureWords = {
  cannotRead: '不能读取该层',
  noLayer: '文本中没有层',
  example: (text) => `例如：${text}`,
  oneLayer: (view, layers) =>
    view === 'matrix' ? `矩阵属于一层，而这里有 ${layers} 层` : `--view ${view} 只画一层，而这里有 ${layers} 层`,
  fieldForSeveral: '多层可用 atrous animate --view field。',
  noView: (op, view) => `${op} 没有视图 '${view}'`,
  views: (views) => `可用的视图：${views.join('、')}。`,
  noChannel: (channel) => `没有输出通道 ${channel}`,
  noFrame: (frame) => `没有第 ${frame} 帧`,
  range: (last) => `可取 0 到 ${last}。`,
};

const WORDS: Readonly<Record<Lang, SceneFailureWords>> = { en: EN, zh: ZH };

export const sceneFailureWords = (lang: Lang = 'en'): SceneFailureWords => WORDS[lang];
