/** @file The names that PyTorch's state dict gives to modules and parameters. */

import { type LayerSpec, LAYERS } from 'atrous/spec';
import type { Machine } from './machine.js';
import { type ArrayValue, type ModuleValue, type Runtime, isList } from './runtime.js';
import { phrase } from '../../explain/words/phrase.js';

/** A layer of the model. */
export interface NamedModule {
  readonly name: string;
  readonly spec: LayerSpec;
  readonly from: number;
  readonly to: number;
}

export interface NamedParameter {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Deeper nesting of modules than anybody writes. */
const DEEPEST = 60;

/** Gives every module of the model its name, the first where it has several. */
export function nameModules(
  machine: Machine,
  model: ModuleValue,
): { layers: NamedModule[]; parameters: NamedParameter[] } {
  const layers: NamedModule[] = [];
  const parameters: NamedParameter[] = [];
  const seen = new Set<Runtime>();
  /** Plain lists of modules, which PyTorch does not look into: named last. */
  const hidden: { name: string; items: readonly Runtime[] }[] = [];

  const visit = (value: Runtime, name: string, depth: number): void => {
    if (depth > DEEPEST || seen.has(value)) return;
    if (value.kind === 'module') {
      seen.add(value);
      value.name = name;
      if (value.spec) layers.push({ name, spec: value.spec, from: value.place.from, to: value.place.to });
      for (const [key, child] of value.attributes) visit(child, name === '' ? key : `${name}.${key}`, depth + 1);
    } else if (value.kind === 'array') {
      seen.add(value);
      value.name = name;
      if (value.isParameter) addParameter(value, name);
    } else if (value.kind === 'unknown') value.name ??= name;
    else if (isList(value)) hidden.push({ name, items: value.items });
    else if (value.kind === 'dict')
      hidden.push({ name, items: [...value.entries.values()].map((entry) => entry.value) });
  };

  const addParameter = ({ shape }: ArrayValue, name: string): void => {
    if (shape) parameters.push({ name, shape });
  };

  visit(model, '', 0);
  for (const { name, items } of hidden) {
    const unnamed = items.filter((item): item is ModuleValue => item.kind === 'module' && !seen.has(item));
    const counted = layers.length;
    unnamed.forEach((item, i) => visit(item, `${name}.${i}`, 1));
    const [first] = unnamed;
    const found = layers.splice(counted);
    if (first && found.some(({ spec }) => LAYERS[spec.op]!.parameters !== undefined))
      machine.report(first.place, phrase('problemModulesNotRegistered', { name }), phrase('hintPlainList'));
  }
  return { layers, parameters };
}
