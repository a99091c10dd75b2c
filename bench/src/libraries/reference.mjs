/** @file The reference: plain loops that sum in double precision. Its results are what all others are held to. */

import { useEngine } from 'atrous/engine';

useEngine(null);

export { prepare } from './atrous.mjs';
