/** @file onnxruntime-node: native code. */

import * as ort from 'onnxruntime-node';
import { THREADS } from '../threads.mjs';
import { prepareSession } from './onnxruntime.mjs';

export const prepare = prepareSession.bind(null, { ...ort, executionProvider: 'cpu', threads: THREADS });
