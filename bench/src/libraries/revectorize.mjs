/** @file The engine with precision 'default' and V8's re-vectoriser, which pairs vectors of four numbers. */

import { configureEngine } from 'atrous/engine';

configureEngine({ precision: 'default', v8Flags: ['revectorize'] });

export { prepare } from './atrous.mjs';
