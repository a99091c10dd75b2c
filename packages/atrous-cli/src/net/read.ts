/** @file `atrous net` of PyTorch source or a printed model: read, traced, written as a table. */

import { doctor } from 'atrous-explain';
import { type Trace, traceNetwork } from 'atrous/spec';
import { fixesText } from '../doctor/fixes.js';
import { EXIT, Failure } from '../failure.js';
import { type ReadNetwork, readNetwork } from '../network/read.js';
import { stopped } from '../network/stop.js';
import { outputWidth } from '../run/wrap.js';
import { csvTable, markdownTable } from '../table/forms.js';
import { formOf } from '../words/options.js';
import { print, printJson } from '../words/print.js';
import { asked } from '../words/question.js';
import type { NetFlags } from './command.js';
import { adviceFor, adviceJson, adviceLines } from './advice.js';
import { traceCells, traceRecords, TRACE_COLUMNS, TRACE_FIELDS, totalTraceCells } from './trace-cells.js';
import { traceJson } from './trace-json.js';
import { traceRows, traceText } from './trace-text.js';

function printTrace(trace: Trace, read: ReadNetwork, flags: NetFlags): void {
  const { network, input, isWritten, parameters } = read;
  const { lang = 'en' } = flags;
  const form = formOf(flags);
  if (form === 'csv') print(csvTable(TRACE_FIELDS, traceRecords(trace)));
  else if (form === 'md')
    print(markdownTable(TRACE_COLUMNS, [...trace.rows.map((row) => traceCells(row, trace)), totalTraceCells(trace)]));
  else {
    const advice = adviceFor(network, input, isWritten);
    if (form === 'json') printJson({ ...traceJson(trace, parameters), advice: adviceJson(advice, lang) });
    else
      print(
        traceText(trace, network, {
          width: outputWidth(),
          parameters,
          advice: adviceLines(advice, lang, outputWidth()),
        }),
      );
  }
}

/** Changes of the text that were tried, where the text is one that can be changed. */
function fixesFor({ source, input }: ReadNetwork, flags: NetFlags): string[] {
  const { fixes } = doctor(source.text, { input, entry: flags.entry, assume: flags.assume });
  return fixesText(fixes, outputWidth());
}

/** What could be read is shown before what could not; JSON, CSV and Markdown are whole or nothing. */
function refuse(trace: Trace, read: ReadNetwork, flags: NetFlags): Failure {
  if (formOf(flags) === 'text' && (trace.rows.length > 0 || trace.failure))
    print(traceRows(trace, read.network, outputWidth()));
  const { message, exitCode } = read.failure ?? stopped(trace.failure!, read.network, flags.lang);
  return new Failure(exitCode, [message, ...fixesFor(read, flags)].join('\n'));
}

/** @throws Failure where the text cannot be read, or the network stops */
export async function showNetwork(words: string, flags: NetFlags): Promise<void> {
  const [sizes, ...more] = flags.in;
  if (more.length > 0)
    throw new Failure(
      EXIT.usage,
      'a network that is read has one input',
      'Only JavaScript modules take --in several times. Further inputs of forward: --assume name=1,64,8,8.',
    );
  const read = await readNetwork(words, sizes, flags);
  for (const warning of read.warnings) process.stderr.write(`${warning}\n`);
  const trace = asked(() => traceNetwork(read.network, read.input));
  if (read.failure || trace.failure) throw refuse(trace, read, flags);
  printTrace(trace, read, flags);
}
