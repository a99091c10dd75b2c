/** @file The parity table as data: what works, what comes later, what is not offered. */

import { readFileSync } from 'node:fs';

export type ParityState = 'works' | 'later' | 'not offered';

const STATES: readonly string[] = ['works', 'later', 'not offered'] satisfies ParityState[];

/** Rows of `docs/parity.md`: the PyTorch name in backquotes, then the state. */
export function readParity(): Map<string, ParityState> {
  const text = readFileSync(new URL('../../docs/parity.md', import.meta.url), 'utf8');
  const rows = new Map<string, ParityState>();
  for (const line of text.split('\n')) {
    const [, names, state] = /^\| (`[^|]+`) \| ([a-z ]+?) +\|/.exec(line.replaceAll(/ +/g, ' ')) ?? [];
    if (names === undefined || state === undefined) continue;
    if (!STATES.includes(state)) throw new Error(`docs/parity.md: unknown state «${state}» of ${names}`);
    for (const [, name] of names.matchAll(/`([^`]+)`/g)) {
      if (rows.has(name!)) throw new Error(`docs/parity.md: two rows for ${name}`);
      rows.set(name!, state as ParityState);
    }
  }
  return rows;
}

/** Error texts under the heading «Error texts not offered», one fenced block. */
export function readTextsNotOffered(): string[] {
  const text = readFileSync(new URL('../../docs/parity.md', import.meta.url), 'utf8');
  const block = /## Error texts not offered[\s\S]*?```text\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  return block.split('\n').filter((line) => line !== '');
}
