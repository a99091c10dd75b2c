/** @file A trace as a table: Markdown, CSV, JSON, LaTeX. */

import type { Trace } from 'atrous/spec';

export type TableFormat = 'markdown' | 'csv' | 'json' | 'latex';

/** One row, as JSON has it. */
export interface TableRow {
  readonly name: string;
  readonly layer: string;
  readonly output: readonly number[];
  readonly parameters: number;
  readonly macs: number;
}

const HEAD = ['Name', 'Layer', 'Output', 'Parameters', 'MACs'] as const;

const rowsOf = ({ rows }: Trace): TableRow[] =>
  rows.map(({ name, layer, output, parameters, macs }) => ({ name, layer, output, parameters, macs: macs.nominal }));

const sizes = (output: readonly number[]): string => output.join('×');
const thousands = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');

const cells = (row: TableRow): string[] => [
  row.name,
  row.layer,
  sizes(row.output),
  thousands(row.parameters),
  thousands(row.macs),
];

function markdown(rows: readonly TableRow[], totals: readonly string[]): string {
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return `${line(HEAD)}| --- | --- | --- | ---: | ---: |\n${rows.map((row) => line(cells(row))).join('')}${line(totals)}`;
}

/** Quotes where a comma, a quote or a line break needs them; a cell that a spreadsheet would run gets an apostrophe. */
function csvCell(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csv(rows: readonly TableRow[]): string {
  const line = (texts: readonly string[]): string => `${texts.map(csvCell).join(',')}\n`;
  return (
    line(HEAD) +
    rows
      .map((row) => line([row.name, row.layer, row.output.join('x'), String(row.parameters), String(row.macs)]))
      .join('')
  );
}

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '×': '$\\times$',
};

const escaped = (text: string): string => text.replaceAll(/[\\~^×]|[#$%&_{}]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`);

function latex(rows: readonly TableRow[], totals: readonly string[]): string {
  const line = (texts: readonly string[]): string => `${texts.map(escaped).join(' & ')} \\\\\n`;
  return `\\begin{tabular}{lllrr}\n\\hline\n${line(HEAD)}\\hline\n${rows.map((row) => line(cells(row))).join('')}\\hline\n${line(totals)}\\hline\n\\end{tabular}\n`;
}

/** Every node with its output, parameters and multiply-accumulates, and their sums. */
export function emitTable(trace: Trace, format: TableFormat): string {
  const rows = rowsOf(trace);
  const { parameters, macs } = trace.totals;
  const totals = [
    'Total',
    '',
    sizes(trace.rows.at(-1)?.output ?? trace.input),
    thousands(parameters),
    thousands(macs.nominal),
  ];
  if (format === 'csv') return csv(rows);
  if (format === 'json')
    return `${JSON.stringify({ input: trace.input, rows, parameters, macs: macs.nominal }, null, 2)}\n`;
  return format === 'latex' ? latex(rows, totals) : markdown(rows, totals);
}
