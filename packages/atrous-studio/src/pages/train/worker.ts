/** @file The thread that trains. */

import { type Told, TrainingRun, type Wish } from './run.js';

const run = new TrainingRun((told: Told) => postMessage(told));
addEventListener('message', ({ data }: MessageEvent<Wish>) => run.obey(data));
