/** @file What a line of the table of a traced network stands for: one operation, or all of a part of the model. */

import type { AxisField, Macs, Shape, Trace, TraceRow } from 'atrous/spec';
import { sourceText } from '../network/layer-text.js';

export interface NetEntry {
  readonly name: string;
  /** A layer as PyTorch's source has it; of a part, how many operations it holds. */
  readonly layer: string;
  /** As PyTorch prints it. */
  readonly printed: string;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly parameters: number;
  readonly macs: Macs;
  readonly activationBytes: number;
  /** The most that is kept while its operations run. */
  readonly aliveBytes: number;
  readonly field: readonly AxisField[];
  readonly operations: number;
}

const ofRow = (row: TraceRow): NetEntry => ({
  ...row,
  layer: sourceText(row),
  printed: row.layer,
  operations: 1,
});

const sumOf = (rows: readonly TraceRow[], of: (row: TraceRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

function ofPart(name: string, rows: readonly TraceRow[]): NetEntry {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  if (rows.length === 1) return { ...ofRow(first), name };
  const text = `${rows.length} operations`;
  return {
    name,
    layer: text,
    printed: text,
    inputs: first.inputs,
    output: last.output,
    parameters: sumOf(rows, (row) => row.parameters),
    macs: {
      nominal: sumOf(rows, ({ macs }) => macs.nominal),
      withBias: sumOf(rows, ({ macs }) => macs.withBias),
      effective: sumOf(rows, ({ macs }) => macs.effective),
    },
    activationBytes: sumOf(rows, (row) => row.activationBytes),
    aliveBytes: rows.reduce((most, row) => Math.max(most, row.aliveBytes), 0),
    field: last.field,
    operations: rows.length,
  };
}

/** The first `depth` words of a dotted name. */
const partOf = (name: string, depth: number): string => name.split('.').slice(0, depth).join('.');

/**
 * The lines of a trace: an operation each, or, with a depth, one for all operations behind each other whose names begin
 * with the same words.
 */
export function entriesOf({ rows }: Trace, depth: number | undefined): NetEntry[] {
  if (depth === undefined) return rows.map(ofRow);
  const parts: { name: string; rows: TraceRow[] }[] = [];
  for (const row of rows) {
    const name = partOf(row.name, depth);
    if (parts.at(-1)?.name === name) parts.at(-1)!.rows.push(row);
    else parts.push({ name, rows: [row] });
  }
  return parts.map((part) => ofPart(part.name, part.rows));
}
