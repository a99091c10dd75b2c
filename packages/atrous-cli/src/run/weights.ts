/** @file Where a network's weights come from: PyTorch's generator, a file, classic filters. */

import { readFile } from 'node:fs/promises';
import { AtrousError, manualSeed, nn, noGrad, Tensor } from 'atrous';
import type { NetworkSpec } from 'atrous/spec';
import { parseSafetensors } from 'atrous/io';
import { EXIT, Failure, reasonOf } from '../failure.js';
import { presetWeights } from '../input/presets.js';

export interface Weighted {
  readonly model: nn.Module;
  /** Where the weights come from, one sentence each. */
  readonly notes: readonly string[];
}

interface WeightOptions {
  readonly seed: bigint;
  readonly weights: string | undefined;
  readonly kernels: readonly string[] | undefined;
}

async function readWeights(path: string): Promise<ReadonlyMap<string, Tensor>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new Failure(EXIT.file, `cannot read ${path}: ${reasonOf(error)}`);
  }
  try {
    return parseSafetensors(bytes).tensors;
  } catch (error) {
    if (!(error instanceof AtrousError)) throw error;
    throw new Failure(EXIT.file, `cannot read ${path}: ${error.message}`, '--weights takes a safetensors file.');
  }
}

/** Bare names (`weight`) mean the one layer that has parameters. */
function namesOf(model: nn.Module, tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const expected = [...model.stateDict()].map(([name]) => name);
  const owners = [...new Set(expected.map((name) => name.slice(0, name.lastIndexOf('.'))))];
  const [owner] = owners;
  if (owners.length !== 1 || expected.some((name) => tensors.has(name))) return new Map(tensors);
  return new Map([...tensors].map(([name, value]) => [`${owner}.${name}`, value]));
}

/** Loads what fits; a missing name or another size is an error, a name too many a note. */
function load(model: nn.Module, path: string, tensors: ReadonlyMap<string, Tensor>): string[] {
  const named = namesOf(model, tensors);
  const known = new Set([...model.stateDict()].map(([name]) => name));
  const unused = [...named.keys()].filter((name) => !known.has(name));
  model.loadStateDict(new Map([...named].filter(([name]) => known.has(name))));
  const note = `weights from ${path}`;
  return unused.length === 0 ? [note] : [note, `not used from that file: ${unused.join(', ')}`];
}

/** Fills the first 2-d convolution with classic filters. */
function fill(model: nn.Module, names: readonly string[]): string {
  for (const [name, layer] of model.namedChildren()) {
    if (!(layer instanceof nn.Conv2d)) continue;
    const { weight, bias } = layer;
    noGrad(() => {
      weight.copy_(new Tensor(presetWeights(names, weight.shape), weight.shape, 'float32'));
      bias?.zero_();
    });
    return `filters of layer ${name}: ${names.join(', ')} in turn, each on the mean of the input channels${bias === null ? '' : '; bias 0'}`;
  }
  throw new Failure(EXIT.usage, '--kernels fills the first Conv2d, but this network has none');
}

/** A network in evaluation mode, with the weights that the options ask for. */
export async function weightedModel(
  network: NetworkSpec,
  { seed, weights, kernels }: WeightOptions,
): Promise<Weighted> {
  const tensors = weights === undefined ? undefined : await readWeights(weights);
  manualSeed(seed);
  const model = nn.build(network).eval();
  const notes: string[] = [];
  const random = [...model.parameters()].length > 0 && tensors === undefined;
  if (random) notes.push(`initial weights as PyTorch draws them after torch.manual_seed(${seed})`);
  if (tensors !== undefined) notes.push(...load(model, weights!, tensors));
  if (kernels !== undefined) notes.push(fill(model, kernels));
  return { model, notes };
}
