/** @file The table of a network as Markdown, CSV and JSON. */

import { cellsOf, outputsText, TITLES, totalCells } from './cells.js';
import type { NetTable } from './rows.js';

/** A pipe would end the cell; spaces at its start would be lost, no-break spaces are not. */
const markdownCell = (text: string): string =>
  text.replaceAll('|', '\\|').replace(/^ +/, (spaces) => '\u00A0'.repeat(spaces.length));

/** A table of Markdown, layers as code. */
export function markdownTable(table: NetTable): string {
  const rows = table.rows.map((row) => {
    const [name, layer, ...numbers] = cellsOf(row);
    return [name, `\`${layer}\``, ...numbers];
  });
  const lines = [TITLES, ['---', '---', '---', '---:', '---:'], ...rows, totalCells(table)];
  return lines.map((cells) => `| ${cells.map(markdownCell).join(' | ')} |`).join('\n');
}

const csvField = (value: string | number | null): string =>
  value === null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);

/** Comma-separated values: whole names, plain numbers, no total. */
export function csvTable({ rows }: NetTable): string {
  const records = rows.map((row) => [row.name, row.layer, outputsText(row), row.parameters, row.macs]);
  return [TITLES, ...records].map((record) => record.map(csvField).join(',')).join('\n');
}

/** `version` changes when a field changes its meaning or goes. */
export function jsonTable(table: NetTable, module: string, inputs: readonly (readonly number[])[]): string {
  return JSON.stringify({ version: 1, module, inputs, ...table }, null, 2);
}
