/** @file Standard input, given by a test. */

import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { atrous, type Ended } from '../command.js';

/** Runs `atrous WORDS` with a text on its standard input. */
export async function piped(text: string, ...words: string[]): Promise<Ended> {
  const stdin = Readable.from([Buffer.from(text)]) as unknown as typeof process.stdin;
  const spy = vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin);
  try {
    return await atrous(...words);
  } finally {
    spy.mockRestore();
  }
}
