/** @file The values of the command's options, read strictly. */

import { InvalidArgumentError } from 'commander';
import { nearest } from 'atrous/spec';
import { formatCount } from 'atrous-explain/read';
import { MOST_PIXELS } from './photo.js';
import { PRESETS } from 'atrous-explain/pictures';

/** `304x228`, height first; at most as many pixels as a picture file may have. */
export function parseSize(text: string): [height: number, width: number] {
  const [, height, width] = /^(\d+)\s*[x×]\s*(\d+)$/i.exec(text.trim()) ?? [];
  if (height === undefined || width === undefined || Number(height) < 1 || Number(width) < 1)
    throw new InvalidArgumentError('Give it as HEIGHTxWIDTH, for example 304x228.');
  if (Number(height) * Number(width) > MOST_PIXELS)
    throw new InvalidArgumentError(`At most ${formatCount(MOST_PIXELS)} pixels can be resized to.`);
  return [Number(height), Number(width)];
}

/** One number, or one per channel: `0.5` or `0.485,0.456,0.406`. */
export function parseNumbers(text: string): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) throw new InvalidArgumentError('Give numbers separated by commas.');
  return numbers;
}

/** As `parseNumbers`, for numbers that something is divided by. */
export function parseDivisors(text: string): number[] {
  const numbers = parseNumbers(text);
  if (numbers.includes(0)) throw new InvalidArgumentError('It cannot be 0: values are divided by it.');
  return numbers;
}

/** A seed as `torch.manual_seed` takes it. */
export function parseSeed(text: string): bigint {
  const seed = /^-?\d+$/.test(text) ? BigInt(text) : undefined;
  if (seed === undefined || seed < -(2n ** 63n) || seed >= 2n ** 64n)
    throw new InvalidArgumentError('Give an integer from -2**63 to 2**64 - 1.');
  return seed;
}

/** A class by its place in the network's output. */
export function parseTarget(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number: the first class is 0.');
  return Number(text);
}

/** Names of classic filters. */
export function parsePresets(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const known = Object.keys(PRESETS);
  const unknown = names.find((name) => !Object.hasOwn(PRESETS, name));
  if (unknown === undefined) return names;
  const meant = nearest(unknown, known);
  const hint = meant === undefined ? `The names are ${known.join(', ')}.` : `Did you mean ${meant}?`;
  throw new InvalidArgumentError(`There is no filter '${unknown}'. ${hint}`);
}
