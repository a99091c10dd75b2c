/** @file The engine with V8's re-vectoriser, which pairs vectors of four numbers. */

import { configure } from './atrous.mjs';

configure({ v8Flags: ['revectorize'] });

export { prepare } from './atrous.mjs';
