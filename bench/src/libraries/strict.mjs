/** @file The engine with precision 'strict': direct algorithms only. */

import { configureEngine } from 'atrous/engine';

configureEngine({ precision: 'strict' });

export { prepare } from './atrous.mjs';
