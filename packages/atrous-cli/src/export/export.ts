/** @file `atrous export`: a network in another form. */

import { emitPython, emitTable, emitTypeScript, type TableFormat } from 'atrous-explain';
import { type Trace, traceNetwork } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { needNetwork, type ReadNetwork } from '../network/read.js';
import { refuseStop } from '../network/stop.js';
import { writeResult } from '../scene/words.js';
import { asked } from '../words/question.js';
import type { ExportFlags } from './command.js';

type Target = keyof Pick<ExportFlags, 'torch' | 'ts' | 'md' | 'csv' | 'latex' | 'json'>;

const TARGETS: readonly Target[] = ['torch', 'ts', 'json', 'md', 'csv', 'latex'];
const TABLES: Readonly<Partial<Record<Target, TableFormat>>> = { md: 'markdown', csv: 'csv', latex: 'latex' };

/** @throws Failure where the sizes are missing, or the network stops */
function traced(read: ReadNetwork, flags: ExportFlags): Trace {
  if (flags.in === undefined)
    throw new Failure(EXIT.usage, 'a table needs the sizes of the input', 'For example: --in 1,3,224,224');
  const trace = asked(() => traceNetwork(read.network, read.input), read.options.lang);
  refuseStop(trace, read, read.options.lang);
  return trace;
}

/** The network in one form, a line break at its end. */
function textOf(target: Target, read: ReadNetwork, flags: ExportFlags): string {
  const table = TABLES[target];
  if (table !== undefined) return emitTable(traced(read, flags), table);
  if (target === 'torch') return emitPython(read.network);
  return target === 'ts' ? emitTypeScript(read.network) : `${JSON.stringify(read.network, null, 2)}\n`;
}

function checkTargets(targets: readonly Target[], flags: ExportFlags): void {
  if (targets.length === 0)
    throw new Failure(
      EXIT.usage,
      'nothing says what the network is to be written as',
      'Give --torch, --ts, --json, --md, --csv or --latex.',
    );
  const printed = targets.filter((target) => flags[target] === true);
  if (printed.length > 1)
    throw new Failure(
      EXIT.usage,
      `${printed.map((target) => `--${target}`).join(' and ')} cannot both go to stdout`,
      'Name a file behind all but one.',
    );
}

/** @throws Failure where the network cannot be read, a table cannot be made, or a file cannot be written */
export async function exportNetwork(words: string, flags: ExportFlags): Promise<void> {
  const targets = TARGETS.filter((target) => flags[target] !== undefined);
  checkTargets(targets, flags);
  const read = await needNetwork(words, flags.in, flags);
  const texts = targets.map((target) => ({ to: flags[target], text: textOf(target, read, flags) }));
  for (const { to, text } of texts)
    if (typeof to === 'string') await writeResult(to, text);
    else process.stdout.write(text);
}
