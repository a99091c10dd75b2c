/** @file A checkerboard's measure for a terminal. */

import { type CheckerReport, type Measured, type OverlapMap, say } from 'atrous-explain';
import { sourceText } from '../network/layer-text.js';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import type { Lang } from '../words/options.js';
import type { Checked } from './checker.js';

export interface CheckerStyle {
  readonly lang: Lang;
  /** Whether remedies are told. */
  readonly fix: boolean;
  /** Whether the weights come from a file; otherwise they are drawn. */
  readonly weighted: boolean;
  readonly width: number;
}

/** At most so many rows and columns of the overlap map are shown. */
const SHOWN = 12;

/** `0.42`; `0` for what is even. */
export const unevennessText = ({ unevenness: { value } }: Pick<Measured, 'unevenness'>): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(2))) : '∞';

/** The first corner of the map: how many products each cell is a sum of. */
function mapLines(map: OverlapMap): string[] {
  const { shape } = map;
  if (shape.length > 2) return [];
  const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : (shape as [number, number]);
  const width = Math.min(columns, SHOWN);
  const counts = Array.from({ length: Math.min(rows, SHOWN) }, (_, y) =>
    Array.from({ length: width }, (__, x) => String(map.at(shape.length === 1 ? [x] : [y, x]))),
  );
  const wide = Math.max(...counts.flat().map((count) => count.length));
  const lines = counts.map((line) => `  ${line.map((count) => count.padStart(wide)).join(' ')}`);
  return ['Products per cell and channel, from the first corner:', ...lines];
}

const layersText = ({ layers }: Measured): string =>
  layers.map(({ spec }) => sourceText({ spec, layer: spec.op })).join(', ');

function remedyLines({ remedies, own }: CheckerReport, { lang, width }: CheckerStyle): string[] {
  const columns = [{ title: 'remedy' }, { title: 'layers' }, { title: 'unevenness', right: true }];
  const rows = [
    ['as it is', layersText(own), unevennessText(own)],
    ...remedies.map((remedy) => [remedy.id, layersText(remedy), unevennessText(remedy)]),
  ];
  const notes = remedies.map(({ id, note }) => fold(`${id}: ${say(note, lang)}`, width, 2));
  return ['', textTable({ columns, rows, folded: 1 }, width), '', ...notes];
}

/** The overlap, the two measures, and what helps where that was asked for. */
export function reportText({ row, report }: Checked, style: CheckerStyle): string {
  const { overlap, own } = report;
  const border = own.withBorder ? ', borders counted in: the input is small' : '';
  const isEven = overlap.unevenness.value === 0;
  return [
    `${fold(row.layer, style.width, 4)}\n  ${shapeText(row.inputs[0]!)} → ${shapeText(row.output)}`,
    ...mapLines(overlap),
    `Unevenness of the overlap: ${unevennessText(overlap)}${isEven ? ', every inner cell is a sum of as many products' : ''}`,
    `Unevenness with ${style.weighted ? 'its weights' : 'random weights'}: ${unevennessText(own)}${border}`,
    ...(style.fix ? remedyLines(report, style) : []),
  ].join('\n');
}
