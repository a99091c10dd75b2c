/** @file Calls of linear and bilinear layers. */

import { bilinearShape } from '../../bilinear.js';
import { linearGeometry } from '../../linear.js';
import type { Shape } from '../../types.js';
import type { BilinearArgs, LinearArgs } from '../linear.js';
import { product } from '../../product.js';
import { call, type CallRule, type Macs, type Reads } from '../rule.js';

/** Every output element sums `depth` products. */
function macs(output: Shape, depth: number, bias: boolean): Macs {
  const count = product(output);
  const nominal = count * depth;
  return { nominal, withBias: nominal + (bias ? count : 0), effective: nominal };
}

/** The last axis is mixed, the others are not. */
const mixLast = (_: unknown, input: Shape): Reads[] => input.map((_, i) => (i === input.length - 1 ? 'whole' : null));

export const LINEAR_CALLS: Readonly<Record<string, CallRule>> = {
  Linear: call<LinearArgs>({
    output: ({ inFeatures, outFeatures, bias }, input) => [
      ...linearGeometry(input, [outFeatures, inFeatures], bias ? [outFeatures] : null).shape,
    ],
    macs: (a, _, output) => macs(output, a.inFeatures, a.bias),
    reads: mixLast,
  }),
  Bilinear: call<BilinearArgs>({
    output(a, input, given) {
      const weight = [a.outFeatures, a.in1Features, a.in2Features];
      return bilinearShape(input, given!.others![0]!, weight, a.bias ? [a.outFeatures] : null);
    },
    // One per element of the weight and row.
    macs: (a, _, output) => macs(output, a.in1Features * a.in2Features, a.bias),
    reads: mixLast,
  }),
};
