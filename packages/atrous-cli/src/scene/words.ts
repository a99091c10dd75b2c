/** @file Values of the options that pictures share. */

import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { EXIT, Failure } from '../failure.js';
import { reasonOf } from '../words/refusals.js';

/** `7x7` or `1,3,224,224`: the spatial sizes, or the whole shape. */
export function parseSizes(text: string): number[] {
  const sizes = text
    .trim()
    .split(/\s*[x×,]\s*/i)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (sizes.length > 5 || !sizes.every((size) => Number.isSafeInteger(size) && size > 0))
    throw new InvalidArgumentError('Give sizes as 7x7 (height × width), or a whole shape as 1,3,224,224.');
  return sizes;
}

export function parseCount(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Give a whole number from 0 on.');
  return Number(text);
}

export function parseRate(text: string): number {
  const rate = Number(text);
  if (!(rate >= 1 && rate <= 50)) throw new InvalidArgumentError('Give pictures per second, from 1 to 50.');
  return rate;
}

/** @throws Failure with exit code 3 */
export async function writeResult(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new Failure(EXIT.file, `cannot write ${path}: ${reasonOf(error)}`);
  }
}
