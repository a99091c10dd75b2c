/** @file What the doctor found, as stable JSON. */

import { type Lang, say } from 'atrous-explain';
import { diagnosisJson, fixJson, problemJson } from '../network/json.js';
import type { Report } from './doctor.js';

/** Absent things are null. */
export function reportJson(report: Report, lang: Lang): object {
  const { kind, input, inputAssumed, inputSource, model, trace, failure, diagnosis, fixes, problems, notes } = report;
  return {
    kind,
    model: model?.entry ?? null,
    input: input ?? null,
    inputAssumed,
    inputSource: inputSource ?? null,
    output: trace && !failure ? (trace.rows.at(-1)?.output ?? null) : null,
    failure: failure
      ? { name: failure.name, layer: failure.layer, inputs: failure.inputs, message: failure.error.torchMessage }
      : null,
    diagnosis: diagnosis ? diagnosisJson(diagnosis, lang) : null,
    fixes: fixes.map((fix) => fixJson(fix, lang)),
    problems: problems.map((problem) => problemJson(problem, lang)),
    notes: notes.map((note) => say(note, lang)),
  };
}
