/** @file A run as stable JSON, for other programs. */

import { explain, renderStep, say } from 'atrous-explain';
import type { TraceRow } from 'atrous/spec';
import type { RunResult } from './result.js';

function layerJson(row: TraceRow, index: number, { runs, drawn, lang }: RunResult): object {
  const { axes } = explain(row.spec, row.inputs[0]!);
  return {
    name: row.name,
    layer: row.layer,
    spec: row.spec,
    input: row.inputs[0],
    output: row.output,
    formulas: axes.map(({ axis, dim, output, steps, notes }) => ({
      axis,
      dim: dim ?? null,
      output,
      text: steps.map((step) => renderStep(step, { lang })),
      notes: notes.map((note) => say(note, lang)),
    })),
    parameters: row.parameters,
    macs: row.macs,
    activationBytes: row.activationBytes,
    receptiveField: row.field,
    elapsedMs: runs[index]?.elapsedMs,
    files: drawn.filter(({ layer }) => layer === index).map(({ kind, file }) => ({ kind, file })),
  };
}

/** `version` changes when a field changes its meaning or goes. */
export function runJson(result: RunResult): string {
  const { source, input, trace, weights, folder } = result;
  const json = {
    version: 1,
    source,
    preprocessing: input.steps,
    weights,
    input: trace.input,
    layers: trace.rows.map((row, i) => layerJson(row, i, result)),
    totals: { ...trace.totals, flops: 2 * trace.totals.macs.nominal },
    folder,
    report: 'report.html',
  };
  return JSON.stringify(json, null, 2);
}
