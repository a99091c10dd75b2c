/** @file `atrous doctor`: what is wrong, and what to change. */

import { doctor, type DoctorReport } from 'atrous-explain';
import type { Shape } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { wholeShape } from 'atrous-explain/read';
import { readSource, type Source } from '../network/source.js';
import { outputWidth } from '../run/wrap.js';
import { print, printJson } from '../words/print.js';
import type { DoctorFlags } from './command.js';
import { reportJson } from './json.js';
import { reportText } from './text.js';

/** The text that holds the network: the one that was pasted, or that of `--net`. */
interface Texts {
  readonly pasted: Source;
  readonly net: Source | undefined;
}

async function textsOf(words: string, { net }: DoctorFlags): Promise<Texts> {
  if (words === '-' && net === '-') throw new Failure(EXIT.usage, 'stdin can be read once', 'Name a file for --net.');
  const pasted = await readSource(words, 'text');
  return { pasted, net: net === undefined ? undefined : await readSource(net, '--net') };
}

function examine({ pasted, net }: Texts, { entry, assume }: DoctorFlags, input: Shape | undefined): DoctorReport {
  return doctor(pasted.text, { net: net?.text, entry, assume, input });
}

/** Spatial sizes need the network to become a whole shape. */
function diagnosed(texts: Texts, flags: DoctorFlags): DoctorReport {
  const first = examine(texts, flags, undefined);
  if (flags.in === undefined || first.model === undefined) return first;
  return examine(texts, flags, wholeShape(first.model.network, flags.in));
}

/** Whether nothing was found that is wrong. */
const isWell = ({ failure, diagnosis, problems, notes }: DoctorReport): boolean =>
  !failure && !diagnosis && notes.length === 0 && problems.every(({ severity }) => severity !== 'error');

/** @throws Failure where the text cannot be had, or is nothing that the doctor knows */
export async function runDoctor(words: string, flags: DoctorFlags): Promise<void> {
  const texts = await textsOf(words, flags);
  const report = diagnosed(texts, flags);
  const hasNetwork = report.model !== undefined && report.model.network.nodes.length > 0;
  if (!hasNetwork && report.diagnosis === undefined && report.problems.length === 0)
    throw new Failure(
      EXIT.usage,
      'this is no error message of PyTorch that is known, and no network',
      'Paste the whole traceback, or the code of the model.',
    );
  const source =
    texts.net !== undefined && (report.kind === 'error' || report.kind === 'unknown') ? texts.net : texts.pasted;
  if (flags.json) printJson(reportJson(report));
  else print(reportText(report, source, outputWidth()));
  if (!isWell(report)) process.exitCode = EXIT.data;
}
