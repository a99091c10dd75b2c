/** @file The node at which a network stops, in words. */

import { explainError, inPythonNames, type Lang, refusalHints } from 'atrous-explain/read';
import { LAYERS, type NetworkSpec, type TraceFailure } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { shapeText } from '../run/format.js';

/** What to do about it: the axes at fault with the sizes that work, or the library's hint. */
function hintsOf({ index, inputs, error }: TraceFailure, { nodes }: NetworkSpec, lang: Lang): readonly string[] {
  const { spec } = nodes[index]!;
  const refusal = Object.hasOwn(LAYERS, spec.op) && inputs.length === 1 ? explainError(spec, inputs[0]!) : undefined;
  const { length: axes } = refusal?.axes ?? [];
  // The axes at fault say what the library's own hint says.
  if (refusal) return refusalHints(refusal, lang).slice(-axes).map(inPythonNames);
  return error.hint === undefined ? [] : [inPythonNames(error.hint)];
}

/** A lone layer needs no name. */
const placeOf = ({ name, layer }: TraceFailure, { nodes }: NetworkSpec): string =>
  nodes.length === 1 ? layer : `${name}: ${layer}`;

/** The node, its inputs, PyTorch's text, and what to do, a line each. */
export function stopText(failure: TraceFailure, network: NetworkSpec, lang: Lang = 'en'): string {
  return [
    placeOf(failure, network),
    `cannot take ${failure.inputs.map(shapeText).join(' and ')}:`,
    failure.error.torchMessage,
    ...hintsOf(failure, network, lang),
  ].join('\n');
}

export function stopped(failure: TraceFailure, network: NetworkSpec, lang: Lang = 'en'): Failure {
  return new Failure(EXIT.data, stopText(failure, network, lang));
}
