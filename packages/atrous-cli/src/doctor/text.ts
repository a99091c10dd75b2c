/** @file What the doctor found, for a terminal. */

import type { Diagnosis, InputSource } from 'atrous-explain';
import { problemText } from '../network/problems.js';
import type { Source } from '../network/source.js';
import { stopText } from '../network/stop.js';
import { shapeText } from '../run/format.js';
import { fold } from '../run/wrap.js';
import type { Report } from './doctor.js';
import { fixesText } from './fixes.js';

/** Where an input comes from that nobody said. */
const SOURCES: Readonly<Record<InputSource | 'file', string>> = {
  given: '',
  text: ' (as the text tries it; --in gives another)',
  file: ' (as the file declares; --in gives another)',
  message: ' (which leads to this message)',
  usual: ' (assumed; --in gives another)',
};

/** Where it fails, or that it runs. */
function outcomeLines({ model, trace, failure, input, inputSource = 'given' }: Report): string[] {
  if (!trace || !input || !model) return [];
  const assumed = SOURCES[inputSource];
  const output = trace.rows.at(-1)?.output ?? input;
  if (!failure) return [`It runs: ${shapeText(input)}${assumed} → ${shapeText(output)}`];
  return [`It stops, for an input of ${shapeText(input)}${assumed}:`, '', stopText(failure, model.network)];
}

/** The message in plain words, its layer, and what usually leads to it. */
function diagnosisLines({ summary, layer, causes, nodes, message }: Diagnosis, told: boolean, width: number): string[] {
  return [
    ...(told ? [] : [message]),
    ...(summary === message ? [] : [fold(summary, width)]),
    ...(layer ? [`Layer: ${layer.text}${nodes.length > 0 ? ` (${nodes.join(', ')})` : ''}`] : []),
    ...(causes.length > 0 ? ['What usually leads to it:'] : []),
    ...causes.map((cause) => fold(`  - ${cause}`, width, 4)),
  ];
}

/** Whether the diagnosis is of the message at which the network stops here. */
const isOfFailure = ({ diagnosis, failure }: Report): boolean =>
  diagnosis !== undefined && failure?.error.torchMessage.includes(diagnosis.message) === true;

/** A message with other sizes than the assumed input leads to: the changes below are for the assumed one. */
function otherInputLines(report: Report, width: number): string[] {
  if (!report.inputAssumed || !report.diagnosis || !report.failure || isOfFailure(report)) return [];
  return [fold('The message has other sizes than the assumed input leads to: name the real one with --in.', width)];
}

/** Paragraphs, an empty line between them. */
export function reportText(report: Report, source: Source, width: number): string {
  const { diagnosis, fixes, problems, notes } = report;
  const paragraphs = [
    problems.map((problem) => problemText(source, problem)),
    outcomeLines(report),
    diagnosis ? diagnosisLines(diagnosis, isOfFailure(report), width) : [],
    notes.map((note) => fold(note, width)),
    otherInputLines(report, width),
    fixesText(fixes, width),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
