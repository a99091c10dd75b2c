/** @file The Upsampling page's link: `cin=8&out=1&k=3&s=2&p=1&outpad=1&n=12&x=constant&w=ones&seed=0`. */

import type { Codec } from '../../kit/page.js';
import { oneOf, QueryReader, wholeUpTo } from '../../kit/query.js';
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
const whole = wholeUpTo(LARGEST);

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
  const reader = new QueryReader(query);
  reader.take('v', oneOf([VERSION]));
  const numbers = Object.fromEntries(
    NUMBERS.map((name) => [name, reader.take(KEYS[name], whole) ?? start.numbers[name]]),
  ) as Record<NumberName, number>;
  const state: UpsamplingState = {
    numbers,
    size: reader.take('n', whole) ?? start.size,
    fill: reader.take('x', oneOf(FILLS)) ?? start.fill,
    weights: reader.take('w', oneOf(WEIGHTS)) ?? start.weights,
    seed: reader.take('seed', whole) ?? start.seed,
  };
  return { state, ignored: reader.ignored() };
}

export const codec: Codec<UpsamplingState> = { initial: initialState, read: readState, write: writeState };
