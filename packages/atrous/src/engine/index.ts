/**
 * @file The CPU engine, told to the operations: `import 'atrous/engine'` makes convolutions, transposed convolutions and
 * linear layers, normalisations, activations, arithmetic, sums, and all gradients of these, of float32 run as emitted
 * wasm; and max pooling.
 *
 * Where there is no WebAssembly with SIMD, and for every case that `explain` calls the reference, the references run.
 */

import { useEngine } from '../ops/engine.js';
import * as cpu from './cpu/index.js';

useEngine(cpu);

export {
  configureEngine,
  type EngineMemory,
  engineMemory,
  type EngineOptions,
  explain,
  type Explanation,
  type LayerGeometries,
  type V8Flag,
} from './cpu/index.js';
export { useEngine } from '../ops/engine.js';
/** The engine itself, for `useEngine(cpu)` after `useEngine(null)`. */
export { cpu };
