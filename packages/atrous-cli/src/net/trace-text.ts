/** @file The table of a traced network for a terminal, its sums, and advice. */

import type { ElementType, NetworkSpec } from 'atrous/spec';
import { sourceText } from '../network/layer-text.js';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import { formatBytes, formatCount, formatLarge } from 'atrous-explain/read';
import { cellsOf, type ColumnName, macsBy, type Table, titlesOf } from './trace-columns.js';

/** Layers, which give way on narrow terminals. */
const LAYER = 1;

/** The rows, and the one that fails where one does. */
export function traceRows(table: Table, { nodes }: NetworkSpec, names: readonly ColumnName[], width: number): string {
  const { failure } = table.trace;
  const empty = names.slice(1).map(() => '');
  const failing = failure
    ? [
        [
          failure.name,
          sourceText({ spec: nodes[failure.index]!.spec, layer: failure.layer }),
          table.words.stops,
          ...empty,
        ],
      ]
    : [];
  const cells = [...table.entries.map((entry) => cellsOf(entry, names, table)), ...failing];
  return textTable({ columns: titlesOf(names, table.words), rows: cells, folded: LAYER }, width);
}

function sums({ trace, convention, words }: Table, width: number): string {
  const { totals, rows, input } = trace;
  const macs = macsBy(totals.macs, convention);
  const shapes = `${shapeText(input)} → ${shapeText(rows.at(-1)?.output ?? input)}`;
  const text = words.totals(shapes, {
    operations: rows.length,
    parameters: totals.parameters,
    shownParameters: formatCount(totals.parameters),
    macs: formatLarge(macs),
    flops: formatLarge(2 * macs),
    activations: formatBytes(totals.activationBytes),
    peak: formatBytes(totals.peakBytes),
  });
  return fold(text, width, 7);
}

/** What the columns mean that are there. */
function legend(names: readonly ColumnName[], { convention, words }: Table, dtype: ElementType): string {
  const has = (...wanted: ColumnName[]): boolean => wanted.some((name) => names.includes(name));
  return [
    ...(has('macs', 'share') ? [words.macs(convention)] : []),
    ...(has('mem') ? [words.memory(dtype)] : []),
    ...(has('alive') ? [words.alive] : []),
    ...(has('rf') ? [words.sees] : []),
    ...(has('stride') ? [words.stride] : []),
  ].join(words.space);
}

interface Extras {
  readonly names: readonly ColumnName[];
  readonly dtype: ElementType;
  readonly width: number;
  /** Of all layers of the text. */
  readonly parameters: number | undefined;
  /** Lines of it; none where there is none. */
  readonly advice: readonly string[];
}

/** Parameters that no row has: of layers that do not run, or of rows that share them. */
function differenceText({ trace, words }: Table, { parameters, width }: Extras): string[] {
  if (parameters === undefined || parameters === trace.totals.parameters) return [];
  return [fold(words.difference(parameters, formatCount(parameters)), width)];
}

/** The rows, their sums, what the columns mean, and what could be better. */
export function traceText(table: Table, network: NetworkSpec, extras: Extras): string {
  const { names, dtype, width, advice } = extras;
  const meanings = legend(names, table, dtype);
  return [
    traceRows(table, network, names, width),
    '',
    sums(table, width),
    ...differenceText(table, extras),
    ...(meanings === '' ? [] : [fold(meanings, width)]),
    ...(advice.length === 0 ? [] : ['', ...advice]),
  ].join('\n');
}
