/** @file `atrous run`: a network on a picture, every size explained, every map drawn. */

import { resolve } from 'node:path';
import { AtrousError, type nn } from 'atrous';
import { type Trace, traceNetwork } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { type Photo, readPhoto } from '../input/photo.js';
import { networkInput, photoOf } from '../input/tensor.js';
import { htmlReport } from '../report/index.js';
import { samplePicture } from '../sample/index.js';
import { drawAll } from './draw.js';
import { execute, refuseHugeRun } from './execute.js';
import { failureText } from './failure-text.js';
import { OutputFolder } from './folder.js';
import { shapeText } from './format.js';
import { runJson } from './json.js';
import { type NetworkText, readNetwork } from './network.js';
import type { RunOptions } from './options.js';
import { progressLine } from './progress.js';
import { reportData } from './report.js';
import type { RunResult } from './result.js';
import { LEGEND, tableText, totalsText } from './table.js';
import { weightedModel } from './weights.js';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function photoFor({ picture, grey }: RunOptions): Promise<Photo> {
  return picture === undefined ? photoOf(samplePicture(), grey) : readPhoto(picture, grey);
}

/** Prints what could be explained before saying what could not. */
function explainAnyway(trace: Trace, json: boolean): void {
  if (!json && trace.rows.length > 0) print(`${tableText(trace, [])}\n`);
}

/** @throws Failure where the text or a size is wrong, after printing the layers that are right */
function refuse(text: NetworkText, trace: Trace, options: RunOptions): void {
  if (text.broken) {
    explainAnyway(trace, options.json);
    throw new Failure(EXIT.usage, text.problems.join('\n\n'));
  }
  if (trace.failure === null) return;
  explainAnyway(trace, options.json);
  throw new Failure(EXIT.data, failureText(trace.failure, text.network.nodes[trace.failure.index]!.spec));
}

function moduleOf(model: nn.Module, name: string): nn.Module {
  return model.getSubmodule(name);
}

/** Runs a network on a picture and writes its folder. */
async function runOn(options: RunOptions): Promise<RunResult> {
  const text = await readNetwork(options.net);
  const photo = await photoFor(options);
  const input = networkInput(photo, options);
  const trace = traceNetwork(text.network, input.tensor.shape);
  refuse(text, trace, options);
  for (const warning of text.problems) process.stderr.write(`${warning}\n`);
  refuseHugeRun(trace);
  const folder = await OutputFolder.open(options.out);
  const { model, notes } = await weightedModel(text.network, options);
  const progress = progressLine();
  const runs = execute(model, trace, input.tensor, progress);
  progress.show('drawing');
  const results = trace.rows.map((row, i) => ({ row, module: moduleOf(model, row.name), output: runs[i]!.output }));
  const drawn = await drawAll(results, { scale: options.scale, shown: input.shown });
  const result: RunResult = {
    source: options.picture ?? 'the sample picture',
    input,
    trace,
    runs,
    printed: String(model),
    weights: notes,
    drawn,
    folder: resolve(folder.path),
  };
  for (const { file, png } of drawn) await folder.write(file, png);
  await folder.write('report.html', htmlReport(await reportData(result)));
  progress.clear();
  return result;
}

function printResult(result: RunResult): void {
  const { source, input, trace, weights, drawn, folder } = result;
  print(`${source}: ${shapeText(trace.input)} (batch × channels × height × width)`);
  for (const step of input.steps) print(`  ${step}`);
  for (const note of weights) print(`  ${note}`);
  print(`\n${tableText(trace, result.runs)}\n`);
  print(totalsText(trace, result.runs));
  print(LEGEND);
  print(`\nWritten to ${folder}:`);
  for (const { file, figure } of drawn) print(`  ${file.padEnd(32)} ${figure.height} × ${figure.width}`);
  print('  report.html                      all of it on one page');
}

/**
 * Runs, prints and writes.
 *
 * @returns the absolute path of the output folder
 * @throws Failure for every mistake that is not ours
 */
export async function runCommand(options: RunOptions): Promise<string> {
  try {
    const result = await runOn(options);
    if (options.json) print(runJson(result));
    else printResult(result);
    return result.folder;
  } catch (error) {
    if (error instanceof AtrousError) throw new Failure(EXIT.data, error.message);
    throw error;
  }
}
