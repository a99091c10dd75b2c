/** @file `atrous` as Node, Deno and Bun import it: the library, with the CPU engine in use from the start. */

import '../engine/index.js';

export * from '../index.js';
