/**
 * @file The CPU engine, told to the operations: `import 'atrous/engine'` makes convolutions, transposed convolutions,
 * linear layers, normalisations, pooling, activations, arithmetic and sums of float32, and their gradients, run as
 * emitted wasm.
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
