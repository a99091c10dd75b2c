/** @file The engine with precision 'default' and fused multiply-add, which Node 20 has behind a flag. */

import { configureEngine } from 'atrous/engine';

configureEngine({ precision: 'default', v8Flags: ['relaxed-simd'] });

export { prepare } from './atrous.mjs';
