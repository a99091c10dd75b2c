/** @file Where a network's text comes from: the words themselves, a file, or standard input. */

import { readFile, stat } from 'node:fs/promises';
import { EXIT, Failure, reasonOf } from '../failure.js';

export interface Source {
  readonly text: string;
  /** What problems are reported under: the name of the file, `stdin`, or what the words are called. */
  readonly label: string;
}

/** Text that can only be a file's name: no call and no line break in it, and the ending of one. */
const looksLikeFile = (words: string): boolean => !/[(\n]/.test(words) && /^\S.*\.\w{1,5}$/.test(words.trim());

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Paste the text, then end with Ctrl-D on a line of its own.\n');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The words, the content of the file that they name, or standard input for `-`.
 *
 * @param label  what to call the words themselves
 * @throws Failure where a file cannot be read
 */
export async function readSource(words: string, label: string): Promise<Source> {
  if (words === '-') return { text: await standardInput(), label: 'stdin' };
  if (!looksLikeFile(words) && !(await exists(words))) return { text: words, label };
  try {
    return { text: await readFile(words, 'utf8'), label: words };
  } catch (error) {
    throw new Failure(EXIT.file, `cannot read ${words}: ${reasonOf(error)}`);
  }
}
