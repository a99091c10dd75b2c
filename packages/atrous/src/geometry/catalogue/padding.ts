/** @file The padding layers. Amounts come in pairs from the last axis backwards, as `F.pad` takes them. */

import { checkCircularPadRank, padGeometry, type PadMode } from '../pad.js';
import type { Rank } from '../types.js';
import { padAxis } from './axes.js';
import { arg, layer, type LayerRule, ranks, repeated } from './rule.js';

type PadArgs = { padding: number[]; value?: number };

const pad =
  (mode: PadMode, withValue = false) =>
  (rank: Rank): LayerRule =>
    layer<PadArgs>(
      [arg('perAxis', 'padding'), ...(withValue ? [arg('number', 'value')] : [])],
      withValue ? 'padding value' : '*padding',
      {
        check: ({ padding }) => ({ padding: repeated(padding, 2 * rank) }),
        output({ padding }, input) {
          if (mode === 'circular') checkCircularPadRank(rank, input);
          return padGeometry(input, padding, mode).shape;
        },
        reads: ({ padding }, input) => padGeometry(input, padding, mode).axes.map((axis) => padAxis(axis, mode)),
      },
    );

export const PADDINGS: Readonly<Record<string, LayerRule>> = {
  ...ranks('ZeroPad', pad('constant')),
  ...ranks('ConstantPad', pad('constant', true)),
  ...ranks('ReflectionPad', pad('reflect')),
  ...ranks('ReplicationPad', pad('replicate')),
  ...ranks('CircularPad', pad('circular')),
};
