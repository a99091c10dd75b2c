/** @file Calls of padding layers. */

import { checkCircularPadRank, padGeometry, type PadMode } from '../../pad.js';
import type { Rank } from '../../types.js';
import { padAxis } from '../axes.js';
import type { PadArgs } from '../padding.js';
import { call, type CallRule, ranks } from '../rule.js';

const pad =
  (mode: PadMode) =>
  (rank: Rank): CallRule =>
    call<PadArgs>({
      output({ padding }, input) {
        if (mode === 'circular') checkCircularPadRank(rank, input);
        return padGeometry(input, padding, mode).shape;
      },
      reads: ({ padding }, input) => padGeometry(input, padding, mode).axes.map((axis) => padAxis(axis, mode)),
    });

export const PADDING_CALLS: Readonly<Record<string, CallRule>> = {
  ...ranks('ZeroPad', pad('constant')),
  ...ranks('ConstantPad', pad('constant')),
  ...ranks('ReflectionPad', pad('reflect')),
  ...ranks('ReplicationPad', pad('replicate')),
  ...ranks('CircularPad', pad('circular')),
};
