/** @file onnxruntime-web: WebAssembly, one thread. */

import * as ort from 'onnxruntime-web';
import { prepareSession } from './onnxruntime.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

export const prepare = prepareSession.bind(null, { ...ort, executionProvider: 'wasm' });
