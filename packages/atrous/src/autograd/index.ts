/** @file The tape. It knows no operation: rules stand beside the operations, in `ops/`. */

export { joint } from './joint.js';
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from './mode.js';
export { type GradientHook, type GradientRule, Node } from './node.js';
export { checkInPlace, differentiable, isRecorded, nodeOf, succeed } from './record.js';
export { type Passing, type Start, walk, type WalkOptions } from './walk.js';
