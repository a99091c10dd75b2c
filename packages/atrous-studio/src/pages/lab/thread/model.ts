/** @file The network made runnable: weights from the seed or a file, and the changes made by hand. */

import { manualSeed, nn, noGrad, type Tensor } from 'atrous';
import { fitWeights, loadWeights } from 'atrous/io';
import { type ModulesOfText, tied } from 'atrous-explain';
import { hasRoom, PRESETS, presetWeights } from 'atrous-explain/pictures';
import type { NetworkSpec } from 'atrous/spec';
import { type Refusal, refusalOf } from '../../../kit/refusal.js';
import { MOST_WEIGHT_BYTES } from '../limits.js';
import type { Edit } from '../state.js';

/** A file that somebody dropped. The number tells one from another: handles do not stay the same between threads. */
export interface Dropped {
  readonly id: number;
  readonly file: File;
}

/** What became of a file of weights. */
export type WeightsNote =
  | { readonly what: 'seed'; readonly seed: number }
  | { readonly what: 'loaded'; readonly file: string; readonly unused: readonly string[] }
  | { readonly what: 'huge'; readonly file: string; readonly bytes: number }
  | {
      readonly what: 'unreadable' | 'misfit';
      readonly file: string;
      readonly refusal: Refusal;
      readonly held: readonly string[];
    };

/** Tensors by name, or why there are none. */
export type ReadWeights = ReadonlyMap<string, Tensor> | WeightsNote;

export async function readWeights({ file }: Dropped): Promise<ReadWeights> {
  if (file.size > MOST_WEIGHT_BYTES) return { what: 'huge', file: file.name, bytes: file.size };
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return loadWeights(bytes, file.name);
  } catch (error) {
    return { what: 'unreadable', file: file.name, refusal: refusalOf(error), held: [] };
  }
}

export interface Model {
  readonly module: nn.TensorModule;
  readonly note: WeightsNote | undefined;
  /** Edits that no layer of this network has a place for. */
  readonly unplaced: number;
}

type Filtered = nn.Conv2d | nn.ConvTranspose2d;

/** The layer whose filters can be seen and changed under a name. */
export function filtersOf(module: nn.Module, name: string): Filtered | undefined {
  let found: nn.Module | undefined;
  try {
    found = module.getSubmodule(name);
  } catch {
    // A join, or a node of another network.
    return undefined;
  }
  return found instanceof nn.Conv2d || found instanceof nn.ConvTranspose2d ? found : undefined;
}

/** [first, second, kH, kW] → where a kernel's taps begin. The first axis holds the filters of a convolution. */
const kernelStart = ([, second, kh, kw]: readonly number[], filter: number, input: number): number =>
  (filter * second! + input) * kh! * kw!;

/** @returns whether the layer has a place for the edit */
function applyEdit(module: nn.Module, edit: Edit): boolean {
  const layer = filtersOf(module, edit.node);
  if (layer === undefined) return false;
  const { weight, bias } = layer;
  const shape = weight.shape;
  const [first, second, kh, kw] = shape as [number, number, number, number];
  const values = weight.data as Float32Array;
  if ('preset' in edit) {
    if (!hasRoom(shape) || (edit.filter !== 'all' && edit.filter >= first)) return false;
    const turns = PRESETS[edit.preset]!.length;
    const whole = presetWeights([edit.preset], edit.filter === 'all' ? shape : [turns, second, kh, kw]);
    if (edit.filter === 'all') values.set(whole);
    else values.set(whole.subarray(0, second * kh * kw), kernelStart(shape, edit.filter, 0));
    if (bias !== null && layer instanceof nn.Conv2d) {
      const offsets = bias.data as Float32Array;
      if (edit.filter === 'all') offsets.fill(0);
      else offsets[edit.filter] = 0;
      bias.touch();
    }
  } else {
    if (edit.filter >= first || edit.input >= second || edit.taps.length !== kh * kw) return false;
    values.set(edit.taps, kernelStart(shape, edit.filter, edit.input));
  }
  weight.touch();
  return true;
}

/** What does not fit is told, and the seed's weights stay. */
function filled(module: nn.Module, file: string, tensors: ReadonlyMap<string, Tensor>): WeightsNote {
  try {
    return { what: 'loaded', file, unused: fitWeights(module, tensors) };
  } catch (error) {
    const held = [...tensors].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);
    return { what: 'misfit', file, refusal: refusalOf(error), held };
  }
}

/** @throws what the library throws for a node that cannot run */
export function makeModel(
  network: NetworkSpec,
  modules: ModulesOfText | undefined,
  {
    seed,
    edits,
    weights,
  }: { seed: number; edits: readonly Edit[]; weights: { name: string; read: ReadWeights } | undefined },
): Model {
  const { model, owner } = tied(network, modules, nn.build, () => manualSeed(seed));
  const module = model.eval();
  const isRandom = !owner.parameters().next().done;
  let note: WeightsNote | undefined = isRandom ? { what: 'seed', seed } : undefined;
  if (weights) note = 'what' in weights.read ? weights.read : filled(owner, weights.name, weights.read);
  const unplaced = noGrad(() => edits.filter((edit) => !applyEdit(module, edit)).length);
  return { module, note, unplaced };
}
