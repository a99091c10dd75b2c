/** @file The table of a network as Markdown, CSV and JSON. */

import { csvTable, markdownTable } from '../table/forms.js';
import { cellsOf, COLUMNS, outputsText, totalCells } from './cells.js';
import type { NetTable } from './rows.js';

/** A table of Markdown, layers as code. */
export function netMarkdown(table: NetTable): string {
  const rows = table.rows.map((row) => {
    const [name, layer, ...numbers] = cellsOf(row);
    return [name, `\`${layer}\``, ...numbers];
  });
  return markdownTable(COLUMNS, [...rows, totalCells(table)]);
}

/** Comma-separated values: whole names, plain numbers, no total. */
export function netCsv({ rows }: NetTable): string {
  return csvTable(
    COLUMNS.map(({ title }) => title),
    rows.map((row) => [row.name, row.layer, outputsText(row), row.parameters, row.macs]),
  );
}
