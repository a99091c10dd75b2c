/** @file What the doctor found, for a terminal. */

import { type Diagnosis, type Lang, say } from 'atrous-explain';
import { problemText } from '../network/problems.js';
import type { Source } from '../network/source.js';
import { stopText } from '../network/stop.js';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import type { Report } from './doctor.js';
import { fixesText } from './fixes.js';
import { doctorWords } from './words.js';

/** How a report is told. */
export interface ReportStyle {
  readonly lang: Lang;
  readonly width: number;
}

/** Where it fails, or that it runs. */
function outcomeLines(report: Report, { lang }: ReportStyle): string[] {
  const { model, trace, failure, input, inputSource = 'given' } = report;
  if (!trace || !input || !model) return [];
  const words = doctorWords(lang);
  const shown = `${shapeText(input)}${words.sources[inputSource]}`;
  if (!failure) return [words.runs(shown, shapeText(trace.rows.at(-1)?.output ?? input))];
  return [words.stops(shown), '', stopText(failure, model.network, input, lang)];
}

/** The message in plain words, its layer, and what usually leads to it. */
function diagnosisLines(
  { summary, layer, causes, nodes, message }: Diagnosis,
  told: boolean,
  { lang, width }: ReportStyle,
): string[] {
  const words = doctorWords(lang);
  return [
    ...(told ? [] : [message]),
    ...(summary ? [fold(say(summary, lang), width)] : []),
    ...(layer ? [words.layer(layer.text, nodes)] : []),
    ...(causes.length > 0 ? [words.causes] : []),
    ...causes.map((cause) => fold(`  - ${say(cause, lang)}`, width, 4)),
  ];
}

/** Whether the diagnosis is of the message at which the network stops here. */
const isOfFailure = ({ diagnosis, failure }: Report): boolean =>
  diagnosis !== undefined && failure?.error.torchMessage.includes(diagnosis.message) === true;

/** A message with other sizes than the assumed input leads to: the changes below are for the assumed one. */
function otherInputLines(report: Report, { lang, width }: ReportStyle): string[] {
  if (!report.inputAssumed || !report.diagnosis || !report.failure || isOfFailure(report)) return [];
  return [fold(doctorWords(lang).otherInput, width)];
}

/** Paragraphs, an empty line between them. */
export function reportText(report: Report, source: Source, style: ReportStyle): string {
  const { diagnosis, fixes, problems, notes } = report;
  const { lang, width } = style;
  const paragraphs = [
    problems.map((problem) => problemText(source, problem, lang)),
    outcomeLines(report, style),
    diagnosis ? diagnosisLines(diagnosis, isOfFailure(report), style) : [],
    notes.map((note) => fold(say(note, lang), width)),
    otherInputLines(report, style),
    fixesText(fixes, width, lang),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
