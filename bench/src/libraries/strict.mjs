/** @file The engine as it comes: direct algorithms only. */

import 'atrous/engine';

export { prepare } from './atrous.mjs';
