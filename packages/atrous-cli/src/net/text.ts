/** @file The table of a network for a terminal. */

import { formatCount, formatLarge } from '../units.js';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import { cellsOf, COLUMNS, LAYER } from './cells.js';
import type { NetTable } from './rows.js';

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
export function rowsText({ rows }: NetTable, width: number): string {
  return textTable({ columns: COLUMNS, rows: rows.map(cellsOf), folded: LAYER }, width);
}

/** The rows, their sums, and what the columns mean. */
export function netText(table: NetTable, width: number): string {
  return [rowsText(table, width), '', sums(table, width), ...unusedText(table, width), fold(LEGEND, width)].join('\n');
}
