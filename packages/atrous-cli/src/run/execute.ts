/** @file Every layer run once on the picture, with the time that it took. */

import { type nn, noGrad, type Tensor } from 'atrous';
import type { Trace } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import type { Progress } from './progress.js';

export interface LayerRun {
  readonly output: Tensor;
  readonly elapsedMs: number;
}

/** More than this for one layer's input and output is refused before anything is allocated. */
const MOST_BYTES = 4 * 2 ** 30;

/** @throws Failure where the network would need more memory than that */
export function refuseHugeRun({ totals }: Trace): void {
  if (totals.peakBytes <= MOST_BYTES) return;
  throw new Failure(
    EXIT.data,
    `one layer alone would need ${(totals.peakBytes / 2 ** 30).toFixed(1)} GiB for its input and output`,
    'Give a smaller picture, or resize it: --size 304x228 (height × width).',
  );
}

/** Runs the nodes of a chain in order. */
export function execute(model: nn.Module, trace: Trace, input: Tensor, progress: Progress): LayerRun[] {
  const runs: LayerRun[] = [];
  let x = input;
  for (const [i, { name, layer }] of trace.rows.entries()) {
    progress.show(`layer ${i + 1} of ${trace.rows.length}: ${layer}`);
    const started = performance.now();
    x = noGrad(() => (model.getSubmodule(name) as unknown as { forward(input: Tensor): Tensor }).forward(x));
    runs.push({ output: x, elapsedMs: performance.now() - started });
  }
  progress.clear();
  return runs;
}
