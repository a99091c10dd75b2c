/** @file What could be better in a network. */

import { type Advice, advise, type IsWritten, type SpecFix } from 'atrous-explain';
import type { NetworkSpec, Shape } from 'atrous/spec';
import { fold } from '../run/wrap.js';

/** Errors are what the table stops at; here stand warnings and notes. */
export function adviceFor(network: NetworkSpec, input: Shape, isWritten: IsWritten | undefined): Advice[] {
  return advise(network, input, { isWritten }).filter(({ severity }) => severity !== 'error');
}

/** Layers told of one kind of advice. */
const MOST = 3;

const fixText = ({ edits }: SpecFix): string => edits.map(({ node, text }) => `${node}: ${text}`).join(', ');

function problemLines({ severity, problem, fixes: [first] }: Advice, width: number): string[] {
  const lines = [`${severity}: ${problem.text}`, ...(first ? [`  ${fixText(first)}`] : [])];
  return lines.map((line) => fold(line, width, 4));
}

/** Layers of which the same is to be said, and why. */
function groupLines(same: readonly Advice[], width: number): string[] {
  const rest = same.length - MOST;
  const more = rest > 0 ? [`  and the same at ${rest} more, which --json tells`] : [];
  return [
    ...same.slice(0, MOST).flatMap((advice) => problemLines(advice, width)),
    ...more,
    fold(`  ${same[0]!.reason.text}`, width, 2),
  ];
}

/** The advice, what has one reason together. */
export function adviceText(all: readonly Advice[], width: number): string {
  const groups = new Map<string, Advice[]>();
  for (const advice of all) {
    const key = `${advice.id} ${advice.reason.text}`;
    groups.set(key, [...(groups.get(key) ?? []), advice]);
  }
  return [...groups.values()].flatMap((same) => groupLines(same, width)).join('\n');
}

export function adviceJson(all: readonly Advice[]): object[] {
  return all.map(({ id, severity, node, problem, reason, fixes }) => ({
    id,
    severity,
    node,
    problem: problem.text,
    reason: reason.text,
    fixes,
  }));
}
