/** @file Linear and bilinear layers. */

import { ShapeError } from '../../errors.js';
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

/** @throws ShapeError where the two inputs fit neither each other nor the weight */
function bilinearShape({ in1Features, in2Features, outFeatures }: BilinearArgs, one: Shape, two: Shape): number[] {
  const fields = { input1: one, input2: two };
  const refuse = (text: string): ShapeError => new ShapeError(`bilinear(): ${text}`, { fields });
  if (one.length !== two.length) throw refuse(`input dimensions do not match: got ${one.length} and ${two.length}`);
  for (let i = 0; i < one.length - 1; i++)
    if (one[i] !== two[i]) throw refuse(`input batch dimensions do not match at dim ${i}: got ${one[i]} and ${two[i]}`);
  for (const [name, size, expected] of [
    ['input1', one.at(-1), in1Features],
    ['input2', two.at(-1), in2Features],
  ] as const)
    if (size !== expected)
      throw refuse(`${name} size does not match weight size: got ${size} but expected ${expected}`);
  return [...one.slice(0, -1), outFeatures];
}

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
      parameters: (a) => weights([a.outFeatures, a.in1Features, a.in2Features], a.bias),
      second: 'input2',
      output: (a, input, call) => bilinearShape(a, input, call!.others![0]!),
      // One per element of the weight and row.
      macs: (a, _, output) => macs(output, a.in1Features * a.in2Features, a.bias),
      reads: mixLast,
    },
  ),
};
