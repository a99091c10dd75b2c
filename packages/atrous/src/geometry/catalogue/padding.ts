/** @file The classes of padding layers. Amounts come in pairs from the last axis backwards, as `F.pad` takes them. */

import type { Rank } from '../types.js';
import { arg, type ClassRule, layer, ranks, repeated } from './rule.js';

export type PadArgs = { padding: number[]; value?: number };

const pad =
  (withValue = false) =>
  (rank: Rank): ClassRule =>
    layer<PadArgs>(
      [arg('perAxis', 'padding'), ...(withValue ? [arg('number', 'value')] : [])],
      withValue ? 'padding value' : '*padding',
      { check: ({ padding }) => ({ padding: repeated(padding, 2 * rank) }) },
    );

export const PADDINGS: Readonly<Record<string, ClassRule>> = {
  ...ranks('ZeroPad', pad()),
  ...ranks('ConstantPad', pad(true)),
  ...ranks('ReflectionPad', pad()),
  ...ranks('ReplicationPad', pad()),
  ...ranks('CircularPad', pad()),
};
