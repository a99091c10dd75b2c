/** @file The Train page's link: `opt=sgd&lr=500&batch=32&noise=20&seed=0`, the rate in ten-thousandths. */

import type { Codec } from '../../kit/page.js';
import { oneOf, QueryReader, wholeUpTo } from '../../kit/query.js';
import { BATCHES, initialState, LARGEST, OPTIMISERS, type TrainState, USUAL_RATE } from './state.js';

/** Raised when an older link would mean something else. */
const VERSION = '1';

export function writeState({ optimiser, rate, batch, noise, seed }: TrainState): URLSearchParams {
  return new URLSearchParams([
    ['v', VERSION],
    ['opt', optimiser],
    ['lr', String(rate)],
    ['batch', String(batch)],
    ['noise', String(noise)],
    ['seed', String(seed)],
  ]);
}

export function readState(query: URLSearchParams): { state: TrainState; ignored: string[] } {
  const start = initialState();
  const reader = new QueryReader(query);
  reader.take('v', oneOf([VERSION]));
  const optimiser = reader.take('opt', oneOf(OPTIMISERS)) ?? start.optimiser;
  const state: TrainState = {
    optimiser,
    rate: reader.take('lr', wholeUpTo(LARGEST.rate)) ?? USUAL_RATE[optimiser],
    batch: reader.take('batch', (text) => BATCHES.find((size) => String(size) === text)) ?? start.batch,
    noise: reader.take('noise', wholeUpTo(LARGEST.noise)) ?? start.noise,
    seed: reader.take('seed', wholeUpTo(LARGEST.seed)) ?? start.seed,
  };
  return { state, ignored: reader.ignored() };
}

export const codec: Codec<TrainState> = { initial: initialState, read: readState, write: writeState };
