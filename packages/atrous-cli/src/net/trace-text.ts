/** @file The table of a traced network for a terminal, its sums, and advice. */

import type { ElementType, NetworkSpec } from 'atrous/spec';
import { sourceText } from '../network/layer-text.js';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import { formatBytes, formatCount, formatLarge } from 'atrous-explain/read';
import { cellsOf, type ColumnName, MACS_WORDS, macsBy, type Table, titlesOf } from './trace-columns.js';

/** Layers, which give way on narrow terminals. */
const LAYER = 1;

/** The rows, and the one that fails where one does. */
export function traceRows(table: Table, { nodes }: NetworkSpec, names: readonly ColumnName[], width: number): string {
  const { failure } = table.trace;
  const empty = names.slice(1).map(() => '');
  const failing = failure
    ? [[failure.name, sourceText({ spec: nodes[failure.index]!.spec, layer: failure.layer }), '✗ stops', ...empty]]
    : [];
  const cells = [...table.entries.map((entry) => cellsOf(entry, names, table)), ...failing];
  return textTable({ columns: titlesOf(names), rows: cells, folded: LAYER }, width);
}

const plural = (count: number, one: string): string => `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

function sums({ trace, convention }: Table, width: number): string {
  const { totals, rows, input } = trace;
  const macs = macsBy(totals.macs, convention);
  const parts = [
    plural(rows.length, 'operation'),
    plural(totals.parameters, 'parameter'),
    `${formatLarge(macs)} MACs (${formatLarge(2 * macs)} FLOPs)`,
    `${formatBytes(totals.activationBytes)} of activations`,
    `at most ${formatBytes(totals.peakBytes)} at once`,
  ];
  const shapes = `${shapeText(input)} → ${shapeText(rows.at(-1)?.output ?? input)}`;
  return fold(`Total: ${shapes}, ${parts.join(', ')}`, width, 7);
}

/** What the columns mean that are there. */
function legend(names: readonly ColumnName[], { convention }: Table, dtype: ElementType): string {
  const has = (...wanted: ColumnName[]): boolean => wanted.some((name) => names.includes(name));
  return [
    ...(has('macs', 'share') ? [`MACs: multiply-accumulates, ${MACS_WORDS[convention]}.`] : []),
    ...(has('mem') ? [`memory: bytes of the layer's output in ${dtype}, ▲ while most is kept at once.`] : []),
    ...(has('alive') ? ['alive: bytes of all that is kept while it runs, ▲ where that is most.'] : []),
    ...(has('rf') ? ['sees: receptive field, in cells of the input.'] : []),
    ...(has('stride') ? ['stride: cells of the input from one output to the next.'] : []),
  ].join(' ');
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
function differenceText({ trace }: Table, { parameters, width }: Extras): string[] {
  if (parameters === undefined || parameters === trace.totals.parameters) return [];
  return [
    fold(
      `The model has ${plural(parameters, 'parameter')}: layers that run twice, or never, make the difference.`,
      width,
    ),
  ];
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
