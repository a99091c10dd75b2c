/** @file The engine as it comes: direct algorithms only. */

export { prepare } from './atrous.mjs';
