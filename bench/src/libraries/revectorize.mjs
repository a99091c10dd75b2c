/** @file The engine with V8's re-vectoriser, which pairs vectors of four numbers. */

import { configureEngine } from 'atrous/engine';

configureEngine({ v8Flags: ['revectorize'] });

export { prepare } from './atrous.mjs';
