/** @file Settings by two keys: `p`, then a digit. */

import { withArg } from './edit.js';
import type { LayerPageState } from './state.js';

export const isSettable = ({ args }: LayerPageState, name: string): boolean => args[name] !== undefined;

/** The state with the digit on all axes; undefined for a setting that the layer has not. */
export function withDigit(state: LayerPageState, name: string, digit: number): LayerPageState | undefined {
  return isSettable(state, name) ? withArg(state, name, digit) : undefined;
}
