/** @file The receptive field of one layer: what one output reads of the input. */

import {
  type AxisField,
  type LayerSpec,
  type Shape,
  chain,
  layerWindows,
  plainSpec,
  span,
  traceNetwork,
} from 'atrous/spec';
import { furtherInputs } from './call.js';
import { type Step, axisNames, formula } from './tokens.js';
import { reachTokens } from './windows.js';
import { type Phrase, phrase } from './words/phrase.js';

/** One axis. */
export interface FieldExplanation extends Step {
  readonly axis: string;
  readonly field: AxisField;
  readonly note: Phrase;
}

const fraction = ([a, b]: readonly [number, number]): string => (b === 1 ? String(a) : `${a}/${b}`);

function noteOf({ whole, jump, start }: AxisField): Phrase {
  return whole || jump === null
    ? phrase('fieldWhole')
    : phrase('fieldStride', { jump: fraction(jump), start: String(start).replace('-', '−') });
}

/**
 * Size, stride and start of the receptive field per spatial axis; a convolution's size is its span, `d·(k−1) + 1`. A network's
 * fields are `traceNetwork`'s.
 *
 * @throws what PyTorch throws where the layer refuses this input
 */
export function explainField(layer: LayerSpec, input: Shape): FieldExplanation[] {
  // A second input is no picture of its own: what the first one shows is told.
  if (furtherInputs(layer, input).length > 0) return [];
  const { rows, failure } = traceNetwork(chain([layer]), input);
  if (failure) throw failure.error;
  const fields = rows[0]!.field;
  const spec = plainSpec(layer, input);
  const slides = /^(Conv|MaxPool|AvgPool|LPPool)[123]d$/.test(spec.op) ? layerWindows(spec, input) : null;
  const names = axisNames(Math.min(3, fields.length));
  return fields.slice(0, names.length).map((field, i) => {
    const window = slides?.[i];
    // Padding that shows copies can make a field smaller than the span; then the size alone is told.
    const tokens =
      window && span(window.kernel, window.dilation) === field.size
        ? reachTokens(names[i]!, window)
        : formula(field.size);
    return { id: 'field', axis: names[i]!, tokens, value: field.size, field, note: noteOf(field) };
  });
}
