/** @file What running a class takes: the steps of its `forward`, and the modules that its constructor makes, some for several steps. */

import { LAYERS, layerSpec, type NetworkSpec, type NodeSpec } from 'atrous/spec';
import type { PythonNetwork } from './index.js';
import type { NamedModule } from './naming.js';

/** The modules of a class, and where they run. */
export interface ModulesOfText {
  /** In the order of the state dict, also those that nothing runs. */
  readonly layers: readonly NamedModule[];
  /** The name of the module that runs at a step, by the step's; functions have none. */
  readonly at: ReadonlyMap<string, string>;
}

/** Whether a module runs at a step, and no function of tensors. */
export const isLayer = ({ spec }: Pick<NodeSpec, 'spec'>): boolean => Object.hasOwn(LAYERS, spec.op);

/** The modules of a model, and the steps at which they run as they were made. */
export function modulesOf(
  { modules: layers, origins }: Pick<PythonNetwork, 'modules' | 'origins'>,
  { nodes }: NetworkSpec,
): ModulesOfText {
  const made = new Map(layers.map(({ name, spec }) => [name, JSON.stringify(spec)]));
  const at = nodes.flatMap(({ name, spec }): [string, string][] => {
    const module = origins.get(name)?.module;
    return module !== undefined && made.get(module) === JSON.stringify(spec) ? [[name, module]] : [];
  });
  return { layers, at: new Map(at) };
}

/** What `forward` returns, where that is not what it computed last, is handed on as it is. */
const handedOn = (node: NodeSpec): NodeSpec =>
  node.spec.op === 'pointwise' && node.spec.args['what'] === 'output' ? { ...node, spec: layerSpec('Identity') } : node;

/** The steps of a network that was read, as they are run. */
export const stepsOf = ({ nodes }: NetworkSpec): NetworkSpec => ({ version: 1, nodes: nodes.map(handedOn) });

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

/** A module, as far as it matters here; those of `nn` are. */
export interface Holder {
  getSubmodule(path: string): Holder;
  namedParameters(): Iterable<[string, unknown]>;
  namedBuffers(): Iterable<[string, unknown]>;
}

/** Gives a module the parameters and buffers of another, which is made alike. */
function tie(module: Holder, owner: Holder): void {
  for (const [name, tensor] of [...owner.namedParameters(), ...owner.namedBuffers()])
    (module as unknown as Record<string, unknown>)[name] = tensor;
}

/** A network made runnable. */
export interface Tied<Module> {
  /** Runs the steps, under their names. Steps at which one module runs share its parameters and buffers. */
  readonly model: Module;
  /** Holds the modules under the names of the state dict; the model itself, where both are the same. */
  readonly owner: Module;
}

/**
 * The network and its modules, with the weights that PyTorch draws from a seed: module by module as the constructor makes
 * them, also those that nothing runs.
 *
 * @param modules  of the class that was read; undefined: every layer is a module of its own
 * @param build    `nn.build`
 * @param seed     sets the generator's seed
 */
export function tied<Module extends Holder>(
  network: NetworkSpec,
  modules: ModulesOfText | undefined,
  build: (network: NetworkSpec) => Module,
  seed: () => void,
): Tied<Module> {
  if (modules === undefined || isAsMade(network, modules)) {
    seed();
    const model = build(network);
    return { model, owner: model };
  }
  const model = build(network);
  seed();
  const owner = build(owned(modules.layers));
  for (const [step, module] of modules.at) tie(model.getSubmodule(step), owner.getSubmodule(module));
  return { model, owner };
}
