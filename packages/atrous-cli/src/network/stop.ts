/** @file The node at which a network stops, in words. */

import { type Lang, sayInPythonNames, stopHints } from 'atrous-explain/read';
import type { NetworkSpec, Shape, Trace, TraceFailure, TraceRow } from 'atrous/spec';
import { EXIT, Failure, type FailureDetails } from '../failure.js';
import { shapeText } from '../run/format.js';
import type { Reading } from './reading.js';
import { networkWords } from './words.js';

/** What to do about it, a line each. */
const hintsOf = (failure: TraceFailure, network: NetworkSpec, input: Shape, lang: Lang): string[] =>
  stopHints(failure, network, input).map((hint) => sayInPythonNames(hint, lang));

/** A lone layer needs no name. */
const placeOf = ({ name, layer }: TraceFailure, { nodes }: NetworkSpec): string =>
  nodes.length === 1 ? layer : `${name}: ${layer}`;

/** The node, its inputs, PyTorch's text, and what to do, a line each. */
export function stopText(failure: TraceFailure, network: NetworkSpec, input: Shape, lang: Lang = 'en'): string {
  return [
    placeOf(failure, network),
    networkWords(lang).cannotTake(failure.inputs.map(shapeText)),
    failure.error.torchMessage,
    ...hintsOf(failure, network, input, lang),
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
  const hints = hintsOf(failure, reading.network, reading.input, lang);
  return { code: 'stops', stop: { name, layer, inputs, message: error.torchMessage, hints }, rows, reading };
}

/** The stop as a failure; undefined where the network goes through. */
export function stopped({ failure, rows, input }: Trace, reading: Reading, lang: Lang = 'en'): Failure | undefined {
  if (!failure) return undefined;
  const details = stopDetails(failure, reading, rows, lang);
  return new Failure(EXIT.data, stopText(failure, reading.network, input, lang), undefined, details);
}

/** @throws Failure where the network stops */
export function refuseStop(trace: Trace, reading: Reading, lang?: Lang): void {
  const failure = stopped(trace, reading, lang);
  if (failure) throw failure;
}
