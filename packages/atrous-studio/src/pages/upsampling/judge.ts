/** @file What the library says to a state: everything measured, or why PyTorch refuses the layer. */

import { type Measurement, measure } from './measure.js';
import type { UpsamplingState } from './state.js';

export interface Refusal {
  /** PyTorch's words. */
  readonly message: string;
  readonly hint: string | undefined;
}

export type Verdict =
  | { readonly measured: Measurement; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly measured?: undefined };

/** Errors of the library have PyTorch's text and a hint. */
const isTyped = (error: unknown): error is { readonly torchMessage: string; readonly hint: string | undefined } =>
  error instanceof Error && 'torchMessage' in error && typeof error.torchMessage === 'string';

/** Judges a state. Never throws over what somebody can type. */
export function judge(state: UpsamplingState): Verdict {
  try {
    return { measured: measure(state) };
  } catch (error) {
    if (!isTyped(error)) throw error;
    return { refusal: { message: error.torchMessage, hint: error.hint } };
  }
}
