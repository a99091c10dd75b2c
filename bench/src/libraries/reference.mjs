/** @file The reference: plain loops that sum in double precision. Its results are what all others are held to. */

import { useEngine } from 'atrous/engine';
import * as atrous from './atrous.mjs';

useEngine(null);

/** Always a user's call: it has no kernels that could run alone. */
export const prepare = (/** @type {import('../client.mjs').Job} */ job) => atrous.prepare({ ...job, level: 'api' });
