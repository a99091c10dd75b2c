/** @file What could be better in a network. */

import { type Advice, advise, fixText, groupAdvice, type IsWritten, type Lang, say } from 'atrous-explain';
import type { NetworkSpec, Shape } from 'atrous/spec';
import { fold } from '../run/wrap.js';

/** Errors are what the table stops at; here stand warnings and notes. */
export function adviceFor(network: NetworkSpec, input: Shape, isWritten: IsWritten | undefined): Advice[] {
  return advise(network, input, { isWritten }).filter(({ severity }) => severity !== 'error');
}

type AdviceWords = Readonly<Record<Advice['severity'], string>> & { more(count: number): string };

const WORDS: Readonly<Record<Lang, AdviceWords>> = {
  en: {
    error: 'error: ',
    warning: 'warning: ',
    note: 'note: ',
    more: (count) => `and the same at ${count} more, which --json tells`,
  },
  zh: { error: '错误：', warning: '警告：', note: '提示：', more: (count) => `另有 ${count} 处相同，见 --json` },
};

/** Layers told of one kind of advice. */
const MOST = 3;

function problemLines({ severity, problem, fixes: [first] }: Advice, lang: Lang, width: number): string[] {
  const lines = [`${WORDS[lang][severity]}${say(problem, lang)}`, ...(first ? [`  ${fixText(first)}`] : [])];
  return lines.map((line) => fold(line, width, 4));
}

/** Layers of which the same is to be said, and why. */
function groupLines(same: readonly Advice[], lang: Lang, width: number): string[] {
  const rest = same.length - MOST;
  const more = rest > 0 ? [`  ${WORDS[lang].more(rest)}`] : [];
  return [
    ...same.slice(0, MOST).flatMap((advice) => problemLines(advice, lang, width)),
    ...more,
    fold(`  ${say(same[0]!.reason, lang)}`, width, 2),
  ];
}

/** The advice, what has one reason together. */
export function adviceLines(all: readonly Advice[], lang: Lang, width: number): string[] {
  return groupAdvice(all).flatMap((same) => groupLines(same, lang, width));
}

export function adviceJson(all: readonly Advice[], lang: Lang): object[] {
  return all.map(({ id, severity, node, problem, reason, fixes }) => ({
    id,
    severity,
    node,
    problem: say(problem, lang),
    reason: say(reason, lang),
    fixes,
  }));
}
