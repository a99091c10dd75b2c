/** @file A checkerboard's measure for a terminal. */

import { type CheckerReport, type Measured, type OverlapMap, say } from 'atrous-explain';
import { sourceText } from '../network/layer-text.js';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import { textTable } from '../table/text.js';
import type { Lang } from '../words/options.js';
import type { Checked } from './checker.js';
import { CHECKER_WORDS } from './words.js';

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
function mapLines(map: OverlapMap, lang: Lang): string[] {
  const { shape } = map;
  if (shape.length > 2) return [];
  const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : (shape as [number, number]);
  const width = Math.min(columns, SHOWN);
  const counts = Array.from({ length: Math.min(rows, SHOWN) }, (_, y) =>
    Array.from({ length: width }, (__, x) => String(map.at(shape.length === 1 ? [x] : [y, x]))),
  );
  const wide = Math.max(...counts.flat().map((count) => count.length));
  const lines = counts.map((line) => `  ${line.map((count) => count.padStart(wide)).join(' ')}`);
  return [CHECKER_WORDS[lang].counts, ...lines];
}

const layersText = ({ layers }: Measured): string =>
  layers.map(({ spec }) => sourceText({ spec, layer: spec.op })).join(', ');

function remedyLines({ remedies, own }: CheckerReport, { lang, width }: CheckerStyle): string[] {
  const words = CHECKER_WORDS[lang];
  const columns = [{ title: words.remedy }, { title: words.layers }, { title: words.unevenness, right: true }];
  const rows = [
    [words.asItIs, layersText(own), unevennessText(own)],
    ...remedies.map((remedy) => [remedy.id, layersText(remedy), unevennessText(remedy)]),
  ];
  const notes = remedies.map(({ id, note }) => fold(words.note(id, say(note, lang)), width, 2));
  return ['', textTable({ columns, rows, folded: 1 }, width), '', ...notes];
}

function closing(report: CheckerReport, style: CheckerStyle): string[] {
  if (style.fix) return remedyLines(report, style);
  return report.own.unevenness.value > 0 ? [CHECKER_WORDS[style.lang].offer] : [];
}

/** The overlap, the two measures, and what helps where that was asked for. */
export function reportText({ row, report }: Checked, style: CheckerStyle): string {
  const { overlap, own } = report;
  const words = CHECKER_WORDS[style.lang];
  return [
    `${fold(row.layer, style.width, 4)}\n  ${shapeText(row.inputs[0]!)} → ${shapeText(row.output)}`,
    ...mapLines(overlap, style.lang),
    words.overlap(unevennessText(overlap), overlap.unevenness.value === 0),
    words.own(unevennessText(own), style.weighted, own.withBorder),
    ...closing(report, style),
  ].join('\n');
}
