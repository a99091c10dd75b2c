/** @file What a layer's `forward` reads besides its input, where one input alone is explained. */

import { type CallArgs, type LayerSpec, layerRule, outputShape, type Shape } from 'atrous/spec';

/** Shapes of the further inputs as they follow from the layer: indices are as many as values, `Bilinear` says its own. */
export function furtherInputs({ op, args }: LayerSpec, input: Shape): readonly Shape[] {
  if (layerRule(op).second === undefined) return [];
  return [op === 'Bilinear' ? [...input.slice(0, -1), Number(args['in2Features'])] : input];
}

const callOf = (spec: LayerSpec, input: Shape): CallArgs => ({ others: furtherInputs(spec, input) });

/** The output of a layer on an input, with further inputs that fit. @throws what PyTorch throws about sizes */
export const outputOf = (spec: LayerSpec, input: Shape): number[] => outputShape(spec, input, callOf(spec, input));
