/** @file The table of a network for a terminal. */

import { formatCount, formatLarge } from '../units.js';
import { fold } from '../run/wrap.js';
import { type Cells, cellsOf, TITLES, totalCells } from './cells.js';
import type { NetTable } from './rows.js';

/** Numbers stand right, words left. */
const RIGHT = [false, false, false, true, true];
const GAP = '  ';
const LAYER = 1;
/** Narrower than this a layer's text says nothing. */
const NARROWEST_LAYER = 24;

const widthOf = (lines: readonly Cells[], column: number): number =>
  Math.max(...lines.map((cells) => cells[column]!.length));

/** The widths of the columns: the layer's gets what the others leave. */
function widthsOf(lines: readonly Cells[], width: number): number[] {
  const widths = TITLES.map((_, column) => widthOf(lines, column));
  const others = widths.reduce(
    (sum, one, column) => sum + (column === LAYER ? 0 : one),
    GAP.length * (TITLES.length - 1),
  );
  widths[LAYER] = Math.min(widths[LAYER]!, Math.max(NARROWEST_LAYER, width - others));
  return widths;
}

const placed = (text: string, column: number, width: number): string =>
  RIGHT[column] ? text.padStart(width) : text.padEnd(width);

/** One row; a layer that is longer than its column goes on below it. */
function lineOf(cells: Cells, widths: readonly number[]): string {
  const [first = '', ...rest] = fold(cells[LAYER], widths[LAYER]!, 2).split('\n');
  const line = cells.map((cell, column) => placed(column === LAYER ? first : cell, column, widths[column]!));
  const indent = ' '.repeat(widths[0]! + GAP.length);
  return [line.join(GAP), ...rest.map((part) => indent + part)].map((part) => part.trimEnd()).join('\n');
}

function unusedText({ unused }: NetTable, width: number): string[] {
  if (unused.length === 0) return [];
  const list = unused.map(({ name, layer, parameters }) => `${name || layer} (${formatCount(parameters)} parameters)`);
  return [fold(`Did not run: ${list.join(', ')}`, width, 2)];
}

function sums({ totals }: NetTable, width: number): string {
  const { parameters, trainable, macs } = totals;
  const trained = trainable === parameters ? 'all trainable' : `${formatCount(trainable)} trainable`;
  const products = `${formatLarge(macs)} MACs (${formatLarge(2 * macs)} FLOPs)`;
  return fold(`Total: ${formatCount(parameters)} parameters (${trained}), ${products}`, width, 7);
}

const LEGEND =
  "A module's numbers are the sums of what lies inside it. MACs: multiply-accumulates of convolutions and linear layers, " +
  'taps on padding counted; functions that forward calls itself are not layers and have no row.';

/** The rows, for lines of at most `width` characters where words allow it. */
export function rowsText(table: NetTable, width: number): string {
  const lines: Cells[] = [TITLES, ...table.rows.map(cellsOf)];
  const widths = widthsOf([...lines, totalCells(table)], width);
  const full = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  const rule = '─'.repeat(Math.min(width, full));
  const [head, ...body] = lines.map((cells) => lineOf(cells, widths));
  return [head, rule, ...body, rule].join('\n');
}

/** The rows, their sums, and what the columns mean. */
export function textTable(table: NetTable, width: number): string {
  return [rowsText(table, width), sums(table, width), ...unusedText(table, width), fold(LEGEND, width)].join('\n');
}
