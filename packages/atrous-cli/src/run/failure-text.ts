/** @file The layer at which a network stops, in words: PyTorch's text, which layer and axis, and what to change. */

import { explainError } from 'atrous-explain';
import type { LayerSpec, TraceFailure } from 'atrous/spec';
import { shapeText } from './format.js';

/** Channels of the picture that the first layer did not expect, and both ways out. */
function channelHint({ index, inputs, error }: TraceFailure): string[] {
  const { fields } = error;
  const [input] = inputs;
  const [expected, got] = [fields['expectedChannels'], fields['channels']];
  if (index !== 0 || input === undefined || typeof expected !== 'number' || typeof got !== 'number') return [];
  const grey = expected === 1 ? ', or give --grey to feed it luminance' : '';
  return [
    `The picture has ${got} channels and the layer reads ${expected}: write ${got} as its first argument${grey}.`,
  ];
}

export function failureText(failure: TraceFailure, spec: LayerSpec): string {
  const { index, name, layer, inputs, error } = failure;
  const [input] = inputs;
  const refusal = input === undefined ? undefined : explainError(spec, input);
  const place = `layer ${index + 1}${name === String(index) ? '' : ` (${name})`}: ${layer}`;
  const hints = refusal?.hints ?? (error.hint === undefined ? [] : [error.hint]);
  return [
    `${place}\ncannot take its input ${inputs.map(shapeText).join(', ')}:`,
    error.torchMessage,
    ...hints,
    ...channelHint(failure),
  ].join('\n');
}
