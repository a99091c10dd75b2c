/** @file `atrous net` of a JavaScript module: run once and written as a table. */

import { AtrousError, type nn, rand, type Tensor } from 'atrous';
import { type Lang, libraryHints, say } from 'atrous-explain/read';
import { EXIT, Failure } from '../failure.js';
import { shapeText } from '../run/format.js';
import { outputWidth } from '../run/wrap.js';
import { print, printJson } from '../words/print.js';
import { recordCalls, type Recording } from './calls.js';
import { netCsv, netMarkdown } from './forms.js';
import { loadModel } from './load.js';
import type { ModuleOptions } from './options.js';
import { netTable, type NetTable } from './rows.js';
import { netText, rowsText } from './text.js';
import { netWordsOf } from './words.js';

function printTable(table: NetTable, options: ModuleOptions): void {
  const { form, path, shapes, cols } = options;
  if (form === 'json') printJson({ module: path, inputs: shapes, ...table });
  else if (form === 'md') print(netMarkdown(table, cols, netWordsOf(options.lang)));
  else if (form === 'csv') print(netCsv(table, cols));
  else print(netText(table, options, outputWidth()));
}

/** An input of the type that the network computes in. */
function inputsFor(model: nn.Module, shapes: ModuleOptions['shapes']): Tensor[] {
  const [first] = model.parameters();
  const dtype = first?.dtype === 'float64' ? 'float64' : 'float32';
  return shapes.map((shape) => rand(shape, { dtype }));
}

/** Which module the error came from: the innermost one that had begun. */
function placeOf({ open }: Recording): string {
  const call = open.at(-1);
  if (call === undefined || call.name === '') return '';
  return `${call.name}: ${call.module.typeName()} on ${call.inputs.map(shapeText).join(', ') || 'no tensor'}\n`;
}

/** What stopped the run, in a person's words. */
function failureOf(recording: Recording, lang: Lang): Failure {
  const { error, open } = recording;
  const isOurs = error instanceof AtrousError;
  const message = isOurs ? error.torchMessage : error instanceof Error ? error.message : String(error);
  const hints = isOurs ? libraryHints(error.hint).map((hint) => say(hint, lang)) : [];
  const { name, module, inputs } = open.at(-1) ?? recording.root;
  const stop = { name, layer: module.typeName(), inputs, message, hints };
  return new Failure(EXIT.data, `${placeOf(recording)}${message}`, hints.join('\n') || undefined, {
    code: 'stops',
    stop,
  });
}

/**
 * Runs the network once on random numbers and prints a row for every module that ran.
 *
 * @throws Failure where it cannot be loaded, or where it stops; as text, the rows before are then printed
 */
export async function runModule(options: ModuleOptions): Promise<void> {
  const model = await loaded(options.path);
  const recording = recordCalls(model, inputsFor(model, options.shapes));
  const whole = netTable(model, recording.root, options.convention);
  const table = { ...whole, rows: whole.rows.filter(({ depth }) => depth <= options.depth) };
  if (recording.error === undefined) printTable(table, options);
  else {
    if (options.form === 'text' && table.rows.length > 1)
      print(rowsText(table, options.cols, outputWidth(), netWordsOf(options.lang)));
    throw failureOf(recording, options.lang);
  }
}

async function loaded(path: string): Promise<nn.Module> {
  try {
    return await loadModel(path);
  } catch (error) {
    if (!(error instanceof AtrousError)) throw error;
    throw new Failure(EXIT.data, error.torchMessage, error.hint);
  }
}
