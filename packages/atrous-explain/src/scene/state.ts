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
 * - `solid`   input, kernel and output as volumes, for every convolution and pool
 */
export type View = 'slide' | 'stamp' | 'gather' | 'morph' | 'matrix' | 'solid';

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
  /**
   * What is looked at in place of the cell that the time names: every output that an input cell goes into, every pair that a
   * tap makes, every input cell that an output is made of. In `morph` the time alone says what is shown.
   */
  readonly selection?: CellSelection | undefined;
  /** In `slide`, `stamp`, `gather` and `morph`: planes of more cells a side are cut. Default: as large as is easy to read. */
  readonly lens?: SceneLens | undefined;
  /** Only the planes, without title, formula, legend and sentence, for a page that shows those itself; default false. */
  readonly bare?: boolean | undefined;
  /** Planes below each other, for narrow screens; default false. */
  readonly narrow?: boolean | undefined;
  /** Of every word in the picture; default English. */
  readonly lang?: Lang | undefined;
}

/** Which part of its planes a picture shows. */
export interface SceneLens {
  /** Cells a side, 4 to 64; a larger window is shown whole all the same. */
  readonly cells: number;
  /** The frame's position that has its windows in the middle; parts turn like pages from there. Default: from the first cell. */
  readonly at?: Shape | undefined;
}

/** A cell of the input or the output, or a tap: an index per spatial axis that the layer has. */
export interface CellSelection {
  readonly plane: 'input' | 'kernel' | 'output';
  readonly index: Shape;
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
