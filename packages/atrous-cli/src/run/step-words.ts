/** @file What is said of steps that cannot be run, and of where steps read, in both languages. */

import type { Lang } from 'atrous-explain/read';

export interface StepWords {
  /** How many, above the list of them. */
  cannotRun(count: number): string;
  /** Only the shape of what it gives is known; of a constant, not its values either. */
  shapeOnly(name: string, isConstant: boolean): string;
  givesTwo(name: string): string;
  /** A function with weights that are no module's. */
  noModule(name: string): string;
  readonly write: string;
}

const EN: StepWords = {
  cannotRun: (count) =>
    count === 1 ? 'one step of the network cannot be run' : `${count} steps of the network cannot be run`,
  shapeOnly: (name, isConstant) =>
    isConstant
      ? `of the tensor ${name} only the shape is known, not its values`
      : `of ${name} only the shape that it gives is known, not what it computes`,
  givesTwo: (name) => `${name} gives two tensors, and only one of them is handed on`,
  noModule: (name) => `the weights of ${name} belong to no module of the network, so that nothing can fill them`,
  write:
    'Write a layer of torch.nn or a function that stands for one, or leave it out; atrous net shows the sizes all the same.',
};

const ZH: StepWords = {
  cannotRun: (count) => `网络中有 ${count} 步不能运行`,
  shapeOnly: (name, isConstant) =>
    isConstant ? `张量 ${name} 只知道形状，不知道它的值` : `${name} 只知道给出的形状，不知道它计算什么`,
  givesTwo: (name) => `${name} 给出两个张量，而只传下其中一个`,
  noModule: (name) => `${name} 的权重不属于网络的任何模块，因此无从填入`,
  write: '请改写成 torch.nn 的层或相当于层的函数，或者去掉它；atrous net 仍可显示各步的尺寸。',
};

const WORDS: Readonly<Record<Lang, StepWords>> = { en: EN, zh: ZH };

export const stepWords = (lang: Lang = 'en'): StepWords => WORDS[lang];
