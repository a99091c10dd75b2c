/** @file The engine with tiles chosen by timing. */

import { configureEngine } from 'atrous/engine';

configureEngine({ tune: true });

export { prepare } from './atrous.mjs';
