/** @file Where a network's text comes from: the words themselves, a file, or standard input; or the bytes of an ONNX file. */

import { type Lang, looksLikeOnnx } from 'atrous-explain/read';
import { readFile, stat } from 'node:fs/promises';
import { EXIT, Failure } from '../failure.js';
import { reasonOf, refusalWords } from '../words/refusals.js';

export interface Source {
  readonly text: string;
  /** What problems are reported under: the name of the file, `stdin`, or what the words are called. */
  readonly label: string;
}

/** A text, or a model in bytes, of which the text is made by reading it. */
export interface ModelSource extends Source {
  readonly onnx?: Uint8Array;
}

/** Bytes as what they are. A file's name is believed where its content is damaged. */
function sourceOf(bytes: Buffer, label: string): ModelSource {
  if (looksLikeOnnx(bytes) || label.toLowerCase().endsWith('.onnx')) return { text: '', label, onnx: bytes };
  return { text: bytes.toString('utf8'), label };
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

async function standardInput(): Promise<Buffer> {
  if (process.stdin.isTTY) process.stderr.write('Paste the text, then end with Ctrl-D on a line of its own.\n');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/**
 * The words, the content of the file that they name, or standard input for `-`.
 *
 * @param label  what to call the words themselves
 * @param lang   of what is said where it cannot be read
 * @throws Failure where a file cannot be read
 */
export async function readModelSource(words: string, label: string, lang?: Lang): Promise<ModelSource> {
  if (words === '-') return sourceOf(await standardInput(), 'stdin');
  if (!looksLikeFile(words) && !(await exists(words))) return { text: words, label };
  try {
    return sourceOf(await readFile(words), words);
  } catch (error) {
    throw new Failure(EXIT.file, refusalWords(lang).cannotRead(words, reasonOf(error, lang)));
  }
}

/** As `readModelSource`, for commands that need a text. @throws Failure also for an ONNX file */
export async function readSource(words: string, label: string, lang?: Lang): Promise<Source> {
  const source = await readModelSource(words, label, lang);
  if (source.onnx === undefined) return source;
  throw new Failure(
    EXIT.usage,
    `${source.label} is an ONNX file, which has no text to read`,
    `atrous net ${words} shows its layers, and where they stop.`,
  );
}
