/** @file Calls of lazy layers: those of the plain layers, with the channels that the input tells. */

import type { Shape } from '../../types.js';
import { withCount } from '../lazy.js';
import type { Args, CallRule, Lazy } from '../rule.js';

export function lazyCall(plain: CallRule, lazy: Lazy): CallRule {
  const known = (a: Args, input: Shape): Args => withCount(lazy, a, lazy.count(input));
  return {
    output: (a, input, given) => plain.output(known(a, input), input, given),
    ...(plain.macs && { macs: (a, input, output) => plain.macs!(known(a, input), input, output) }),
    ...(plain.windows && { windows: (a, input) => plain.windows!(known(a, input), input) }),
    ...(plain.reads && { reads: (a, input, output) => plain.reads!(known(a, input), input, output) }),
  };
}
