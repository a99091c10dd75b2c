/** @file The report on a terminal: one block per layer, totals, and what the columns mean. */

import { explain, renderText } from 'atrous-explain';
import type { Trace, TraceRow } from 'atrous/spec';
import type { LayerRun } from './execute.js';
import { formatBytes, formatCount, formatLarge, formatTime } from 'atrous-explain/read';
import { fieldText, jumpText, shapeText } from './format.js';
import { placed, textWidth } from '../table/width.js';
import { fold } from './wrap.js';

/** Numbers that stand beside the shapes; one cell per layer, right-aligned. */
interface Column {
  readonly title: string;
  readonly cell: (row: TraceRow, run: LayerRun | undefined) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'params', cell: (row) => formatCount(row.parameters) },
  { title: 'MACs', cell: (row) => formatLarge(row.macs.nominal) },
  { title: 'memory', cell: (row) => formatBytes(row.activationBytes) },
  { title: 'sees', cell: (row) => fieldText(row.field) },
  { title: 'stride', cell: (row) => jumpText(row.field) },
];

const TIME: Column = { title: 'time', cell: (_, run) => (run === undefined ? '' : formatTime(run.elapsedMs)) };

const SHAPES = 'shape (N×C×H×W)';
const INDENT = '    ';
/** Where a layer's text goes on when it does not fit its line. */
const HANGING = 8;

const shapesOf = ({ inputs, output }: TraceRow): string => `${shapeText(inputs[0]!)} → ${shapeText(output)}`;

/** The size formulas of one layer, a line each; none for a layer that keeps every size. */
function formulas({ spec, inputs }: TraceRow, width: number): string[] {
  const sizes = renderText({ ...explain(spec, inputs[0]!), parameters: undefined, macs: undefined, back: undefined });
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
export function tableText(trace: Trace, runs: readonly LayerRun[], width: number): string {
  const columns = runs.length === 0 ? COLUMNS : [...COLUMNS, TIME];
  const [header, ...numbers] = lines(
    [
      [SHAPES, ...columns.map(({ title }) => title)],
      ...trace.rows.map((row, i) => [shapesOf(row), ...columns.map(({ cell }) => cell(row, runs[i]))]),
    ],
    width,
  );
  const blocks = trace.rows.map((row, i) => {
    const head = fold(`${row.name.padStart(2)}  ${row.layer}`, width, HANGING);
    return [head, numbers[i], ...formulas(row, width)].join('\n');
  });
  return [header, ...blocks].join('\n\n');
}

/** One sentence over all layers. */
export function totalsText({ totals, rows }: Trace, runs: readonly LayerRun[], width: number): string {
  const time = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  const parts = [
    `${rows.length} ${rows.length === 1 ? 'layer' : 'layers'}`,
    `${formatCount(totals.parameters)} ${totals.parameters === 1 ? 'parameter' : 'parameters'}`,
    `${formatLarge(totals.macs.nominal)} MACs (${formatLarge(2 * totals.macs.nominal)} FLOPs)`,
    `${formatBytes(totals.activationBytes)} of activations`,
    `at most ${formatBytes(totals.peakBytes)} at once`,
    formatTime(time),
  ];
  return fold(`Total: ${parts.join(', ')}`, width, 7);
}

const LEGEND = [
  ['sees', 'receptive field in pixels of the picture (height × width)'],
  ['stride', 'pixels of the picture between neighbouring outputs'],
  ['MACs', 'multiply-accumulates of convolutions and linear layers, taps on padding counted'],
  ['memory', "bytes of the layer's output"],
] as const;

/** What the columns mean, for somebody who sees them for the first time. */
export function legendText(width: number): string {
  return LEGEND.map(([name, meaning]) => fold(`${name.padStart(6)}  ${meaning}`, width, HANGING)).join('\n');
}
