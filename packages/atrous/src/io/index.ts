/** @file Files of weights, as bytes in and bytes out: the library opens no file. */

import '../ops/methods.js';

export { formatSafetensors, parseSafetensors, type Safetensors } from './safetensors.js';
