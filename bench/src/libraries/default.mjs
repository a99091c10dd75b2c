/** @file The engine with precision 'default': Winograd where it pays. */

import { configureEngine } from 'atrous/engine';

configureEngine({ precision: 'default' });

export { prepare } from './atrous.mjs';
