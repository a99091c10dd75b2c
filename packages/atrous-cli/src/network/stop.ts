/** @file The node at which a network stops, in words. */

import { explainError, inPythonNames, type Lang, refusalHints } from 'atrous-explain/read';
import { LAYERS, type NetworkSpec, type Trace, type TraceFailure, type TraceRow } from 'atrous/spec';
import { EXIT, Failure, type FailureDetails } from '../failure.js';
import { shapeText } from '../run/format.js';
import type { Reading } from './reading.js';

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

/** What of it programs are told. */
export function stopDetails(
  failure: TraceFailure,
  reading: Reading,
  rows: readonly TraceRow[],
  lang: Lang = 'en',
): FailureDetails {
  const { name, layer, inputs, error } = failure;
  const hints = hintsOf(failure, reading.network, lang);
  return { code: 'stops', stop: { name, layer, inputs, message: error.torchMessage, hints }, rows, reading };
}

/** The stop as a failure; undefined where the network goes through. */
export function stopped({ failure, rows }: Trace, reading: Reading, lang: Lang = 'en'): Failure | undefined {
  if (!failure) return undefined;
  const details = stopDetails(failure, reading, rows, lang);
  return new Failure(EXIT.data, stopText(failure, reading.network, lang), undefined, details);
}

/** @throws Failure where the network stops */
export function refuseStop(trace: Trace, reading: Reading, lang?: Lang): void {
  const failure = stopped(trace, reading, lang);
  if (failure) throw failure;
}
