/**
 * @file The CPU engine: float32 operations as wasm that is emitted at run time. Arrays in, a new array out; storages in, a
 * storage out, whose numbers stay in wasm memory until somebody reads them. Every function is undefined where the engine
 * cannot, and the reference must do it.
 */

import * as convolution from './conv.js';
import * as elements from './elementwise.js';
import * as matrices from './linear.js';
import * as norms from './normalization.js';
import * as pools from './pool.js';
import * as lines from './softmax.js';
import * as places from './pool-places.js';
import * as planes from './resize.js';
import { type Resident, resident } from './resident.js';
import * as gradients from './weight-gradient.js';

type Stays<F extends (...args: never[]) => unknown> = Resident<Parameters<F>, ReturnType<F>>;

export const conv: Stays<typeof convolution.conv> = resident(convolution.conv, [1, 2, 3], 'slowly');
export const convTranspose: Stays<typeof convolution.convTranspose> = resident(
  convolution.convTranspose,
  [1, 2, 3],
  'slowly',
);
export const convWeightGradient: Stays<typeof gradients.convWeightGradient> = resident(
  gradients.convWeightGradient,
  [1, 2],
);
export const linear: Stays<typeof matrices.linear> = resident(matrices.linear, [1, 2, 3], 'slowly');
export const matmul: Stays<typeof matrices.matmul> = resident(matrices.matmul, [1, 2], 'slowly');
export const linearInputGradient: Stays<typeof matrices.linearInputGradient> = resident(
  matrices.linearInputGradient,
  [1, 2],
);
export const linearWeightGradient: Stays<typeof matrices.linearWeightGradient> = resident(
  matrices.linearWeightGradient,
  [1, 2],
);
export const elementwise: Stays<typeof elements.elementwise> = resident(elements.elementwise, [1, 2], 'quickly');
export { adapt, descend } from './descent.js';
export { elementwiseInto } from './elementwise.js';
export const statistics: Stays<typeof norms.statistics> = resident(norms.statistics, [0]);
export const normalize: Stays<typeof norms.normalize> = resident(norms.normalize, [0]);
export const normSums: Stays<typeof norms.normSums> = resident(norms.normSums, [0, 1]);
export const normGradient: Stays<typeof norms.normGradient> = resident(norms.normGradient, [0, 1]);
export const elementSums: Stays<typeof norms.elementSums> = resident(norms.elementSums, [0, 1]);
export const totals: Stays<typeof norms.totals> = resident(norms.totals, [0]);
export const softmax: Stays<typeof lines.softmax> = resident(lines.softmax, [2, 3], 'quickly');
export const maxPool: Stays<typeof pools.maxPool> = resident(pools.maxPool, [1], 'slowly');
export const averages: Stays<typeof planes.averages> = resident(planes.averages, [1], 'slowly');
export const resize: Stays<typeof planes.resize> = resident(planes.resize, [1], 'slowly');
export const mirror: Stays<typeof planes.mirror> = resident(planes.mirror, [1], 'slowly');
export const maxPoolPlaces: Stays<typeof places.maxPoolPlaces> = resident(places.maxPoolPlaces, [1], 'slowly');

export { configureEngine, type EngineMemory, engineMemory, type EngineOptions } from './engine.js';
export { explain, type Explanation, type LayerGeometries } from './explain.js';
export { passing } from './passing.js';
export type { LinearSizes } from './linear.js';
export type { PackKey } from './packing.js';
export type { V8Flag } from './tuning/v8-flags.js';
