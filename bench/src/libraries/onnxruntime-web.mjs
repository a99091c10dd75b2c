/** @file onnxruntime-web: WebAssembly. */

import * as ort from 'onnxruntime-web';
import { THREADS } from '../threads.mjs';
import { prepareSession } from './onnxruntime.mjs';

ort.env.wasm.numThreads = THREADS;
ort.env.logLevel = 'error';

export const prepare = prepareSession.bind(null, { ...ort, executionProvider: 'wasm', threads: THREADS });
