/** @file `atrous/engine` as Node, Deno and Bun import it: with calibration. */

import '../engine/calibrate.js';

export * from '../engine/index.js';
