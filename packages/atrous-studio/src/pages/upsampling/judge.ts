/** @file What the library says to a state: everything measured, or why PyTorch refuses the layer. */

import { type Refusal, refusalOf } from '../../kit/refusal.js';
import { type Measurement, measure } from './measure.js';
import type { UpsamplingState } from './state.js';

export type Verdict =
  | { readonly measured: Measurement; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly measured?: undefined };

/** Judges a state. Never throws over what somebody can type. */
export function judge(state: UpsamplingState): Verdict {
  try {
    return { measured: measure(state) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}
