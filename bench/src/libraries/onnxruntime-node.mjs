/** @file onnxruntime-node: native code. */

import * as ort from 'onnxruntime-node';
import { prepareSession } from './onnxruntime.mjs';

export const prepare = prepareSession.bind(null, { ...ort, executionProvider: 'cpu' });
