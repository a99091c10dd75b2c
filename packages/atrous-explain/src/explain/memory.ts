/** @file Bytes of a layer's call, with the numbers put in. */

import { ELEMENT_BYTES, type ElementType, type LayerSpec, type Shape, parameterCount, plainSpec } from 'atrous/spec';
import { outputOf } from './call.js';
import { type Step, formula, productOf } from './tokens.js';

export interface MemoryExplanation {
  /** The output: elements times bytes of one. */
  readonly activation: Step;
  /** The parameters. */
  readonly parameters: Step;
  /** Input and output alive at once, as `traceNetwork` counts; parameters do not. Exact for a layer that works alone. */
  readonly peak: Step;
}

const sizes = (shape: Shape): readonly number[] => {
  const kept = shape.filter((size) => size !== 1);
  return kept.length === 0 ? [1] : kept;
};

const elements = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** @throws what PyTorch throws where the layer refuses this input */
export function explainMemory(layer: LayerSpec, input: Shape, dtype: ElementType = 'float32'): MemoryExplanation {
  const spec = plainSpec(layer, input);
  const output = outputOf(spec, input);
  const bytes = ELEMENT_BYTES[dtype];
  const count = parameterCount(spec);
  const [ins, outs] = [elements(input), elements(output)];
  return {
    activation: { id: 'activation', tokens: productOf([...sizes(output), bytes]), value: outs * bytes },
    parameters: { id: 'parameterBytes', tokens: productOf([count, bytes]), value: count * bytes },
    peak: {
      id: 'peak',
      tokens: formula('(', ins, ' + ', outs, ')', '·', bytes),
      value: (ins + outs) * bytes,
    },
  };
}
