/** @file The engine with precision 'default' and tiles chosen by timing. */

import { configureEngine } from 'atrous/engine';

configureEngine({ precision: 'default', tune: true });

export { prepare } from './atrous.mjs';
