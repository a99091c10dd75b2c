/** @file The report on a terminal: one block per layer, totals, and what the columns mean. */

import { type Lang, renderText } from 'atrous-explain';
import type { Trace, TraceRow } from 'atrous/spec';
import type { LayerRun } from './execute.js';
import { formatBytes, formatCount, formatLarge, formatTime } from 'atrous-explain/read';
import { fieldText, jumpText, shapeText } from './format.js';
import { explained, type Sources, stepText } from './rows.js';
import { placed, textWidth } from '../table/width.js';
import { type RunColumn, type RunWords, runWordsOf } from './words.js';
import { fold } from './wrap.js';

/** A number that stands beside the shapes, right-aligned. */
type Cell = (row: TraceRow, run: LayerRun | undefined, words: RunWords) => string;

const CELLS: Readonly<Record<RunColumn, Cell>> = {
  params: (row) => formatCount(row.parameters),
  macs: (row) => formatLarge(row.macs.nominal),
  memory: (row) => formatBytes(row.activationBytes),
  sees: (row, _, { whole }) => fieldText(row.field, whole),
  stride: (row) => jumpText(row.field),
  time: (_, run) => (run === undefined ? '' : formatTime(run.elapsedMs)),
};

const COLUMNS: readonly RunColumn[] = ['params', 'macs', 'memory', 'sees', 'stride'];

const INDENT = '    ';
/** Where a layer's text goes on when it does not fit its line. */
const HANGING = 8;

const shapesOf = ({ inputs, output }: TraceRow): string =>
  `${inputs.map(shapeText).join(' + ')} → ${shapeText(output)}`;

/** The size formulas of one layer, a line each; none for a layer that keeps every size. */
function formulas(row: TraceRow, width: number, lang: Lang): string[] {
  const explanation = explained(row);
  if (explanation === undefined) return [];
  const sizes = renderText({ ...explanation, parameters: undefined, macs: undefined, back: undefined }, { lang });
  return sizes === '' ? [] : sizes.split('\n').map((line) => fold(`   ${line}`, width, HANGING));
}

/** The cells of a table of lines: shapes to the left, numbers to the right, or below where the width is too small. */
function lines(table: readonly (readonly string[])[], width: number): string[] {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => textWidth(cells[column]!))));
  const together = widths.reduce((sum, one) => sum + one + 2, INDENT.length - 2) <= width;
  return table.map(([shapes, ...numbers]) => {
    const right = numbers.map((cell, i) => `  ${placed(cell, true, widths[i + 1]!)}`).join('');
    return together
      ? `${INDENT}${placed(shapes!, false, widths[0]!)}${right}`.trimEnd()
      : `${INDENT}${shapes}\n  ${right}`.trimEnd();
  });
}

/** Rows up to the first layer that fails; with times where the network ran. */
export function tableText(
  trace: Trace,
  runs: readonly LayerRun[],
  width: number,
  lang: Lang = 'en',
  sources: Sources = new Map(),
): string {
  const words = runWordsOf(lang);
  const columns: readonly RunColumn[] = runs.length === 0 ? COLUMNS : [...COLUMNS, 'time'];
  const [header, ...numbers] = lines(
    [
      [words.shapes, ...columns.map((column) => words.columns[column])],
      ...trace.rows.map((row, i) => [shapesOf(row), ...columns.map((column) => CELLS[column](row, runs[i], words))]),
    ],
    width,
  );
  const blocks = trace.rows.map((row, i) => {
    const head = fold(`${row.name.padStart(2)}  ${stepText(row, sources)}`, width, HANGING);
    return [head, numbers[i], ...formulas(row, width, lang)].join('\n');
  });
  return [header, ...blocks].join('\n\n');
}

/** One sentence over all layers. */
export function totalsText(
  { totals, rows }: Trace,
  runs: readonly LayerRun[],
  width: number,
  lang: Lang = 'en',
): string {
  const text = runWordsOf(lang).totals({
    layers: rows.length,
    parameters: totals.parameters,
    parametersText: formatCount(totals.parameters),
    macs: formatLarge(totals.macs.nominal),
    flops: formatLarge(2 * totals.macs.nominal),
    activations: formatBytes(totals.activationBytes),
    peak: formatBytes(totals.peakBytes),
    time: formatTime(runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0)),
  });
  return fold(text, width, 7);
}

/** What the columns mean, for somebody who sees them for the first time. */
export function legendText(width: number, lang: Lang = 'en'): string {
  const { columns, meanings } = runWordsOf(lang);
  const widest = Math.max(...meanings.map(([column]) => textWidth(columns[column])));
  return meanings
    .map(([column, meaning]) => fold(`${placed(columns[column], true, widest)}  ${meaning}`, width, HANGING))
    .join('\n');
}
