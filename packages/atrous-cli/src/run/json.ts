/** @file A run as stable JSON, for other programs. */

import { renderStep, say } from 'atrous-explain';
import type { TraceRow } from 'atrous/spec';
import { explained, sourcesIn } from './rows.js';
import type { RunResult } from './result.js';

function layerJson(row: TraceRow, index: number, { network, runs, drawn, lang }: RunResult, isGraph: boolean): object {
  const axes = explained(row)?.axes ?? [];
  return {
    name: row.name,
    layer: row.layer,
    spec: row.spec,
    ...(isGraph && { from: network.nodes[index]!.from, inputs: row.inputs }),
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
  const { source, input, network, trace, weights, folder } = result;
  const isGraph = sourcesIn(network).size > 0;
  const json = {
    version: 1,
    source,
    preprocessing: input.steps,
    weights,
    input: trace.input,
    layers: trace.rows.map((row, i) => layerJson(row, i, result, isGraph)),
    totals: { ...trace.totals, flops: 2 * trace.totals.macs.nominal },
    folder,
    report: 'report.html',
  };
  return JSON.stringify(json, null, 2);
}
