/** @file The engine with fused multiply-add, which Node 20 has behind a flag. */

import { configure } from './atrous.mjs';

configure({ v8Flags: ['relaxed-simd'] });

export { prepare } from './atrous.mjs';
