/** @file The table of a network as Markdown, CSV and JSON. */

import { csvTable, markdownTable } from '../table/forms.js';
import { cellsOf, columnsOf, FIELDS, outputsText, picked, totalCells } from './cells.js';
import type { ModuleColumn } from './options.js';
import type { NetTable } from './rows.js';
import type { NetWords } from './words.js';

/** A table of Markdown, layers as code. */
export function netMarkdown(table: NetTable, cols: readonly ModuleColumn[], words: NetWords): string {
  const rows = table.rows.map((row) => {
    const [name, layer, ...numbers] = cellsOf(row, words);
    return picked([name, `\`${layer}\``, ...numbers], cols);
  });
  return markdownTable(picked(columnsOf(words), cols), [...rows, picked(totalCells(table, words), cols)]);
}

/** Comma-separated values: whole names, plain numbers, no total. */
export function netCsv({ rows }: NetTable, cols: readonly ModuleColumn[]): string {
  return csvTable(
    picked(FIELDS, cols),
    rows.map((row) => picked([row.name, row.layer, outputsText(row), row.parameters, row.macs], cols)),
  );
}
