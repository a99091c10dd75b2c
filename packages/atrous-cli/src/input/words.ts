/** @file The values of the command's options, read strictly. */

import { InvalidArgumentError } from 'commander';
import { PRESETS } from './presets.js';

/** `304x228`, height first. */
export function parseSize(text: string): [height: number, width: number] {
  const [, height, width] = /^(\d+)\s*[x×]\s*(\d+)$/i.exec(text.trim()) ?? [];
  if (height === undefined || width === undefined || Number(height) < 1 || Number(width) < 1)
    throw new InvalidArgumentError('Give it as HEIGHTxWIDTH, for example 304x228.');
  return [Number(height), Number(width)];
}

/** One number, or one per channel: `0.5` or `0.485,0.456,0.406`. */
export function parseNumbers(text: string): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) throw new InvalidArgumentError('Give numbers separated by commas.');
  return numbers;
}

/** A seed as `torch.manual_seed` takes it: any integer. */
export function parseSeed(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('Give an integer.');
  return BigInt(text);
}

export function parsePresets(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !Object.hasOwn(PRESETS, name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no «${unknown}»; there are ${Object.keys(PRESETS).join(', ')}.`);
  return names;
}
