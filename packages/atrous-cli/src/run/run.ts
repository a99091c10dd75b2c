/** @file `atrous run`: a network on a picture, every size explained, every map drawn. */

import { resolve } from 'node:path';
import { AtrousError, DTypeError } from 'atrous';
import { parameterCount, type Shape, type Trace, traceNetwork } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { type Photo, readPhoto } from '../input/photo.js';
import { networkInput, photoOf } from '../input/tensor.js';
import type { Reading } from '../network/reading.js';
import { readSource } from '../network/source.js';
import { stopDetails } from '../network/stop.js';
import { htmlReport } from '../report/index.js';
import { samplePicture } from 'atrous-explain/pictures';
import { drawAll } from './draw.js';
import { checkTarget } from './heat.js';
import { execute, refuseHugeRun } from './execute.js';
import { failureText } from './failure-text.js';
import { OutputFolder } from './folder.js';
import { shapeText } from './format.js';
import { runJson } from './json.js';
import { networkFrom, type NetworkText } from './network.js';
import type { RunOptions } from './options.js';
import { type Progress, progressLine } from './progress.js';
import { reportData } from './report.js';
import type { RunResult } from './result.js';
import { sourcesIn } from './rows.js';
import { legendText, tableText, totalsText } from './table.js';
import { weightedModel } from './weights.js';
import { isLayer, type Lang, libraryHints, say } from 'atrous-explain';
import { runWordsOf } from './words.js';
import { fold, outputWidth } from './wrap.js';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function photoFor({ picture, grey, lang }: RunOptions): Promise<Photo> {
  return picture === undefined ? photoOf(samplePicture(), grey, lang) : readPhoto(picture, grey, lang);
}

/** Prints what could be explained before saying what could not; JSON is whole, or the mistake. */
function explainAnyway(trace: Trace, { unsized, network }: NetworkText, { json, lang }: RunOptions): void {
  if (json) return;
  if (trace.rows.length > 0) print(`${tableText(trace, [], outputWidth(), lang, sourcesIn(network))}\n`);
  if (unsized.length > 0) print([runWordsOf(lang).behindMistake, ...unsized, ''].join('\n  ').trimEnd() + '\n');
}

/** The layer that refuses what the picture becomes; undefined where all take it. */
function stopOf(reading: Reading, { failure, rows, input }: Trace): Failure | undefined {
  if (failure === null) return undefined;
  const { lang } = reading.options;
  const details = stopDetails(failure, { ...reading, input }, rows, lang);
  return new Failure(EXIT.data, failureText(failure, reading.network, input, lang), undefined, details);
}

/** @throws Failure where the text or a size is wrong, after printing the layers that are right */
function refuse(text: NetworkText, trace: Trace, options: RunOptions): void {
  const { source, isCode, network, options: read, input, failure } = text;
  const found = failure ?? stopOf({ source, isCode, network, options: read, input }, trace);
  if (found === undefined) return;
  explainAnyway(trace, text, options);
  throw found;
}

/** Modules that run at several steps have their parameters once, and those that run at none have theirs as well. */
function traced({ network, modules }: NetworkText, input: Shape): Trace {
  const trace = traceNetwork(network, input);
  if (modules === undefined) return trace;
  const { layers, at } = modules;
  const ran = new Set<string>();
  let parameters = 0;
  for (const row of trace.rows) {
    const module = at.get(row.name) ?? row.name;
    if (!ran.has(module)) parameters += row.parameters;
    ran.add(module);
  }
  for (const { name, spec } of layers) if (!ran.has(name)) parameters += parameterCount(spec);
  return { ...trace, totals: { ...trace.totals, parameters } };
}

/**
 * Runs a network on a picture and writes its folder.
 *
 * @throws Failure, or an error of the library
 */
