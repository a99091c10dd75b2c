/** @file The engine with precision 'strict': direct algorithms only. */

import { configure } from './atrous.mjs';

configure({ precision: 'strict' });

export { prepare } from './atrous.mjs';
