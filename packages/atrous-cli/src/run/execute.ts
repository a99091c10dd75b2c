/** @file Every layer run once on the picture, with the time that it took. */

import { nn, noGrad, type Tensor } from 'atrous';
import type { NetworkSpec, Trace } from 'atrous/spec';
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

/** Runs the layers of a chain. A layer that writes in place gets a copy: what it would overwrite is still to be drawn. */
function executeChain(model: nn.Module, { rows }: Trace, input: Tensor, progress: Progress): LayerRun[] {
  const runs: LayerRun[] = [];
  let x = input;
  for (const [i, { name, layer, spec }] of rows.entries()) {
    progress.show(`layer ${i + 1} of ${rows.length}: ${layer}`);
    const module = model.getSubmodule(name) as nn.Module & { forward(input: Tensor): Tensor };
    const given = spec.args['inplace'] === true ? x.clone() : x;
    const started = performance.now();
    x = noGrad(() => module.forward(given));
    runs.push({ output: x, elapsedMs: performance.now() - started });
  }
  return runs;
}

/** Steps that may hand on the memory that they were given. */
const HANDS_ON = /^(?:view|squeeze|unsqueeze|expand|Flatten|Unflatten|Identity|\w*Dropout\d?d?)$/;

/** The steps whose output a later one writes into. */
function overwritten({ nodes }: NetworkSpec): ReadonlySet<string> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const found = new Set<string>();
  for (const node of nodes) {
    if (node.spec.args['inplace'] !== true) continue;
    for (let source = node.from[0]!; ;) {
      found.add(source);
      const giver = byName.get(source);
      if (!giver || !(HANDS_ON.test(giver.spec.op) || giver.spec.args['inplace'] === true)) break;
      source = giver.from[0]!;
    }
  }
  return found;
}

/**
 * Runs the steps of a network with branches. Layers in place write where they do in PyTorch, so that every reader of what
 * they overwrite gets the same; what is to be drawn is copied before.
 */
function executeGraph(model: nn.Network, { rows }: Trace, input: Tensor, progress: Progress): LayerRun[] {
  const runs: LayerRun[] = [];
  const copied = overwritten(model.spec);
  const announce = (): void => {
    const next = rows[runs.length];
    if (next) progress.show(`layer ${runs.length + 1} of ${rows.length}: ${next.layer}`);
  };
  announce();
  const given = copied.has('input') ? input.clone() : input;
  let started = performance.now();
  const seen = (name: string, output: Tensor): void => {
    const elapsedMs = performance.now() - started;
    runs.push({ output: copied.has(name) ? output.clone() : output, elapsedMs });
    announce();
    started = performance.now();
  };
  noGrad(() => model.runNodes(given, seen));
  return runs;
}

/** Runs the steps of a network in order, and keeps what each gives. */
export function execute(model: nn.TensorModule, trace: Trace, input: Tensor, progress: Progress): LayerRun[] {
  return model instanceof nn.Sequential
    ? executeChain(model, trace, input, progress)
    : executeGraph(model as nn.Network, trace, input, progress);
}
