/** @file What a scene is of: a layer on an input, a view, and what is selected. */

import type { LayerSpec, NetworkSpec, Shape } from 'atrous/spec';
import type { Lang } from '../explain/words/phrase.js';
import type { SceneValues } from './values.js';

/**
 * - `slide`   windows slide over the input; for every convolution and pool
 * - `stamp`   each input cell of a transposed convolution stamps the kernel onto the output
 * - `gather`  the same layer as a window that slides over its input with zeros put in
 * - `morph`   one of them turning into the other
 * - `matrix`  the layer as the matrix that it multiplies with
 */
export type View = 'slide' | 'stamp' | 'gather' | 'morph' | 'matrix';

export interface LayerState {
  readonly spec: LayerSpec;
  /** Shape of the whole input, channels included. */
  readonly input: Shape;
  readonly view: View;
  /** The output channel that is made; default 0. */
  readonly channel?: number | undefined;
  /** `morph` only: 0 is the stamps, 1 the gathering window; default 0.5. */
  readonly morph?: number | undefined;
  /** Frames follow each other without motion; default false. */
  readonly reducedMotion?: boolean | undefined;
  readonly values?: SceneValues | undefined;
  /** Of every word in the picture; default English. */
  readonly lang?: Lang | undefined;
}

export interface FieldState {
  readonly network: NetworkSpec;
  readonly input: Shape;
  readonly view: 'field';
  /** Along which spatial axis; default the last. */
  readonly axis?: number | undefined;
  readonly reducedMotion?: boolean | undefined;
  /** Of every word in the picture; default English. */
  readonly lang?: Lang | undefined;
}

export type SceneState = LayerState | FieldState;
