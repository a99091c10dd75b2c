/** @file Every layer run once on the picture, with the time that it took. */

import { type nn, noGrad, type Tensor } from 'atrous';
import type { Trace } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { formatBytes, type Lang } from 'atrous-explain/read';
import { refusalWords } from '../words/refusals.js';
import type { Progress } from './progress.js';

export interface LayerRun {
  readonly output: Tensor;
  readonly elapsedMs: number;
}

/** Maps and parameters above this are refused before anything is allocated: every map is kept until it is drawn. */
const MOST_BYTES = 4 * 2 ** 30;
const BYTES_PER_PARAMETER = 4;

/** @throws Failure where the network would need more memory than that */
export function refuseHugeRun({ totals }: Trace, lang?: Lang): void {
  const { activationBytes, parameters } = totals;
  const parameterBytes = parameters * BYTES_PER_PARAMETER;
  if (activationBytes + parameterBytes <= MOST_BYTES) return;
  const words = refusalWords(lang);
  const message = words.hugeRun(formatBytes(activationBytes), formatBytes(parameterBytes), formatBytes(MOST_BYTES));
  throw new Failure(EXIT.data, message, parameterBytes > activationBytes ? words.fewerChannels : words.smallerPicture);
}

/** Runs the nodes of a chain in order. A layer that writes in place gets a copy: what it would overwrite is still to be drawn. */
export function execute(model: nn.Module, trace: Trace, input: Tensor, progress: Progress): LayerRun[] {
  const runs: LayerRun[] = [];
  let x = input;
  for (const [i, { name, layer, spec }] of trace.rows.entries()) {
    progress.show(`layer ${i + 1} of ${trace.rows.length}: ${layer}`);
    const module = model.getSubmodule(name) as nn.Module & { forward(input: Tensor): Tensor };
    const given = spec.args['inplace'] === true ? x.clone() : x;
    const started = performance.now();
    x = noGrad(() => module.forward(given));
    runs.push({ output: x, elapsedMs: performance.now() - started });
  }
  return runs;
}
