/** @file A run as the data of the HTML report. */

import { axisLabel, renderStep, say } from 'atrous-explain';
import type { AxisField, TraceRow } from 'atrous/spec';
import { encodePng, type Picture, resample } from '../pictures/index.js';
import { type ReportData, type ReportFigure, type ReportLayer, reportWords } from '../report/index.js';
import type { Drawn } from './draw.js';
import { strideText } from './format.js';
import { explained, sourcesIn, stepText } from './rows.js';
import type { RunResult } from './result.js';
import { VERSION } from './version.js';

const figureOf = ({ kind, figure, png }: Drawn): ReportFigure => ({
  kind,
  caption: figure.caption,
  image: { png, height: figure.height, width: figure.width, alt: figure.alt },
});

const sizesOf = (field: readonly AxisField[]): number[] | undefined =>
  field.length === 0 ? undefined : field.map(({ size }) => size);

function jumpsOf(field: readonly AxisField[]): string[] | undefined {
  const texts = field.map(strideText).filter((text) => text !== undefined);
  return texts.length === 0 || texts.length < field.length ? undefined : texts;
}

function layerOf(row: TraceRow, index: number, { network, runs, drawn, lang }: RunResult): ReportLayer {
  const axes = explained(row)?.axes ?? [];
  return {
    name: row.name,
    text: stepText(row, sourcesIn(network)),
    inputs: row.inputs,
    output: row.output,
    formulas: axes.map(({ axis, steps }) => ({
      axis: axisLabel(axis, lang),
      text: steps.map((step) => renderStep(step, { lang })).join(lang === 'zh' ? '；' : '; '),
    })),
    parameters: row.parameters,
    macs: row.macs.nominal,
    activationBytes: row.activationBytes,
    receptiveField: sizesOf(row.field),
    stride: jumpsOf(row.field),
    milliseconds: runs[index]!.elapsedMs,
    notes: axes.flatMap(({ axis, notes }) =>
      notes.map((note) => reportWords(lang).note(axisLabel(axis, lang), say(note, lang))),
    ),
    figures: drawn.filter(({ layer }) => layer === index).map(figureOf),
  };
}

/** Longest side of the input on the page, in pixels: a photo of a camera would make it dozens of megabytes. */
const LONGEST_SIDE = 1024;

/** The picture in proportion, no larger than the page shows it. */
function forPage(picture: Picture): Picture {
  const { height, width } = picture;
  const factor = LONGEST_SIDE / Math.max(height, width);
  const scaled = (size: number): number => Math.max(1, Math.round(size * factor));
  return factor < 1 ? resample(picture, scaled(height), scaled(width)) : picture;
}

export async function reportData(result: RunResult): Promise<ReportData> {
  const { source, input, trace, runs, printed, weights, lang } = result;
  const words = reportWords(lang);
  const shown = forPage(input.shown);
  const { parameters, macs, activationBytes } = trace.totals;
  return {
    lang,
    title: words.title(trace.rows.length, source),
    network: printed,
    input: {
      image: { png: await encodePng(shown), height: shown.height, width: shown.width, alt: words.inputAlt(source) },
      source,
      shape: trace.input,
      preprocessing: input.steps,
    },
    weights: weights.join(lang === 'zh' ? '；' : '; ') || words.noWeights,
    layers: trace.rows.map((row, i) => layerOf(row, i, result)),
    totals: {
      parameters,
      macs: macs.nominal,
      activationBytes,
      milliseconds: runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    },
    producedBy: `atrous ${VERSION}, Node ${process.versions.node}`,
  };
}
