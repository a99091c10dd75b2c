/** @file The table of a traced network for a terminal, its sums, and advice. */

import type { NetworkSpec, Trace } from 'atrous/spec';
import { sourceText } from '../network/layer-text.js';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import { formatBytes, formatCount, formatLarge } from '../units.js';
import { TRACE_COLUMNS, traceCells } from './trace-cells.js';

/** Layers, which give way on narrow terminals. */
const LAYER = 1;

/** The rows, and the one that fails where one does. */
export function traceRows(trace: Trace, { nodes }: NetworkSpec, width: number): string {
  const { rows, failure } = trace;
  const empty = TRACE_COLUMNS.slice(3).map(() => '');
  const failing = failure
    ? [[failure.name, sourceText({ spec: nodes[failure.index]!.spec, layer: failure.layer }), '✗ stops', ...empty]]
    : [];
  const cells = [...rows.map((row) => traceCells(row, trace)), ...failing];
  return textTable({ columns: TRACE_COLUMNS, rows: cells, folded: LAYER }, width);
}

const plural = (count: number, one: string): string => `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

function sums({ totals, rows, input }: Trace, width: number): string {
  const { parameters, macs, activationBytes, peakBytes } = totals;
  const parts = [
    plural(rows.length, 'operation'),
    plural(parameters, 'parameter'),
    `${formatLarge(macs.nominal)} MACs (${formatLarge(2 * macs.nominal)} FLOPs)`,
    `${formatBytes(activationBytes)} of activations`,
    `at most ${formatBytes(peakBytes)} at once`,
  ];
  const shapes = `${shapeText(input)} → ${shapeText(rows.at(-1)?.output ?? input)}`;
  return fold(`Total: ${shapes}, ${parts.join(', ')}`, width, 7);
}

const LEGEND =
  "MACs: multiply-accumulates, taps on padding counted. memory: bytes of the layer's output in float32. " +
  'sees: receptive field, in cells of the input.';

interface Extras {
  readonly width: number;
  /** Of all layers of the text. */
  readonly parameters: number | undefined;
  /** Lines of it; none where there is none. */
  readonly advice: readonly string[];
}

/** Parameters that no row has: of layers that do not run, or of rows that share them. */
function differenceText(trace: Trace, { parameters, width }: Extras): string[] {
  if (parameters === undefined || parameters === trace.totals.parameters) return [];
  return [
    fold(
      `The model has ${plural(parameters, 'parameter')}: layers that run twice, or never, make the difference.`,
      width,
    ),
  ];
}

/** The rows, their sums, what the columns mean, and what could be better. */
export function traceText(trace: Trace, network: NetworkSpec, extras: Extras): string {
  const { width, advice } = extras;
  return [
    traceRows(trace, network, width),
    '',
    sums(trace, width),
    ...differenceText(trace, extras),
    fold(LEGEND, width),
    ...(advice.length === 0 ? [] : ['', ...advice]),
  ].join('\n');
}
