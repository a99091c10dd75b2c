/** @file Shapes, orders and parts of tensors. `reshape`, `view`, `squeeze` and `unsqueeze` share storage; the rest copies. */

export { expand, repeat } from './expand.js';
export { gather, indexSelect } from './gather.js';
export { cat, stack } from './join.js';
export { flip, permute, t, transpose } from './permute.js';
export { chunk, narrow, select, slice, split } from './select.js';
export { reshape, squeeze, unsqueeze, view } from './view.js';
