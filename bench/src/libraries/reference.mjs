/** @file The reference: plain loops that sum in double precision. Its results are what all others are held to. */

export { prepare } from './atrous.mjs';
