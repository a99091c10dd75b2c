/** @file The classes of linear and bilinear layers. */

import { ArgumentError } from '../../errors.js';
import { arg, type ClassRule, layer, type ParameterShape, PLACE } from './rule.js';

export type LinearArgs = { inFeatures: number; outFeatures: number; bias: boolean };
export type BilinearArgs = { in1Features: number; in2Features: number; outFeatures: number; bias: boolean };

const weights = (shape: number[], bias: boolean): ParameterShape[] => [
  ['weight', shape],
  ...(bias ? ([['bias', [shape[0]!]]] as const) : []),
];

const BIAS = arg('bool', 'bias', true);

export const LINEAR: Readonly<Record<string, ClassRule>> = {
  Linear: layer<LinearArgs>(
    [arg('int', 'inFeatures'), arg('int', 'outFeatures'), BIAS, ...PLACE],
    'inFeatures outFeatures bias',
    { parameters: (a) => weights([a.outFeatures, a.inFeatures], a.bias) },
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
    },
  ),
};
