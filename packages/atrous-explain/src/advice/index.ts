/** @file What to change in a network, and why. */

export { type Edit, applyEdits } from './edit.js';
