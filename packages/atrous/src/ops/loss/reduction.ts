/** @file What becomes of the losses of single elements: nothing, their mean, or their sum. */

import { ArgumentError } from '../../errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { mean, sum } from '../reduce/index.js';

export type Reduction = 'none' | 'mean' | 'sum';

export interface ReductionOptions {
  /** `'none'` gives every element's loss, `'mean'` (default) and `'sum'` a scalar. */
  readonly reduction?: Reduction;
}

const REDUCTIONS: readonly string[] = ['none', 'mean', 'sum'] satisfies Reduction[];

/** @throws ArgumentError for another word */
export function checkReduction(reduction: string = 'mean'): Reduction {
  if (REDUCTIONS.includes(reduction)) return reduction as Reduction;
  throw new ArgumentError(`${reduction} is not a valid value for reduction`, {
    hint: "It is 'none', 'mean' or 'sum'.",
    fields: { reduction },
  });
}

/** The losses as they are, their mean (NaN of nothing) or their sum. */
export function reduceLoss(losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? mean(losses) : sum(losses);
}
