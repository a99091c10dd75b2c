/** @file The words of the solver: what is asked, what is found, why. */

import type { PerAxis } from 'atrous/spec';
import type { Phrase } from '../explain/words/phrase.js';

/** The layers that can be asked for. `avgPool` stands for LP pooling too: no dilation. */
export type SolveOp = 'conv' | 'convTranspose' | 'maxPool' | 'avgPool';

/** What is already decided; one number for all axes or one per axis. */
export interface FixedKnobs {
  readonly kernel?: PerAxis | undefined;
  readonly stride?: PerAxis | undefined;
  readonly padding?: PerAxis | undefined;
  readonly dilation?: PerAxis | undefined;
  readonly outputPadding?: PerAxis | undefined;
  readonly ceilMode?: boolean | undefined;
}

/** The largest values that are tried. */
export interface Limits {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

export interface SolveQuery {
  /** Default `'conv'`. */
  readonly op?: SolveOp | undefined;
  /** Spatial sizes, outermost first. */
  readonly input: readonly number[];
  /** Spatial sizes wanted. */
  readonly output: readonly number[];
  readonly fixed?: FixedKnobs | undefined;
  /**
   * Defaults: kernel 11, stride 5, padding 12, dilation 3; kernel and stride more where the ratio of the sizes asks for it.
   */
  readonly limits?: Partial<Limits> | undefined;
  /** Whether kernel, stride, padding and dilation are the same on every axis. Default true. */
  readonly shared?: boolean | undefined;
}

/** The settings of one axis. */
export interface AxisKnobs {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** 0 but for transposed convolutions. */
  readonly outputPadding: number;
  /** False but for pools. */
  readonly ceilMode: boolean;
}

/** A setting that does what was asked: one value per axis. */
export interface Solution {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly outputPadding: readonly number[];
  readonly ceilMode: boolean;
  /** Padded cells that no window reads, per axis; 0 for a transposed convolution. */
  readonly unread: readonly number[];
  /** What speaks for it and against it, in the order in which it counts. */
  readonly reasons: readonly Phrase[];
  /** As PyTorch's arguments: `kernel_size=3, stride=2, padding=1`. */
  readonly text: string;
}

/**
 * What one axis asks of `q = 2·padding − dilation·(kernel − 1)` at one stride: `low ≤ q ≤ high`.
 */
export interface Interval {
  readonly axis: string;
  readonly input: number;
  readonly output: number;
  readonly low: number;
  readonly high: number;
}

/** What one stride comes to. */
export interface StrideProof {
  readonly stride: number;
  readonly ceilMode: boolean;
  readonly intervals: readonly Interval[];
  /** The values of `q` that all axes allow; null where there are none. */
  readonly meet: readonly [low: number, high: number] | null;
  readonly solutions: number;
  readonly because: Phrase;
}
