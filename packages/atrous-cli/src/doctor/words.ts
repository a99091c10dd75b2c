/** @file The words of `atrous doctor`, in both languages. */

import type { InputSource, Lang } from 'atrous-explain';

export interface DoctorWords {
  /** Where an input comes from that nobody said. */
  readonly sources: Readonly<Record<InputSource | 'file', string>>;
  runs(input: string, output: string): string;
  stops(input: string): string;
  layer(text: string, nodes: readonly string[]): string;
  readonly causes: string;
  readonly otherInput: string;
  helps(changes: number): string;
  /** A change, and what comes of it; without an output it gets further and fails elsewhere. */
  fix(title: string, works: boolean, output: string | undefined): string;
  readonly unknown: string;
  readonly unknownHint: string;
}

const EN: DoctorWords = {
  sources: {
    given: '',
    text: ' (as the text tries it; --in gives another)',
    file: ' (as the file declares; --in gives another)',
    message: ' (which leads to this message)',
    usual: ' (assumed; --in gives another)',
  },
  runs: (input, output) => `It runs: ${input} → ${output}`,
  stops: (input) => `It stops, for an input of ${input}:`,
  layer: (text, nodes) => `Layer: ${text}${nodes.length > 0 ? ` (${nodes.join(', ')})` : ''}`,
  causes: 'What usually leads to it:',
  otherInput: 'The message has other sizes than the assumed input leads to: name the real one with --in.',
  helps: (changes) => (changes === 1 ? 'What helps, tried out:' : 'What helps, each tried out:'),
  fix: (title, works, output) =>
    `${title}: ${works ? `runs${output === undefined ? '' : `, gives ${output}`}` : 'gets further, then fails elsewhere'}`,
  unknown: 'this is no error message of PyTorch that is known, and no network',
  unknownHint: 'Paste the whole traceback, or the code of the model.',
};

const ZH: DoctorWords = {
  sources: {
    given: '',
    text: '（取自文本；可用 --in 另给）',
    file: '（文件中声明；可用 --in 另给）',
    message: '（由它得到这条报错）',
    usual: '（假定值；可用 --in 另给）',
  },
  runs: (input, output) => `可以运行：${input} → ${output}`,
  stops: (input) => `输入为 ${input} 时停在这里：`,
  layer: (text, nodes) => `层：${text}${nodes.length > 0 ? `（${nodes.join('、')}）` : ''}`,
  causes: '常见原因：',
  otherInput: '报错中的尺寸与假定的输入不符：请用 --in 给出真实的输入。',
  helps: (changes) => (changes === 1 ? '可行的修改，已试过：' : '可行的修改，都已试过：'),
  fix: (title, works, output) =>
    `${title}：${works ? `可以运行${output === undefined ? '' : `，得到 ${output}`}` : '能继续往下，但在别处失败'}`,
  unknown: '这不是已知的 PyTorch 报错，也不是网络',
  unknownHint: '请粘贴完整的报错，或模型的代码。',
};

const WORDS: Readonly<Record<Lang, DoctorWords>> = { en: EN, zh: ZH };

export const doctorWords = (lang: Lang): DoctorWords => WORDS[lang];
