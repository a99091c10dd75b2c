/** @file Weights as people keep them: checkpoints with other things in them, names without their module. */

import { CheckpointError } from '../errors.js';
import type { Module } from '../nn/module.js';
import { Tensor } from '../tensor/tensor.js';
import { load } from './load.js';
import { parseSafetensors } from './safetensors.js';

/** Names under which training scripts keep a state dict among other things. */
const WRAPPERS = ['state_dict', 'model_state_dict', 'model'];

const isTensors = (value: unknown): value is ReadonlyMap<string, Tensor> =>
  value instanceof Map && value.size > 0 && [...value.values()].every((entry) => entry instanceof Tensor);

/** The state dict of a checkpoint, at its top or under one of the usual names. */
function stateDictOf(checkpoint: unknown): ReadonlyMap<string, Tensor> {
  const inside =
    checkpoint instanceof Map ? WRAPPERS.map((name) => (checkpoint as Map<unknown, unknown>).get(name)) : [];
  const found = [checkpoint, ...inside].find(isTensors);
  if (found === undefined)
    throw new CheckpointError('the checkpoint holds no state dict', {
      hint: `It may lie at the top, or under ${WRAPPERS.join(', ')}.`,
    });
  return found;
}

/**
 * Tensors by name, from a file of PyTorch's or of safetensors.
 *
 * @param name  of the file: `.pt`, `.pth`, `.ckpt` and `.bin` are PyTorch's, anything else is safetensors
 * @throws CheckpointError where the file is neither, or holds no state dict
 */
export function loadWeights(bytes: Uint8Array, name: string): ReadonlyMap<string, Tensor> {
  if (/\.(pt|pth|ckpt|bin)$/i.test(name)) return stateDictOf(load<unknown>(bytes));
  return parseSafetensors(bytes).tensors;
}

/** The tensors under the network's names: bare ones (`weight`) belong to the one layer that has parameters. */
function namesOf(expected: ReadonlySet<string>, tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const owners = new Set([...expected].map((name) => name.slice(0, name.lastIndexOf('.'))));
  const [owner] = owners;
  const isBare = owners.size === 1 && [...tensors.keys()].every((name) => !expected.has(name));
  const nameOf = (name: string): string => (isBare && expected.has(`${owner}.${name}`) ? `${owner}.${name}` : name);
  return new Map([...tensors].map(([name, value]) => [nameOf(name), value]));
}

/**
 * Loads what fits into a model.
 *
 * @returns the names of tensors that the model has no place for
 * @throws what PyTorch throws for a name that is missing, or another size
 */
export function fitWeights(model: Module, tensors: ReadonlyMap<string, Tensor>): readonly string[] {
  const expected = new Set([...model.stateDict()].map(([name]) => name));
  const named = [...namesOf(expected, tensors)];
  model.loadStateDict(new Map(named.filter(([name]) => expected.has(name))));
  return named.map(([name]) => name).filter((name) => !expected.has(name));
}
