/** @file The Upsampling page's link: `cin=8&out=1&k=3&s=2&p=1&outpad=1&n=12&x=constant&w=ones&seed=0`. */

import type { Codec } from '../../kit/page.js';
import { FILLS, initialState, NUMBERS, type NumberName, type UpsamplingState, WEIGHTS } from './state.js';

/** Raised when an older link would mean something else. */
const VERSION = '1';

/** The same keys as in links to the Layer page. */
const KEYS: Readonly<Record<NumberName, string>> = {
  inChannels: 'cin',
  outChannels: 'out',
  kernelSize: 'k',
  stride: 's',
  padding: 'p',
  outputPadding: 'outpad',
  dilation: 'd',
};

/** A larger picture shows nothing more about its phases. */
const LARGEST = 4096;
const LONGEST_TOLD = 40;

const whole = (text: string): number | undefined =>
  /^\d{1,4}$/.test(text) && Number(text) <= LARGEST ? Number(text) : undefined;

const oneOf =
  <Word extends string>(words: readonly Word[]) =>
  (text: string): Word | undefined =>
    words.find((word) => word === text);

export function writeState({ numbers, size, fill, weights, seed }: UpsamplingState): URLSearchParams {
  return new URLSearchParams([
    ['v', VERSION],
    ...NUMBERS.map((name) => [KEYS[name], String(numbers[name])]),
    ['n', String(size)],
    ['x', fill],
    ['w', weights],
    ['seed', String(seed)],
  ]);
}

export function readState(query: URLSearchParams): { state: UpsamplingState; ignored: string[] } {
  const start = initialState();
  const left = new Map(query);
  const ignored: string[] = [];
  const take = <T>(key: string, read: (text: string) => T | undefined, usual: T): T => {
    const text = left.get(key);
    left.delete(key);
    const value = text === undefined ? usual : read(text);
    if (value === undefined) ignored.push(`${key}=${text}`.slice(0, LONGEST_TOLD));
    return value ?? usual;
  };
  take('v', oneOf([VERSION]), VERSION);
  const numbers = Object.fromEntries(
    NUMBERS.map((name) => [name, take(KEYS[name], whole, start.numbers[name])]),
  ) as Record<NumberName, number>;
  const state: UpsamplingState = {
    numbers,
    size: take('n', whole, start.size),
    fill: take('x', oneOf(FILLS), start.fill),
    weights: take('w', oneOf(WEIGHTS), start.weights),
    seed: take('seed', whole, start.seed),
  };
  for (const [key, text] of left) ignored.push(`${key}=${text}`.slice(0, LONGEST_TOLD));
  return { state, ignored };
}

export const codec: Codec<UpsamplingState> = { initial: initialState, read: readState, write: writeState };
