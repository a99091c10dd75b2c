/** @file A layer as a call with nothing in it that goes without saying. */

import { type Arg, LAYERS, type LayerSpec, layerSpec } from 'atrous/spec';

/** Required arguments in order, and those that differ from their defaults. */
export interface CallParts {
  readonly positional: readonly Arg[];
  readonly options: readonly (readonly [name: string, value: Arg])[];
}

const isSame = (a: LayerSpec, b: LayerSpec): boolean => JSON.stringify(a.args) === JSON.stringify(b.args);

function made(op: string, positional: readonly Arg[], options: ReadonlyMap<string, Arg>): LayerSpec | undefined {
  try {
    return layerSpec(op, positional, Object.fromEntries(options));
  } catch {
    return undefined;
  }
}

/** `[3, 3]` → 3, where both make the same layer. */
function collapsed(value: Arg): Arg {
  return Array.isArray(value) && value.length > 0 && value.every((item) => item === value[0]) ? value[0]! : value;
}

/** The shortest call that makes the layer. */
export function callParts(spec: LayerSpec): CallParts {
  const rules = LAYERS[spec.op]!.args;
  const required = rules.filter((rule) => rule.default === undefined);
  const positional: Arg[] = required.map(({ name }) => spec.args[name]!);
  const options = new Map(
    rules.filter((rule) => rule.default !== undefined).map(({ name }): [string, Arg] => [name, spec.args[name]!]),
  );
  const same = (): boolean => {
    const one = made(spec.op, positional, options);
    return one !== undefined && isSame(one, spec);
  };
  for (const { name } of rules) {
    const value = options.get(name);
    if (value === undefined) continue;
    options.delete(name);
    if (same()) continue;
    options.set(name, collapsed(value));
    if (!same()) options.set(name, value);
  }
  positional.forEach((value, i) => {
    positional[i] = collapsed(value);
    if (!same()) positional[i] = value;
  });
  const order = rules.map(({ name }) => name);
  return { positional, options: [...options].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)) };
}
