/** @file `print(model)` of nested modules → a network: known blocks as they run, the others in the order of printing. */

import { type LayerSpec, LAYERS, layerSpec, parameterCount } from 'atrous/spec';
import { Exhausted, Graph } from '../module/graph.js';
import type { NamedModule, PythonNetwork, PythonOptions } from '../module/index.js';
import { emptyModule } from '../module/layers.js';
import type { ModuleValue, TensorValue } from '../module/runtime.js';
import { parseNetwork } from '../network.js';
import { Lines, Problems } from '../problem.js';
import { type Hands, knownBlock } from './forwards.js';
import { type PrintedModule, readPrinted } from './tree.js';
import { type Phrase, phrase } from '../../explain/words/phrase.js';

export { looksPrinted } from './tree.js';

/** Modules that only hold others: the order in which they run is what they are for. */
const IN_ORDER: ReadonlySet<string> = new Set([
  'Sequential',
  'DoubleConv',
  'Conv2dNormActivation',
  'ConvBNReLU',
  'BasicConv2d',
  'Down',
  'OutConv',
  '_DenseBlock',
  '_Transition',
]);

/** What does something in training alone. */
const PASSING: ReadonlySet<string> = new Set(['StochasticDepth', 'DropPath']);

/** More modules than models have. */
const MOST_MODULES = 20_000;

class PrintedReader {
  readonly #problems: Problems;
  readonly graph: Graph;
  readonly modules: NamedModule[] = [];
  #collected = 0;
  /** One module per place, so that a module that runs twice is known to be the same. */
  readonly #made = new Map<string, ModuleValue>();

  constructor(problems: Problems, graph: Graph) {
    this.#problems = problems;
    this.graph = graph;
  }

  /** Makes the layers, in the order of the state dict. @throws Exhausted where folds within folds stand for too many */
  collect(module: PrintedModule, path: string): void {
    if (++this.#collected > MOST_MODULES) throw new Exhausted(phrase('problemTooManyModules', { most: MOST_MODULES }));
    for (const child of module.children) this.collect(child, path === '' ? child.name : `${path}.${child.name}`);
    if (module.call === undefined) return;
    const spec = this.#spec(module);
    const value = { ...emptyModule('layer', module.className, module), spec, name: path };
    value.declaration = { from: module.from, to: module.to, arguments: [] };
    this.#made.set(path, value);
    if (spec) this.modules.push({ name: path, spec, from: module.from, to: module.to });
  }

  #spec(module: PrintedModule): LayerSpec | undefined {
    if (!Object.hasOwn(LAYERS, module.className)) return undefined;
    const { nodes, problems } = parseNetwork(module.call!);
    for (const { message, hint, severity } of problems)
      this.#problems.add(module.from, module.to, message, { severity, hint });
    return nodes[0]?.spec;
  }

  run(module: PrintedModule, path: string, input: TensorValue): TensorValue {
    if (module.call !== undefined) return this.#layer(module, path, input);
    const known = knownBlock(module);
    if (known) {
      this.#note(module, phrase('problemKnownBlock', { name: module.className }), known.says);
      return known.forward(module, this.#hands(module, path), input);
    }
    if (!IN_ORDER.has(module.className))
      this.#note(module, phrase('problemForwardNotPrinted', { name: module.className }), phrase('hintPrintedOrder'));
    return module.children.reduce(
      (x, child) => this.run(child, `${path === '' ? '' : `${path}.`}${child.name}`, x),
      input,
    );
  }

  #note(module: PrintedModule, message: Phrase, hint: Phrase): void {
    if (this.#noted.has(module.className)) return;
    this.#noted.add(module.className);
    this.#problems.add(module.from, module.from + module.className.length, message, { severity: 'warning', hint });
  }

  readonly #noted = new Set<string>();

  #layer(module: PrintedModule, path: string, input: TensorValue): TensorValue {
    if (PASSING.has(module.className)) return input;
    const value = this.#made.get(path)!;
    if (!value.spec) return this.graph.assume(path, module.call!.slice(0, 60), [input], module);
    const from = value.spec.op === 'Linear' && this.#isSpatial(input) ? this.#flattened(path, input, module) : input;
    return this.graph.add(path, value.spec, [from], module, value);
  }

  /** Whether a tensor has axes behind its channels, as what convolutions and pools give. */
  #isSpatial({ rank }: TensorValue): boolean {
    return rank !== undefined && rank > 2;
  }

  /** A Linear behind a convolution: what is printed lacks the flatten. */
  #flattened(path: string, input: TensorValue, module: PrintedModule): TensorValue {
    const owner = path.includes('.') ? path.slice(0, path.lastIndexOf('.') + 1) : '';
    this.#problems.add(module.from, module.to, phrase('problemFlattenNotPrinted'), {
      severity: 'warning',
      hint: phrase('hintFlattenAssumed', { op: 'Linear' }),
    });
    return this.graph.add(`${owner}flatten`, layerSpec('Flatten'), [input], module);
  }

  #hands(module: PrintedModule, path: string): Hands {
    const place = { from: module.from, to: module.to };
    const inside = (name: string): string => (path === '' ? name : `${path}.${name}`);
    const find = (name: string): PrintedModule | undefined =>
      name
        .split('.')
        .reduce<PrintedModule | undefined>(
          (owner, part) => owner?.children.find((child) => child.name === part),
          module,
        );
    return {
      run: (name, input) => {
        const child = find(name);
        return child ? this.run(child, inside(name), input) : input;
      },
      join: (op, args, from) => this.graph.join(inside(op), op, args, from, place),
      layer: (op, input) => this.graph.add(inside(op.toLowerCase()), layerSpec(op), [input], place),
      keepsShape: this.#keepsShape(path),
    };
  }

  /** Strides of 1 and as many channels out as in. */
  #keepsShape(path: string): boolean {
    const convolutions = this.modules.filter(
      ({ name, spec }) => name.startsWith(`${path}.`) && spec.op.startsWith('Conv'),
    );
    const strides = convolutions.flatMap(({ spec }) => spec.args['stride'] as readonly number[]);
    const [first, last] = [convolutions[0]?.spec.args, convolutions.at(-1)?.spec.args];
    return strides.every((stride) => stride === 1) && first?.['inChannels'] === last?.['outChannels'];
  }
}

/** Reads what `print(model)` shows. Never throws; what had to be assumed comes back as problems. */
export function parsePrinted(text: string, options: Pick<PythonOptions, 'assume' | 'input'> = {}): PythonNetwork {
  const problems = new Problems(text, new Lines(text));
  const graph = new Graph(problems, options.assume ?? {}, options.input);
  const reader = new PrintedReader(problems, graph);
  const root = text.length > 2_000_000 ? undefined : readPrinted(text);
  if (root) {
    try {
      reader.collect(root, '');
      graph.reserve(reader.modules.map(({ name }) => name));
      reader.run(root, '', graph.input);
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      problems.add(0, 0, error.said, { hint: phrase('hintRestLeftOut') });
    }
  } else problems.add(0, 0, phrase('problemNothingPrinted'));
  graph.reportUnused();
  return {
    network: { version: 1, nodes: graph.nodes },
    entry: root?.className,
    declarations: [],
    origins: graph.origins,
    modules: reader.modules,
    parameters: reader.modules.reduce((sum, { spec }) => sum + parameterCount(spec), 0),
    assumptions: graph.assumptions,
    example: undefined,
    problems: problems.sorted(),
  };
}
