/** @file Layers as plain JSON, and what their calls do to sizes. */

import { LAYERS } from './catalogue/index.js';
import type { CallArgs, LayerRule } from './catalogue/rule.js';
import { classRule, typeError } from './layer-spec.js';
import type { LayerSpec, Shape, Window } from './types.js';

export {
  bindArgs,
  bufferShapes,
  checkRecord,
  layerSpec,
  parameterCount,
  parameterShapes,
  plainSpec,
  printLayer,
  specParts,
  validateSpec,
} from './layer-spec.js';

/** The whole rule of a layer class. @throws ArgumentError (Python's AttributeError) with the nearest name */
export function layerRule(op: string): LayerRule {
  classRule(op);
  return LAYERS[op]!;
}

/** Sizes of a layer's output. @throws what PyTorch's forward throws about sizes */
export function outputShape({ op, args }: LayerSpec, input: Shape, call: CallArgs = {}): number[] {
  const rule = layerRule(op);
  const given = call.others?.length ?? 0;
  if (rule.second !== undefined && given === 0)
    throw typeError(`${op}.forward() missing 1 required positional argument: '${rule.second}'`, { op });
  if (given > (rule.second === undefined ? 0 : 1))
    throw typeError(
      `${op}.forward() takes ${rule.second === undefined ? 2 : 3} positional arguments but ${given + 2} were given`,
      { op },
    );
  return rule.output(args, input, call);
}

/** The sliding windows of a layer on an input that it takes, one per spatial axis; null where it has none. */
export function layerWindows({ op, args }: LayerSpec, input: Shape): Window[] | null {
  return layerRule(op).windows?.(args, input) ?? null;
}
