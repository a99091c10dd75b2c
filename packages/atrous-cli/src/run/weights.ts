/** @file Where a network's weights come from: PyTorch's generator, a file, classic filters. */

import { readFile } from 'node:fs/promises';
import { AtrousError, manualSeed, nn, noGrad, Tensor } from 'atrous';
import type { NetworkSpec } from 'atrous/spec';
import { fitWeights, loadWeights } from 'atrous/io';
import { isLayer, type Lang, type ModulesOfText, tied } from 'atrous-explain';
import { EXIT, Failure } from '../failure.js';
import { weightWords, type WeightWords } from './weight-words.js';
import { hasRoom, presetWeights } from 'atrous-explain/pictures';
import { reasonOf, type RefusalWords, refusalWords } from '../words/refusals.js';

export interface Weighted {
  readonly model: nn.TensorModule;
  /** Holds the modules under the names of the state dict; see `tied`. */
  readonly owner: nn.Module;
  /** Where the weights come from, one sentence each. */
  readonly notes: readonly string[];
}

interface WeightOptions {
  readonly seed: bigint;
  readonly weights: string | undefined;
  readonly kernels: readonly string[] | undefined;
  /** Of the notes. */
  readonly lang?: Lang | undefined;
}

async function readWeights(path: string, words: RefusalWords, lang?: Lang): Promise<ReadonlyMap<string, Tensor>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new Failure(EXIT.file, words.cannotRead(path, reasonOf(error, lang)));
  }
  try {
    return loadWeights(bytes, path);
  } catch (error) {
    if (!(error instanceof AtrousError)) throw error;
    throw new Failure(EXIT.file, words.cannotRead(path, error.message), words.saving);
  }
}

/** At most so many names are listed. */
const MOST_NAMES = 8;

const listed = (names: readonly string[], words: WeightWords): string =>
  words.listed(names.slice(0, MOST_NAMES), Math.max(0, names.length - MOST_NAMES));

/** PyTorch's text for what does not fit, with what the file holds. */
function misfit(error: AtrousError, tensors: ReadonlyMap<string, Tensor>, lang: Lang | undefined): Failure {
  const words = refusalWords(lang);
  const held = [...tensors].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);
  return new Failure(
    EXIT.data,
    error.torchMessage.replaceAll(/[ \t]+$/gm, ''),
    held.length === 0 ? words.holdsNothing : words.holds(listed(held, weightWords(lang))),
  );
}

/** Loads what fits; a missing name or another size is an error, a name too many a note. */
function load(model: nn.Module, path: string, tensors: ReadonlyMap<string, Tensor>, lang: Lang | undefined): string {
  const words = weightWords(lang);
  if (model.stateDict().size === 0) throw new Failure(EXIT.usage, refusalWords(lang).nothingToFill);
  let unused: readonly string[];
  try {
    unused = fitWeights(model, tensors);
  } catch (error) {
    throw error instanceof AtrousError ? misfit(error, tensors, lang) : error;
  }
  return words.file(path, unused.length === 0 ? undefined : listed(unused, words));
}

/** Fills the 2-d convolution that runs first with classic filters. */
function fill(model: nn.Module, { nodes }: NetworkSpec, names: readonly string[], lang: Lang | undefined): string {
  const name = nodes.find((node) => isLayer(node) && model.getSubmodule(node.name) instanceof nn.Conv2d)?.name;
  const layer = name === undefined ? undefined : model.getSubmodule(name);
  if (!(layer instanceof nn.Conv2d)) throw new Failure(EXIT.usage, refusalWords(lang).noConvolution);
  const { weight, bias } = layer;
  if (!hasRoom(weight.shape))
    throw new Failure(EXIT.data, refusalWords(lang).smallKernel(names.join(','), weight.size(2), weight.size(3)));
  noGrad(() => {
    weight.copy_(new Tensor(presetWeights(names, weight.shape), weight.shape, 'float32'));
    bias?.zero_();
  });
  return weightWords(lang).filters(name!, names, bias !== null);
}

/**
 * A network in evaluation mode, with the weights that the options ask for.
 *
 * @param modules  of the class that it was read from; undefined: a module of its own for every layer
 */
export async function weightedModel(
  network: NetworkSpec,
  { seed, weights, kernels, lang }: WeightOptions,
  modules?: ModulesOfText,
): Promise<Weighted> {
  const tensors = weights === undefined ? undefined : await readWeights(weights, refusalWords(lang), lang);
  const { model, owner } = tied(network, modules, nn.build, () => manualSeed(seed));
  model.eval();
  const notes: string[] = [];
  const random = [...owner.parameters()].length > 0 && tensors === undefined;
  if (random) notes.push(weightWords(lang).drawn(seed));
  if (tensors !== undefined) notes.push(load(owner, weights!, tensors, lang));
  if (kernels !== undefined) notes.push(fill(model, network, kernels, lang));
  return { model, owner, notes };
}
