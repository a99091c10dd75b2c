/** @file A failure as stable JSON: the same form for every command. */

import { diagnose } from 'atrous-explain';
import type { Failure } from '../failure.js';
import { fixesOf } from '../network/fixes.js';
import { diagnosisJson, fixJson, problemJson } from '../network/json.js';
import { jsonText } from './print.js';

/** PyTorch's text taken apart: of the layer that refuses its input, or of a call that its constructor refuses. */
function diagnosisOf({ details: { stop, problems = [], reading } }: Failure): object | null {
  const message = stop?.message ?? problems.find(({ refused }) => refused)?.message.text;
  if (message === undefined) return null;
  const { network, input = [] } = reading ?? {};
  const found = diagnose(message, { network, input: input.length === 0 ? undefined : input });
  return found ? diagnosisJson(found, reading?.options.lang) : null;
}

/** What cannot be said is null or empty; sentences are in the language of what was read. */
export function failureJson(failure: Failure): string {
  const { code, exitCode, told, hint, details } = failure;
  const { stop, rows = [], problems = [], reading } = details;
  const lang = reading?.options.lang;
  const error = {
    code,
    exitCode,
    message: stop?.message ?? told,
    hint: (stop ? stop.hints.join('\n') : hint) || null,
    layer: stop ? { name: stop.name, layer: stop.layer, inputs: stop.inputs } : null,
    before: rows.map(({ name, layer, output }) => ({ name, layer, output })),
    diagnosis: diagnosisOf(failure),
    problems: problems.map((problem) => problemJson(problem, lang)),
    fixes: reading ? fixesOf(reading).map((fix) => fixJson(fix, lang)) : [],
  };
  return jsonText({ error });
}
