/** @file `atrous/nn` as Node, Deno and Bun import it: with the CPU engine in use. */

import '../engine/index.js';

export * from '../nn/index.js';
