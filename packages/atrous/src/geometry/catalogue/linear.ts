/** @file Linear and bilinear layers. */

import { ArgumentError } from '../../errors.js';
import { bilinearShape } from '../bilinear.js';
import { linearGeometry } from '../linear.js';
import type { Shape } from '../types.js';
import { arg, layer, type LayerRule, type Macs, type ParameterShape, PLACE, product, type Reads } from './rule.js';

type LinearArgs = { inFeatures: number; outFeatures: number; bias: boolean };
type BilinearArgs = { in1Features: number; in2Features: number; outFeatures: number; bias: boolean };

const weights = (shape: number[], bias: boolean): ParameterShape[] => [
  ['weight', shape],
  ...(bias ? ([['bias', [shape[0]!]]] as const) : []),
];

/** Every output element sums `depth` products. */
function macs(output: Shape, depth: number, bias: boolean): Macs {
  const count = product(output);
  const nominal = count * depth;
  return { nominal, withBias: nominal + (bias ? count : 0), effective: nominal };
}

/** The last axis is mixed, the others are not. */
const mixLast = (_: unknown, input: Shape): Reads[] => input.map((_, i) => (i === input.length - 1 ? 'whole' : null));

const BIAS = arg('bool', 'bias', true);

export const LINEAR: Readonly<Record<string, LayerRule>> = {
  Linear: layer<LinearArgs>(
    [arg('int', 'inFeatures'), arg('int', 'outFeatures'), BIAS, ...PLACE],
    'inFeatures outFeatures bias',
    {
      parameters: (a) => weights([a.outFeatures, a.inFeatures], a.bias),
      output: ({ inFeatures, outFeatures, bias }, input) => [
        ...linearGeometry(input, [outFeatures, inFeatures], bias ? [outFeatures] : null).shape,
      ],
      macs: (a, _, output) => macs(output, a.inFeatures, a.bias),
      reads: mixLast,
    },
  ),
  Bilinear: layer<BilinearArgs>(
    [arg('int', 'in1Features'), arg('int', 'in2Features'), arg('int', 'outFeatures'), BIAS, ...PLACE],
    'in1Features in2Features outFeatures bias',
    {
      check({ in1Features }) {
        if (in1Features !== 0) return undefined;
        throw new ArgumentError(`in1_features must be > 0, but got (in1_features=${in1Features})`, {
          fields: { in1Features },
        });
      },
      parameters: (a) => weights([a.outFeatures, a.in1Features, a.in2Features], a.bias),
      second: 'input2',
      output(a, input, call) {
        const weight = [a.outFeatures, a.in1Features, a.in2Features];
        return bilinearShape(input, call!.others![0]!, weight, a.bias ? [a.outFeatures] : null);
      },
      // One per element of the weight and row.
      macs: (a, _, output) => macs(output, a.in1Features * a.in2Features, a.bias),
      reads: mixLast,
    },
  ),
};
