/** @file A traced network as stable JSON. */

import type { Trace } from 'atrous/spec';
import type { NetEntry } from './entries.js';

/**
 * @param entries     the lines of the table: parts of the model where a depth is given
 * @param parameters  of all layers of the text, those that `forward` does not use too; null where no class says
 */
export function traceJson(
  { input, rows, totals }: Trace,
  entries: readonly NetEntry[] | undefined,
  parameters: number | undefined,
): object {
  return {
    input,
    output: rows.at(-1)?.output ?? input,
    rows: entries
      ? entries.map(({ field, printed, layer: _, ...entry }) => ({ ...entry, layer: printed, receptiveField: field }))
      : rows.map(({ field, ...row }) => ({ ...row, receptiveField: field })),
    totals: { ...totals, flops: 2 * totals.macs.nominal },
    declaredParameters: parameters ?? null,
  };
}
