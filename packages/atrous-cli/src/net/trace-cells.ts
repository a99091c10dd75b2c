/** @file The cells of a traced network's table. */

import type { Trace, TraceRow } from 'atrous/spec';
import { sourceText } from '../network/layer-text.js';
import { fieldText, shapeText } from '../run/format.js';
import type { Column } from '../table/forms.js';
import { formatBytes, formatCount, formatLarge } from '../units.js';

export const TRACE_COLUMNS: readonly Column[] = [
  { title: 'name' },
  { title: 'layer' },
  { title: 'output' },
  { title: 'params', right: true },
  { title: 'MACs', right: true },
  { title: 'share', right: true },
  { title: 'memory', right: true },
  { title: 'sees', right: true },
];

const countOrDash = (count: number, format: (count: number) => string): string => (count === 0 ? '–' : format(count));

/** Its part of all products: `12 %`. */
function shareText({ macs }: TraceRow, { totals }: Trace): string {
  if (macs.nominal === 0) return '–';
  const percent = (100 * macs.nominal) / totals.macs.nominal;
  return percent < 0.5 ? '<1 %' : `${Math.round(percent)} %`;
}

/** One per column. */
export function traceCells(row: TraceRow, trace: Trace): string[] {
  const { name, output, parameters, macs, activationBytes, field } = row;
  return [
    name,
    sourceText(row),
    shapeText(output),
    countOrDash(parameters, formatCount),
    countOrDash(macs.nominal, formatLarge),
    shareText(row, trace),
    formatBytes(activationBytes),
    fieldText(field),
  ];
}

export function totalTraceCells({ totals, rows, input }: Trace): string[] {
  const { parameters, macs, activationBytes } = totals;
  const output = rows.at(-1)?.output ?? input;
  return [
    'total',
    '',
    shapeText(output),
    formatCount(parameters),
    formatLarge(macs.nominal),
    '',
    formatBytes(activationBytes),
    '',
  ];
}

/** Fields of a CSV record; shapes as in the table, numbers plain. */
export const TRACE_FIELDS: readonly string[] = [
  'name',
  'layer',
  'input',
  'output',
  'parameters',
  'MACs',
  'bytes',
  'receptive field',
];

export const traceRecords = ({ rows }: Trace): (string | number)[][] =>
  rows.map(({ name, layer, inputs, output, parameters, macs, activationBytes, field }) => [
    name,
    layer,
    inputs.map(shapeText).join(' '),
    shapeText(output),
    parameters,
    macs.nominal,
    activationBytes,
    fieldText(field),
  ]);
