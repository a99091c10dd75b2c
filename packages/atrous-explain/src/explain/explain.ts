/** @file All that there is to say about one layer on one input. */

import { type ElementType, type LayerSpec, type Shape, plainSpec } from 'atrous/spec';
import { outputOf } from './call.js';
import { type BackExplanation, explainBack } from './back.js';
import { type MacsExplanation, explainMacs, explainParameters } from './cost.js';
import { type FieldExplanation, explainField } from './field.js';
import { type MemoryExplanation, explainMemory } from './memory.js';
import { type Refusal, explainError } from './refusal.js';
import { explainSizes } from './sizes.js';
import type { AxisExplanation, Step } from './tokens.js';
import { type WeightLayout, explainWeight } from './weight.js';

/** One layer on one input. Where the layer refuses the input, `refusal` says why and only the parameters are known. */
export interface Explanation {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly output: Shape | undefined;
  readonly axes: readonly AxisExplanation[];
  readonly parameters: Step | undefined;
  /** The named axes of the parameters. */
  readonly weight: WeightLayout;
  readonly macs: MacsExplanation | undefined;
  readonly memory: MemoryExplanation | undefined;
  /** One per spatial axis; empty where the input was refused. */
  readonly field: readonly FieldExplanation[];
  /** Which other sizes the layer takes to the same, and how to go back; undefined for layers without an opposite. */
  readonly back: BackExplanation | undefined;
  readonly refusal: Refusal | undefined;
}

export interface ExplainOptions {
  /** Element type whose bytes are counted; default float32. */
  readonly dtype?: ElementType | undefined;
}

/** Explains sizes, parameters, products, memory and receptive field. Never throws because of the input's sizes. */
export function explain(spec: LayerSpec, inputShape: Shape, options: ExplainOptions = {}): Explanation {
  const refusal = explainError(spec, inputShape);
  // Those of a lazy layer are known once there is an input that it takes.
  const known = refusal ? spec : plainSpec(spec, inputShape);
  const ofParameters = { parameters: explainParameters(known), weight: explainWeight(known) };
  const head = { spec, input: inputShape, ...ofParameters };
  if (refusal) {
    const nothing = { output: undefined, axes: [], macs: undefined, memory: undefined, field: [], back: undefined };
    return { ...head, ...nothing, refusal };
  }
  return {
    ...head,
    output: outputOf(spec, inputShape),
    axes: explainSizes(spec, inputShape),
    macs: explainMacs(spec, inputShape),
    memory: explainMemory(spec, inputShape, options.dtype),
    field: explainField(spec, inputShape),
    back: explainBack(spec, inputShape),
    refusal: undefined,
  };
}
