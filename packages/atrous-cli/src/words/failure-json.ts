/** @file A failure as stable JSON: the same form for every command. */

import { diagnose } from 'atrous-explain';
import type { Failure } from '../failure.js';
import { fixesOf } from '../network/fixes.js';
import { jsonText } from './print.js';

/** PyTorch's text taken apart: of the layer that refuses its input, or of a call that its constructor refuses. */
function diagnosisOf({ details: { stop, problems = [], reading } }: Failure): object | null {
  const message = stop?.message ?? problems.find(({ refused }) => refused)?.message;
  if (message === undefined) return null;
  const { network, input = [] } = reading ?? {};
  return diagnose(message, { network, input: input.length === 0 ? undefined : input }) ?? null;
}

/** What cannot be said is null or empty. */
export function failureJson(failure: Failure): string {
  const { code, exitCode, told, hint, details } = failure;
  const { stop, rows = [], problems = [], reading } = details;
  const error = {
    code,
    exitCode,
    message: stop?.message ?? told,
    hint: (stop ? stop.hints.join('\n') : hint) || null,
    layer: stop ? { name: stop.name, layer: stop.layer, inputs: stop.inputs } : null,
    before: rows.map(({ name, layer, output }) => ({ name, layer, output })),
    diagnosis: diagnosisOf(failure),
    problems,
    fixes: reading ? fixesOf(reading) : [],
  };
  return jsonText({ error });
}
