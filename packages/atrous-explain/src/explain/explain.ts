/** @file All that there is to say about one layer on one input. */

import { type LayerSpec, type Shape, outputShape, plainSpec } from 'atrous/spec';
import { type MacsExplanation, explainMacs, explainParameters } from './cost.js';
import { type Refusal, explainError } from './refusal.js';
import { explainSizes } from './sizes.js';
import type { AxisExplanation, Step } from './tokens.js';

/** One layer on one input. Where the layer refuses the input, `refusal` says why and only the parameters are known. */
export interface Explanation {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly output: Shape | undefined;
  readonly axes: readonly AxisExplanation[];
  readonly parameters: Step | undefined;
  readonly macs: MacsExplanation | undefined;
  readonly refusal: Refusal | undefined;
}

/** Explains sizes, parameters and products. Never throws because of the input's sizes. */
export function explain(spec: LayerSpec, inputShape: Shape): Explanation {
  const refusal = explainError(spec, inputShape);
  // Those of a lazy layer are known once there is an input that it takes.
  const parameters = explainParameters(refusal ? spec : plainSpec(spec, inputShape));
  if (refusal) return { spec, input: inputShape, output: undefined, axes: [], parameters, macs: undefined, refusal };
  return {
    spec,
    input: inputShape,
    output: outputShape(spec, inputShape),
    axes: explainSizes(spec, inputShape),
    parameters,
    macs: explainMacs(spec, inputShape),
    refusal: undefined,
  };
}
