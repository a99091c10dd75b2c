/** @file The engine with tiles chosen by timing. */

import { configure } from './atrous.mjs';

configure({ tune: true });

export { prepare } from './atrous.mjs';