export async function runOn(options: RunOptions, progress: Progress): Promise<RunResult> {
  checkTarget(options);
  const source = await readSource(options.net, '--net', options.lang);
  progress.show('reading the picture');
  const input = networkInput(await photoFor(options), options);
  progress.clear();
  const text = networkFrom(source, input.tensor.shape, options);
  for (const warning of text.warnings) process.stderr.write(`${warning}\n`);
  const trace = traced(text, input.tensor.shape);
  refuse(text, trace, options);
  refuseHugeRun(trace, options.lang);
  const { model, owner, notes } = await weightedModel(text.network, options, text.modules);
  const folder = await OutputFolder.open(options.out, options.lang);
  const runs = execute(model, trace, input.tensor, progress);
  progress.show('drawing');
  const results = trace.rows.map((row, i) => ({
    row,
    module: isLayer(row) ? model.getSubmodule(row.name) : undefined,
    output: runs[i]!.output,
  }));
  const drawn = await drawAll(results, {
    scale: options.scale,
    lang: options.lang,
    shown: input.shown,
    heat: { model, input: input.tensor, by: options.heatmap, target: options.target },
  });
  const result: RunResult = {
    lang: options.lang,
    source: options.picture ?? runWordsOf(options.lang).sample,
    input,
    network: text.network,
    trace,
    runs,
    // Lazy layers are what they print once they ran.
    printed: String(owner),
    weights: notes,
    drawn,
    folder: resolve(folder.path),
  };
  for (const { file, png } of drawn) await folder.write(file, png);
  await folder.write('report.html', htmlReport(await reportData(result)));
  return result;
}

const REPORT = 'report.html';

/** The files of the folder with their sizes, and the layers that no picture shows. */
function filesText({ drawn, folder, trace, lang }: RunResult): string {
  const words = runWordsOf(lang);
  const width = Math.max(REPORT.length, ...drawn.map(({ file }) => file.length));
  const sizes = drawn.map(({ file, figure }) => `  ${file.padEnd(width)}  ${figure.height} × ${figure.width}`);
  const shown = new Set(drawn.filter(({ kind }) => kind === 'channels').map(({ layer }) => layer));
  const hidden = trace.rows.filter((_, i) => !shown.has(i)).map(({ name, output }) => `${name} (${shapeText(output)})`);
  return [
    words.writtenTo(folder),
    ...sizes,
    `  ${REPORT.padEnd(width)}  ${words.onOnePage}`,
    ...(hidden.length === 0 ? [] : [words.notDrawn(hidden)]),
  ].join('\n');
}

function printResult(result: RunResult): void {
  const { source, input, network, trace, runs, weights, lang } = result;
  const width = outputWidth();
  print(runWordsOf(lang).head(source, shapeText(trace.input)));
  for (const step of [...input.steps, ...weights]) print(fold(`  ${step}`, width, 4));
  print(`\n${tableText(trace, runs, width, lang, sourcesIn(network))}\n`);
  print(`${totalsText(trace, runs, width, lang)}\n${legendText(width, lang)}\n`);
  print(filesText(result));
}

/** The library's refusals in the command's words. */
function asFailure(error: unknown, lang: Lang): unknown {
  if (!(error instanceof AtrousError)) return error;
  const hints = libraryHints(error.hint).map((hint) => say(hint, lang));
  const hint = error instanceof DTypeError ? runWordsOf(lang).noDtype : hints.join('\n') || undefined;
  return new Failure(EXIT.data, error.torchMessage, hint);
}

/**
 * Runs, prints and writes.
 *
 * @returns the absolute path of the output folder
 * @throws Failure for every mistake that is not ours
 */
export async function runCommand(options: RunOptions): Promise<string> {
  const progress = progressLine();
  let result: RunResult;
  try {
    result = await runOn(options, progress);
  } catch (error) {
    throw asFailure(error, options.lang);
  } finally {
    progress.clear();
  }
  if (options.json) print(runJson(result));
  else printResult(result);
  return result.folder;
}
