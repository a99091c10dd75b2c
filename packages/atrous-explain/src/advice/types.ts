/** @file Advice: what, why, and the edits that help. */

import type { Shape } from 'atrous/spec';
import type { Phrase } from '../explain/words/phrase.js';
import type { SpecEdit } from './edit.js';

export type AdviceId =
  | 'biasBeforeNorm'
  | 'unevenTransposed'
  | 'gridding'
  | 'unreadCells'
  | 'skippedCells'
  | 'poolStride'
  | 'channels'
  | 'depthwise';

/** Edits that belong together, tried out. */
export interface SpecFix {
  readonly edits: readonly SpecEdit[];
  /** What the network then gives; undefined where it still stops somewhere. */
  readonly output: Shape | undefined;
}

export interface Advice {
  readonly id: AdviceId;
  /** `error`: the network does not run. `warning`: it wastes or harms something. `note`: worth knowing. */
  readonly severity: 'error' | 'warning' | 'note';
  /** The node that it is about; for several the first. */
  readonly node: string;
  readonly problem: Phrase;
  readonly reason: Phrase;
  /** Ways out, the first the likeliest; empty where no edit of one argument helps. */
  readonly fixes: readonly SpecFix[];
}
