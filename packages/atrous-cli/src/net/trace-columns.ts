/** @file The columns of the table of a traced network, for people and for spreadsheets. */

import type { Macs, Trace } from 'atrous/spec';
import { fieldText, jumpText, shapeText } from '../run/format.js';
import { formatBytes, formatCount, formatLarge } from 'atrous-explain/read';
import { bar } from './bars.js';
import type { Column } from '../table/forms.js';
import type { NetEntry } from './entries.js';
import type { NetWords } from './words.js';

/** Which products count: all taps, those and the additions of biases, or taps that meet the input only. */
export type Convention = 'nominal' | 'bias' | 'effective';

export const macsBy = ({ nominal, withBias, effective }: Macs, convention: Convention): number =>
  ({ nominal, bias: withBias, effective })[convention];

/** What cells are written from beside their line. */
export interface Table {
  readonly trace: Trace;
  readonly entries: readonly NetEntry[];
  readonly convention: Convention;
  /** Whether shares are drawn too. */
  readonly bars: boolean;
  readonly words: NetWords;
}

export interface NetColumn {
  readonly right?: boolean;
  cell(entry: NetEntry, table: Table): string;
  total?(table: Table): string;
  /** Plain, for spreadsheets. */
  readonly field: string;
  value(entry: NetEntry, table: Table): string | number;
}

const orDash = (count: number, format: (count: number) => string): string => (count === 0 ? '–' : format(count));

const share = (entry: NetEntry, { trace, convention }: Table): number => {
  const all = macsBy(trace.totals.macs, convention);
  return all === 0 ? 0 : macsBy(entry.macs, convention) / all;
};

/** Blocks of the longest bar. */
const BAR = 6;

/** `███▌ 12 %`: the bar is measured by the largest share. */
function shareText(entry: NetEntry, table: Table): string {
  const own = share(entry, table);
  if (own === 0) return '–';
  const percent = own < 0.005 ? '<1 %' : `${Math.round(100 * own)} %`;
  if (!table.bars) return percent;
  const largest = table.entries.reduce((most, one) => Math.max(most, share(one, table)), 0);
  return `${bar(own / largest, BAR).padEnd(BAR)} ${percent.padStart(5)}`;
}

/** Bytes; the first line during which the most is kept at once is marked. */
function bytesText(bytes: number, entry: NetEntry, { trace, entries }: Table): string {
  const isPeak = entry === entries.find(({ aliveBytes }) => aliveBytes === trace.totals.peakBytes);
  return `${isPeak ? '▲ ' : ''}${formatBytes(bytes)}`;
}

const inputsText = ({ inputs }: NetEntry): string => inputs.map(shapeText).join(' ');

export type ColumnName = 'in' | 'shape' | 'params' | 'macs' | 'share' | 'mem' | 'alive' | 'rf' | 'stride';

/** By the name that `--cols` takes. Name and layer stand in every table. */
export const COLUMNS: Readonly<Record<ColumnName, NetColumn>> = {
  in: { field: 'input', cell: inputsText, value: inputsText },
  shape: {
    field: 'output',
    cell: ({ output }) => shapeText(output),
    value: ({ output }) => shapeText(output),
    total: ({ trace }) => shapeText(trace.rows.at(-1)?.output ?? trace.input),
  },
  params: {
    field: 'parameters',
    right: true,
    cell: ({ parameters }) => orDash(parameters, formatCount),
    value: ({ parameters }) => parameters,
    total: ({ trace }) => formatCount(trace.totals.parameters),
  },
  macs: {
    field: 'MACs',
    right: true,
    cell: ({ macs }, { convention }) => orDash(macsBy(macs, convention), formatLarge),
    value: ({ macs }, { convention }) => macsBy(macs, convention),
    total: ({ trace, convention }) => formatLarge(macsBy(trace.totals.macs, convention)),
  },
  share: {
    field: 'share',
    right: true,
    cell: shareText,
    value: (entry, table) => Number(share(entry, table).toPrecision(6)),
  },
  mem: {
    field: 'bytes',
    right: true,
    cell: (entry, table) => bytesText(entry.activationBytes, entry, table),
    value: ({ activationBytes }) => activationBytes,
    total: ({ trace }) => formatBytes(trace.totals.activationBytes),
  },
  alive: {
    field: 'bytes alive',
    right: true,
    cell: (entry, table) => bytesText(entry.aliveBytes, entry, table),
    value: ({ aliveBytes }) => aliveBytes,
    total: ({ trace }) => formatBytes(trace.totals.peakBytes),
  },
  rf: {
    field: 'receptive field',
    right: true,
    cell: ({ field }, { words }) => fieldText(field, words.whole),
    value: ({ field }) => fieldText(field),
  },
  stride: {
    field: 'stride',
    right: true,
    cell: ({ field }) => jumpText(field),
    value: ({ field }) => jumpText(field),
  },
};

export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly ColumnName[];

/** Without `--cols`. */
export const USUAL: readonly ColumnName[] = ['shape', 'params', 'macs', 'share', 'mem', 'rf'];
export const USUAL_FIELDS: readonly ColumnName[] = ['in', 'shape', 'params', 'macs', 'mem', 'rf'];

const columnsOf = (names: readonly ColumnName[]): NetColumn[] => names.map((name) => COLUMNS[name]);

export const titlesOf = (names: readonly ColumnName[], { titles }: NetWords): Column[] => [
  { title: titles.name },
  { title: titles.layer },
  ...names.map((name) => ({ title: titles[name], right: COLUMNS[name].right === true })),
];

export const cellsOf = (entry: NetEntry, names: readonly ColumnName[], table: Table): string[] => [
  entry.name,
  entry.operations > 1 ? table.words.operations(entry.operations) : entry.layer,
  ...columnsOf(names).map((column) => column.cell(entry, table)),
];

/** The last line of a table. */
export const totalsOf = (names: readonly ColumnName[], table: Table): string[] => [
  table.words.total,
  '',
  ...columnsOf(names).map((column) => column.total?.(table) ?? ''),
];

export const fieldsOf = (names: readonly ColumnName[]): string[] => [
  'name',
  'layer',
  ...columnsOf(names).map(({ field }) => field),
];

export const recordOf = (entry: NetEntry, names: readonly ColumnName[], table: Table): (string | number)[] => [
  entry.name,
  entry.printed,
  ...columnsOf(names).map((column) => column.value(entry, table)),
];
