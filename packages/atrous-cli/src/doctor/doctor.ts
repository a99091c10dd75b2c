/** @file `atrous doctor`: what is wrong, and what to change. */

import { doctor, doctorOnnx, type DoctorReport, type OnnxReport } from 'atrous-explain';
import type { Shape } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { looksPrinted, looksSummarised, wholeShape } from 'atrous-explain/read';
import { refuseArguments } from '../network/read.js';
import { refuseUnread } from '../network/problems.js';
import { type ModelSource, readModelSource, type Source } from '../network/source.js';
import { outputWidth } from '../run/wrap.js';
import { print, printJson } from '../words/print.js';
import type { DoctorFlags } from './command.js';
import { reportJson } from './json.js';
import { reportText } from './text.js';
import { doctorWords } from './words.js';

/** What holds the network: what was pasted, or `--net`. */
interface Texts {
  readonly pasted: ModelSource;
  readonly net: ModelSource | undefined;
}

async function textsOf(words: string, { net, lang }: DoctorFlags): Promise<Texts> {
  if (words === '-' && net === '-') throw new Failure(EXIT.usage, 'stdin can be read once', 'Name a file for --net.');
  const pasted = await readModelSource(words, 'text', lang);
  return { pasted, net: net === undefined ? undefined : await readModelSource(net, '--net', lang) };
}

/** On a text, or on an ONNX file. */
export type Report = DoctorReport | OnnxReport;

interface Examined {
  readonly report: Report;
  /** In which the report's problems stand: of an ONNX file the list of its nodes. */
  readonly source: Source;
}

function examine(texts: Texts, flags: DoctorFlags, input: Shape | undefined): Examined {
  const { pasted, net } = texts;
  const { entry, arg: args, assume } = flags;
  const file = [pasted, net].find((source) => source?.onnx);
  if (file?.onnx) {
    refuseArguments(flags, file, 'an ONNX file');
    const error = file === pasted ? undefined : pasted.text;
    const report = doctorOnnx(file.onnx, { assume, input, error });
    refuseUnread(report.model, file.label, flags.lang);
    return { report, source: { label: file.label, text: report.model.text } };
  }
  const report = doctor(pasted.text, { net: net?.text, entry, args, assume, input });
  const isOfNet = report.kind === 'error' || report.kind === 'unknown';
  const source = net && isOfNet ? net : pasted;
  if (looksPrinted(source.text) || looksSummarised(source.text)) refuseArguments(flags, source, 'a printed model');
  return { report, source };
}

/** Spatial sizes need the network to become a whole shape. */
function diagnosed(texts: Texts, flags: DoctorFlags): Examined {
  const first = examine(texts, flags, undefined);
  const { model } = first.report;
  if (flags.in === undefined || model === undefined) return first;
  return examine(texts, flags, wholeShape(model.network, flags.in));
}

/** Whether nothing was found that is wrong. */
const isWell = ({ failure, diagnosis, problems, notes }: Report): boolean =>
  !failure && !diagnosis && notes.length === 0 && problems.every(({ severity }) => severity !== 'error');

/** @throws Failure where the text cannot be had, or is nothing that the doctor knows */
export async function runDoctor(text: string, flags: DoctorFlags): Promise<void> {
  const { lang = 'en' } = flags;
  const words = doctorWords(lang);
  const texts = await textsOf(text, flags);
  const { report, source } = diagnosed(texts, flags);
  const hasNetwork = report.model !== undefined && report.model.network.nodes.length > 0;
  if (!hasNetwork && report.diagnosis === undefined && report.problems.length === 0)
    throw new Failure(EXIT.usage, words.unknown, words.unknownHint);
  if (flags.json) printJson(reportJson(report, lang));
  else print(reportText(report, source, { lang, width: outputWidth() }));
  if (!isWell(report)) process.exitCode = EXIT.data;
}
