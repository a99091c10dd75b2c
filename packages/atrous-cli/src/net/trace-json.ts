/** @file A traced network as stable JSON. */

import type { Trace } from 'atrous/spec';

/** @param parameters of all layers of the text, those that `forward` does not use too; null where no class says */
export function traceJson({ input, rows, totals }: Trace, parameters: number | undefined): object {
  return {
    input,
    output: rows.at(-1)?.output ?? input,
    rows: rows.map(({ field, ...row }) => ({ ...row, receptiveField: field })),
    totals: { ...totals, flops: 2 * totals.macs.nominal },
    declaredParameters: parameters ?? null,
  };
}
