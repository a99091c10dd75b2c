/** @file Checkerboards of transposed convolutions: their overlap, one number for it, and what helps. */

export {
  type CheckerOptions,
  type CheckerReport,
  type ComputeLayer,
  type Measured,
  compareRemedies,
} from './compare.js';
export { type OverlapMap, overlapMap, phaseSums } from './overlap.js';
export { type Initial, type Remedy, type RemedyId, type WeightedLayer, initialValues, remediesOf } from './remedies.js';
export { type Inner, type Unevenness, type Values, phaseMeans, unevennessOf } from './unevenness.js';
