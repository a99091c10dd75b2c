/** @file Arithmetic about layers on plain integers: sizes, padding, taps, receptive field, cost. Needs no tensor. */

export type * from './types.js';
