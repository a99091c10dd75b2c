/** @file A network made runnable with the modules that its text makes: some run at several steps, some at none. */

import { manualSeed, nn } from 'atrous';
import type { NamedModule } from 'atrous-explain/read';
import { LAYERS, type NetworkSpec, type NodeSpec } from 'atrous/spec';

/** The modules of a class, and where they run. */
export interface ModulesOfText {
  /** In the order of the state dict. */
  readonly layers: readonly NamedModule[];
  /** The name of the module that runs at a step, by the step's; functions have none. */
  readonly at: ReadonlyMap<string, string>;
}

export interface Wired {
  /** Runs the steps, under their names. */
  readonly model: nn.TensorModule;
  /** Holds the modules under the names of the state dict; the model itself, where both are the same. */
  readonly owner: nn.Module;
}

/** Whether a module runs at a step, and no function of tensors. */
export const isLayer = ({ spec }: Pick<NodeSpec, 'spec'>): boolean => Object.hasOwn(LAYERS, spec.op);

/** Whether every layer is a module that runs once, in the order in which they are made. */
function isAsMade({ nodes }: NetworkSpec, { layers, at }: ModulesOfText): boolean {
  const ran = nodes.filter(isLayer);
  return ran.length === layers.length && ran.every(({ name }, i) => name === layers[i]!.name && at.get(name) === name);
}

/** The modules alone. None reads another: nobody runs them here. */
const owned = (layers: readonly NamedModule[]): NetworkSpec => ({
  version: 1,
  nodes: layers.map(({ name, spec }) => ({
    name,
    spec,
    from: LAYERS[spec.op]!.second === undefined ? ['input'] : ['input', 'input'],
  })),
});

/** Puts a module in the place of another. */
function put(model: nn.Module, path: string, module: nn.Module): void {
  const dot = path.lastIndexOf('.');
  model.getSubmodule(path.slice(0, Math.max(dot, 0))).addModule(path.slice(dot + 1), module);
}

/**
 * The network and its modules, with the weights that PyTorch draws from the seed: module by module as the constructor makes
 * them, also those that nothing runs.
 */
export function wired(network: NetworkSpec, modules: ModulesOfText | undefined, seed: bigint): Wired {
  if (modules === undefined || isAsMade(network, modules)) {
    manualSeed(seed);
    const model = nn.build(network);
    return { model, owner: model };
  }
  const model = nn.build(network);
  manualSeed(seed);
  const owner = nn.build(owned(modules.layers));
  for (const [step, module] of modules.at) put(model, step, owner.getSubmodule(module));
  return { model, owner };
}
