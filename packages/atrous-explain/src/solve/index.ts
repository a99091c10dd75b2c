/** @file Sizes in, settings out; networks whose sizes fit. */

export {
  type AxisKnobs,
  type FixedKnobs,
  type Interval,
  type Limits,
  type Solution,
  type SolveOp,
  type SolveQuery,
  type StrideProof,
} from './types.js';
export { type SolveResult, solve } from './solve.js';
export { solutionSpec } from './solution.js';
export { type Alternatives, type NearSize, type PaddedAnswer, alternatives } from './alternatives.js';
export { type ChainLayer, type ChainQuery, type ChainSolution, type ChainStep, solveChain } from './chain.js';
export { type SameAsTensorFlow, type Wish, type WishQuery, ask, sameAsTensorFlow, wishedSizes } from './queries.js';
export { type SafeSizes, type SafeSizesOptions, type SizePattern, nearestSafe, safeSizes } from './safe-sizes.js';
export { type PictureSize, smallestPicture } from './smallest-picture.js';
export { type Repair, repairInFeatures, repairSkips } from './network.js';
export { type Walk, type WalkFailure, walkNetwork } from './walk.js';
