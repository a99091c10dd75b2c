/** @file The report on a terminal: one block per layer, totals, and where the pictures are. */

import { explain, renderText } from 'atrous-explain';
import type { Trace, TraceRow } from 'atrous/spec';
import type { LayerRun } from './execute.js';
import { formatBytes, formatCount, formatLarge, formatTime } from '../units.js';
import { fieldText, jumpText, shapeText } from './format.js';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (row: TraceRow, run: LayerRun | undefined) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'params', width: 11, cell: (row) => formatCount(row.parameters) },
  { title: 'MACs', width: 11, cell: (row) => formatLarge(row.macs.nominal) },
  { title: 'memory', width: 11, cell: (row) => formatBytes(row.activationBytes) },
  { title: 'sees', width: 10, cell: (row) => fieldText(row.field) },
  { title: 'stride', width: 9, cell: (row) => jumpText(row.field) },
  { title: 'time', width: 9, cell: (_, run) => (run === undefined ? '' : formatTime(run.elapsedMs)) },
];

const SHAPES_WIDTH = 34;
const cells = (texts: readonly string[]): string => COLUMNS.map(({ width }, i) => texts[i]!.padStart(width)).join('');
const indent = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

/** The size formulas of one layer; nothing for a layer that changes no size. */
function formulas({ spec, inputs, macs }: TraceRow): string {
  const { axes } = explain(spec, inputs[0]!);
  const changed = axes.length > 0 && macs !== undefined;
  return changed ? indent(renderText({ ...explain(spec, inputs[0]!), parameters: undefined, macs: undefined }), 4) : '';
}

function rowText(row: TraceRow, run: LayerRun | undefined): string {
  const shapes = `${shapeText(row.inputs[0]!)} → ${shapeText(row.output)}`;
  const head = `${row.name.padStart(2)}  ${row.layer}`;
  const numbers = cells(COLUMNS.map(({ cell }) => cell(row, run)));
  const sizes = formulas(row);
  return [head, `    ${shapes.padEnd(SHAPES_WIDTH)}${numbers}`, ...(sizes === '' ? [] : [sizes])].join('\n');
}

/** Rows up to the first layer that fails; runs where the network ran. */
export function tableText(trace: Trace, runs: readonly LayerRun[]): string {
  const header = `    ${'shape (N×C×H×W)'.padEnd(SHAPES_WIDTH)}${cells(COLUMNS.map(({ title }) => title))}`;
  return [header, ...trace.rows.map((row, i) => rowText(row, runs[i]))].join('\n\n');
}

/** One line over all layers. */
export function totalsText({ totals, rows }: Trace, runs: readonly LayerRun[]): string {
  const time = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  const parts = [
    `${rows.length} ${rows.length === 1 ? 'layer' : 'layers'}`,
    `${formatCount(totals.parameters)} parameters`,
    `${formatLarge(totals.macs.nominal)} MACs (${formatLarge(2 * totals.macs.nominal)} FLOPs)`,
    `${formatBytes(totals.activationBytes)} of activations, at most ${formatBytes(totals.peakBytes)} at once`,
    formatTime(time),
  ];
  return `Total: ${parts.join(', ')}`;
}

/** What the columns mean, for somebody who sees them for the first time. */
export const LEGEND: string = [
  'sees: receptive field in pixels of the picture (height × width); stride: pixels between neighbouring outputs.',
  'MACs: multiply-accumulates of convolutions and linear layers, taps on padding counted; memory: bytes of the output.',
].join('\n');
