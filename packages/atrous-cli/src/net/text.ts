/** @file The table of a network for a terminal. */

import { formatCount, formatLarge } from 'atrous-explain/read';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import { cellsOf, COLUMNS, LAYER, picked } from './cells.js';
import type { ModuleColumn, ModuleOptions } from './options.js';
import type { NetTable } from './rows.js';
import { type Convention, MACS_WORDS } from './trace-columns.js';

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

const legend = (convention: Convention): string =>
  "A module's numbers are the sums of what lies inside it. MACs: multiply-accumulates of convolutions and linear layers, " +
  `${MACS_WORDS[convention]}; functions that forward calls itself are not layers and have no row.`;

/** The rows, for lines of at most `width` characters where words allow it. */
export function rowsText({ rows }: NetTable, cols: readonly ModuleColumn[], width: number): string {
  const cells = rows.map((row) => picked(cellsOf(row), cols));
  return textTable({ columns: picked(COLUMNS, cols), rows: cells, folded: LAYER }, width);
}

/** The rows, their sums, and what the columns mean. */
export function netText(table: NetTable, { cols, convention }: ModuleOptions, width: number): string {
  return [
    rowsText(table, cols, width),
    '',
    sums(table, width),
    ...unusedText(table, width),
    fold(legend(convention), width),
  ].join('\n');
}
