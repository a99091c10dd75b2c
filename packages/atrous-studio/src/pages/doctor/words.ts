/** @file The words of the Doctor page, in both languages. */

import { language, type WordsOf } from '../../kit/language.svelte.js';

const EN = {
  heading: 'Doctor: what is wrong, and what to change',
  hint: 'Paste PyTorch code, what print(model) shows, or an error message. A traceback with the code below it works best.',
  empty: 'Paste your error',
  emptyText:
    'Code, print(model) or a traceback: it is read here, never run, and stays on this computer. You get the sizes step by step, the first step that fails, and changes that were tried.',
  examples: 'Try one',
  exampleFlatten: 'a classifier after a change of input size',
  exampleChannels: 'Given groups=1, weight of size …',
  exampleSkip: 'a U-Net whose skip does not fit',
  examplePrinted: 'a printed model',
  unknown: 'This is no error message of PyTorch that is known here, and no network.',
  unknownHint: 'Paste the whole traceback, or the code of the model.',
};

export type DoctorWords = WordsOf<typeof EN>;

const ZH: DoctorWords = {
  heading: '诊断：哪里错了，该改什么',
  hint: '粘贴 PyTorch 代码、print(model) 的输出或报错信息。报错连同代码一起粘贴效果最好。',
  empty: '粘贴您的报错',
  emptyText:
    '代码、print(model) 或报错信息都可以：只在本页读取，绝不运行，也不会离开这台电脑。您会看到逐步的尺寸、第一个出错的地方，以及试过可行的修改。',
  examples: '试一个',
  exampleFlatten: '改变输入尺寸后的分类器',
  exampleChannels: 'Given groups=1, weight of size …',
  exampleSkip: '跳跃连接对不上的 U-Net',
  examplePrinted: '打印的模型',
  unknown: '这不是已知的 PyTorch 报错，也不是网络。',
  unknownHint: '请粘贴完整的报错，或模型的代码。',
};

/** The page's words in the language in use. */
export const doctorWords = (): DoctorWords => language.pick({ en: EN, zh: ZH });
