/** @file The engine as it comes: Winograd where it pays. */

export { prepare } from './atrous.mjs';
