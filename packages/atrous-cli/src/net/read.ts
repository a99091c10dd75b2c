/** @file `atrous net` of PyTorch source, a printed model or an ONNX file: read, traced, written as a table. */

import { type Trace, traceNetwork } from 'atrous/spec';
import { fixesText } from '../doctor/fixes.js';
import { EXIT, Failure, type FailureDetails } from '../failure.js';
import { fixesOf } from '../network/fixes.js';
import { type ReadNetwork, readNetwork } from '../network/read.js';
import { stopped } from '../network/stop.js';
import { outputWidth } from '../run/wrap.js';
import { csvTable, markdownTable } from '../table/forms.js';
import { formOf } from '../words/options.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { NetFlags } from './command.js';
import { missingInput } from './options.js';
import { adviceFor, adviceJson, adviceLines } from './advice.js';
import { entriesOf } from './entries.js';
import { cellsOf, fieldsOf, recordOf, type Table, titlesOf, totalsOf, USUAL, USUAL_FIELDS } from './trace-columns.js';
import { traceJson } from './trace-json.js';
import { traceRows, traceText } from './trace-text.js';
import { netWordsOf } from './words.js';

/** The table that the flags ask for. */
function tableOf(trace: Trace, { depth, macs = 'nominal', lang }: NetFlags, bars: boolean): Table {
  return { trace, entries: entriesOf(trace, depth), convention: macs, bars, words: netWordsOf(lang) };
}

function printTrace(trace: Trace, read: ReadNetwork, flags: NetFlags): void {
  const { network, input, isWritten, parameters } = read;
  const { lang = 'en', cols, dtype = 'float32' } = flags;
  const form = formOf(flags);
  const table = tableOf(trace, flags, form === 'text');
  if (form === 'csv') {
    const names = cols ?? USUAL_FIELDS;
    print(
      csvTable(
        fieldsOf(names),
        table.entries.map((entry) => recordOf(entry, names, table)),
      ),
    );
    return;
  }
  const names = cols ?? USUAL;
  if (form === 'md') {
    const rows = [...table.entries.map((entry) => cellsOf(entry, names, table)), totalsOf(names, table)];
    print(markdownTable(titlesOf(names, table.words), rows));
    return;
  }
  const advice = adviceFor(network, input, isWritten);
  if (form === 'json') {
    const entries = flags.depth === undefined ? undefined : table.entries;
    printJson({ ...traceJson(trace, entries, parameters), dtype, advice: adviceJson(advice, lang) });
    return;
  }
  const width = outputWidth();
  const extras = { names, dtype, width, parameters, advice: adviceLines(advice, lang, width) };
  print(traceText(table, network, extras));
}

/** @throws Failure where the text cannot be read, or the network stops: what was tried against it is said too */
function refuse(trace: Trace, read: ReadNetwork, flags: NetFlags): void {
  if (!read.failure && !trace.failure) return;
  // What could be read is shown before what could not; CSV and Markdown are whole or nothing.
  if (formOf(flags) === 'text' && (trace.rows.length > 0 || trace.failure))
    print(traceRows(tableOf(trace, flags, true), read.network, flags.cols ?? USUAL, outputWidth()));
  if (read.failure) throw withFixes(read.failure, { rows: trace.rows }, read);
  throw withFixes(stopped(trace, read, flags.lang)!, {}, read);
}

/** The failure, and below it the changes of the text that were tried. */
function withFixes({ exitCode, message, details }: Failure, more: FailureDetails, read: ReadNetwork): Failure {
  const fixes = fixesText(fixesOf(read), outputWidth(), read.options.lang ?? 'en');
  return new Failure(exitCode, [message, ...fixes].join('\n'), undefined, { ...details, ...more });
}

/** @throws Failure where the text cannot be read, or the network stops */
export async function showNetwork(words: string, flags: NetFlags): Promise<void> {
  const [sizes, ...more] = flags.in ?? [];
  if (more.length > 0)
    throw new Failure(
      EXIT.usage,
      'a network that is read has one input',
      'Only JavaScript modules take --in several times. Further inputs of forward: --assume name=1,64,8,8.',
    );
  const read = await readNetwork(words, sizes, flags);
  if (read.input.length === 0) throw missingInput();
  for (const warning of read.warnings) process.stderr.write(`${warning}\n`);
  const trace = asked(() => traceNetwork(read.network, read.input, { dtype: flags.dtype ?? 'float32' }), flags.lang);
  refuse(trace, read, flags);
  printTrace(trace, read, flags);
}
