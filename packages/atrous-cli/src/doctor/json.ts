/** @file What the doctor found, as stable JSON. */

import type { Report } from './doctor.js';

/** Absent things are null. */
export function reportJson(report: Report): object {
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
    diagnosis: diagnosis ?? null,
    fixes,
    problems,
    notes,
  };
}
