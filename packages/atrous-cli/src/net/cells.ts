/** @file The cells of the table of a network, the same in every form that is read by people or spreadsheets. */

import { formatCount } from 'atrous-explain/read';
import { shapeText } from '../run/format.js';
import type { Column } from '../table/forms.js';
import type { ModuleColumn } from './options.js';
import type { NetRow, NetTable } from './rows.js';
import type { NetWords } from './words.js';

/** Names that programs read. */
export const FIELDS = ['name', 'layer', 'output', 'parameters', 'MACs'] as const;

export const columnsOf = ({ titles, parameters }: NetWords): Column[] => [
  { title: titles.name },
  { title: titles.layer },
  { title: titles.shape },
  { title: parameters, right: true },
  { title: titles.macs, right: true },
];
/** The column that gives way on narrow terminals. */
export const LAYER = 1;

const PLACES = { shape: 2, params: 3, macs: 4 } as const;

/** The name, the layer, and of the others those that are wanted. */
export const picked = <T>(cells: readonly T[], wanted: readonly ModuleColumn[]): T[] => [
  ...cells.slice(0, 2),
  ...wanted.map((name) => cells[PLACES[name]]!),
];

/** One per column. */
export type Cells = readonly [name: string, layer: string, output: string, parameters: string, macs: string];

/** The shapes of what a call gave; a dash for a call that gave no tensor. */
export const outputsText = ({ outputs }: NetRow): string => outputs.map(shapeText).join(', ') || '–';

/** Two spaces per level. */
const treeName = ({ depth, label }: NetRow): string => '  '.repeat(Math.max(0, depth - 1)) + label;

/** A dash where a module has none, or where nobody knows. */
const countText = (count: number | null): string => (count === null || count === 0 ? '–' : formatCount(count));

/** The cells of one call as people read them. */
export function cellsOf(row: NetRow, words: NetWords): Cells {
  const parameters = row.again ? words.countedAbove : countText(row.parameters);
  return [treeName(row), row.layer, outputsText(row), parameters, countText(row.macs)];
}

/** The last line of the table. */
export function totalCells({ totals }: NetTable, words: NetWords): Cells {
  return [words.total, '', '', formatCount(totals.parameters), formatCount(totals.macs)];
}
