/** @file Every layer run once on the picture, with the time that it took. */

import { type nn, noGrad, type Tensor } from 'atrous';
import type { Trace } from 'atrous/spec';
import { EXIT, Failure } from '../failure.js';
import { formatBytes } from 'atrous-explain/read';
import type { Progress } from './progress.js';

export interface LayerRun {
  readonly output: Tensor;
  readonly elapsedMs: number;
}

/** Maps and parameters above this are refused before anything is allocated: every map is kept until it is drawn. */
const MOST_BYTES = 4 * 2 ** 30;
const BYTES_PER_PARAMETER = 4;

/** @throws Failure where the network would need more memory than that */
export function refuseHugeRun({ totals }: Trace): void {
  const { activationBytes, parameters } = totals;
  const parameterBytes = parameters * BYTES_PER_PARAMETER;
  if (activationBytes + parameterBytes <= MOST_BYTES) return;
  const hint =
    parameterBytes > activationBytes
      ? 'Give the layers fewer channels or features.'
      : 'Give a smaller picture, or resize it: --size 304x228 (height × width).';
  throw new Failure(
    EXIT.data,
    `this run would need ${formatBytes(activationBytes)} for its feature maps and ${formatBytes(parameterBytes)} for its parameters, more than ${formatBytes(MOST_BYTES)}`,
    hint,
  );
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
