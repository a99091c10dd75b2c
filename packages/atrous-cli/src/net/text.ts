/** @file The table of a network for a terminal. */

import { formatCount, formatLarge } from 'atrous-explain/read';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import { cellsOf, columnsOf, LAYER, picked } from './cells.js';
import type { ModuleColumn, ModuleOptions } from './options.js';
import type { NetTable } from './rows.js';
import { type NetWords, netWordsOf } from './words.js';

function unusedText({ unused }: NetTable, width: number, words: NetWords): string[] {
  if (unused.length === 0) return [];
  const list = unused.map(({ name, layer, parameters }) => [name || layer, formatCount(parameters)] as const);
  return [fold(words.unused(list), width, 2)];
}

function sums({ totals }: NetTable, width: number, words: NetWords): string {
  const { parameters, trainable, macs } = totals;
  const trained = trainable === parameters ? undefined : formatCount(trainable);
  return fold(words.moduleTotals(formatCount(parameters), trained, formatLarge(macs), formatLarge(2 * macs)), width, 7);
}

/** The rows, for lines of at most `width` characters where words allow it. */
export function rowsText({ rows }: NetTable, cols: readonly ModuleColumn[], width: number, words: NetWords): string {
  const cells = rows.map((row) => picked(cellsOf(row, words), cols));
  return textTable({ columns: picked(columnsOf(words), cols), rows: cells, folded: LAYER }, width);
}

/** The rows, their sums, and what the columns mean. */
export function netText(table: NetTable, { cols, convention, lang }: ModuleOptions, width: number): string {
  const words = netWordsOf(lang);
  return [
    rowsText(table, cols, width, words),
    '',
    sums(table, width, words),
    ...unusedText(table, width, words),
    fold(words.moduleLegend(convention), width),
  ].join('\n');
}
