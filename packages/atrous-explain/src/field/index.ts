/** @file Receptive fields of networks, position by position. */

export { type Alignment, type Branch, branchAlignment } from './alignment.js';
export { type FieldAt, type FieldAxisAt, type FieldPhase, type FieldPhases, fieldAt, fieldPhases } from './field.js';
export { type PathCounts, pathCounts, type Spread, spreadOf } from './paths.js';
