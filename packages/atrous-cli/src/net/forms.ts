/** @file The table of a network as Markdown, CSV and JSON. */

import { csvTable, markdownTable } from '../table/forms.js';
import { cellsOf, COLUMNS, outputsText, picked, totalCells } from './cells.js';
import type { ModuleColumn } from './options.js';
import type { NetTable } from './rows.js';

/** A table of Markdown, layers as code. */
export function netMarkdown(table: NetTable, cols: readonly ModuleColumn[]): string {
  const rows = table.rows.map((row) => {
    const [name, layer, ...numbers] = cellsOf(row);
    return picked([name, `\`${layer}\``, ...numbers], cols);
  });
  return markdownTable(picked(COLUMNS, cols), [...rows, picked(totalCells(table), cols)]);
}

/** Comma-separated values: whole names, plain numbers, no total. */
export function netCsv({ rows }: NetTable, cols: readonly ModuleColumn[]): string {
  return csvTable(
    picked(COLUMNS, cols).map(({ title }) => title),
    rows.map((row) => picked([row.name, row.layer, outputsText(row), row.parameters, row.macs], cols)),
  );
}
