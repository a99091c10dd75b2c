/**
 * @file PyTorch source with classes → the network that `forward` describes. The text is read symbolically and never run:
 * see `evaluator.ts`.
 */

import { parser } from '@lezer/python';
import type { SyntaxNode } from '@lezer/common';
import { type NetworkSpec, type Shape, parameterCount } from 'atrous/spec';
import type { Place } from '../bind.js';
import { undressed } from '../dressing.js';
import { Lines, type Problem, Problems } from '../problem.js';
import { DEEPEST, repair } from '../repair.js';
import { reportSyntax } from '../syntax.js';
import { children } from '../value.js';
import { callValue } from './calls.js';
import { lookUp } from './classes.js';
import { EntryArguments, type PythonValue } from './entry-arguments.js';
import { type Entry, chooseEntry } from './entry.js';
import { Evaluator } from './evaluator.js';
import { type Assumption, Exhausted, Graph, type NodeOrigin } from './graph.js';
import { Machine, type MadeLayer } from './machine.js';
import { type NamedModule, nameModules } from './naming.js';
import { type ModuleValue, type Runtime, type TensorValue, isList, isTensor } from './runtime.js';
import { Scope } from './scope.js';
import { phrase } from '../../explain/words/phrase.js';

export type { PythonValue } from './entry-arguments.js';
export type { Assumption, NodeOrigin } from './graph.js';
export type { Declaration, DeclaredArgument } from './runtime.js';
export type { MadeLayer } from './machine.js';
export type { NamedModule } from './naming.js';

export interface PythonOptions {
  /** The class, the function or the variable that is the model; default: the one that no other uses. */
  readonly entry?: string | undefined;
  /** Arguments of its call by name, in place of what the text gives; and names of the text, in place of their values. */
  readonly args?: Readonly<Record<string, PythonValue>> | undefined;
  /** Shapes that nodes give, by name, in place of what they would give. */
  readonly assume?: Readonly<Record<string, Shape>> | undefined;
  /** The shape of the input, where what the text does depends on it. */
  readonly input?: Shape | undefined;
}

/** What a program of modules describes. */
export interface PythonNetwork {
  readonly network: NetworkSpec;
  /** The class or the variable that was read; undefined where the text holds no model. */
  readonly entry: string | undefined;
  /** Every call that makes a layer, also those that PyTorch refuses. */
  readonly declarations: readonly MadeLayer[];
  /** Where every node comes from, by its name. */
  readonly origins: ReadonlyMap<string, NodeOrigin>;
  /** The layers of the model in the order of its state dict, also those that `forward` does not use. */
  readonly modules: readonly NamedModule[];
  /** Elements of all parameters of the model, those of modules used twice once. */
  readonly parameters: number;
  /** The shape that the text itself gives to the model, as in `model(torch.randn(1, 3, 32, 32))`. */
  readonly example: Shape | undefined;
  /** Nodes of which nothing is known but what is assumed. */
  readonly assumptions: readonly Assumption[];
  readonly problems: readonly Problem[];
}

/** Longer than any program that somebody pastes. */
const LONGEST = 2_000_000;

const NOTHING: Omit<PythonNetwork, 'problems'> = {
  network: { version: 1, nodes: [] },
  entry: undefined,
  declarations: [],
  origins: new Map(),
  modules: [],
  parameters: 0,
  assumptions: [],
  example: undefined,
};

/**
 * Reads a program that defines a model: its classes, what `__init__` makes, what `forward` does. Never throws: what is
 * wrong or not understood comes back as problems, and what was not understood is assumed to keep the shape.
 */
export function parsePython(text: string, options: PythonOptions = {}): PythonNetwork {
  const lines = new Lines(text);
  const problems = new Problems(text, lines);
  if (text.length > LONGEST) {
    problems.add(0, 0, phrase('problemTooLong', { characters: text.length }));
    return { ...NOTHING, problems: problems.sorted() };
  }
  const { tree, source } = readable(text, problems);
  const graph = new Graph(problems, options.assume ?? {}, options.input);
  const machine = new Machine(source, problems, graph);
  const reading = new Reading(machine, options);
  reading.run(tree);
  graph.reportUnused();
  return { ...reading.result(), problems: problems.sorted() };
}

/** The tree of the text; mended first where it is no Python. */
function readable(text: string, problems: Problems): { tree: SyntaxNode; source: string } {
  const program = undressed(text);
  const tree = isDeep(program) ? undefined : parser.parse(program);
  if (tree && !hasErrors(tree.topNode)) return { tree: tree.topNode, source: program };
  const source = repair(program, problems);
  const mended = parser.parse(source);
  reportSyntax(mended, source, problems);
  return { tree: mended.topNode, source };
}

/**
 * Whether brackets are nested deeper than Python allows, those in strings counted. The parser builds its tree by
 * recursion, so that such a text is mended before it sees it.
 */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[([{)\]}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return false;
}

function hasErrors(top: SyntaxNode): boolean {
  const cursor = top.cursor();
  // The grammar misses `case int():`, whose brackets are empty.
  do if (cursor.type.isError && cursor.node.parent?.parent?.name !== 'PatternArgList') return true;
  while (cursor.next());
  return false;
}

/** One program, from its text to its network. */
class Reading {
  readonly #machine: Machine;
  readonly #evaluator: Evaluator;
  readonly #options: PythonOptions;
  #entry: Entry | undefined;
  #modules: readonly NamedModule[] = [];
  #parameters = 0;
  #example: Shape | undefined;

  constructor(machine: Machine, options: PythonOptions) {
    this.#machine = machine;
    this.#evaluator = new Evaluator(machine);
    this.#options = options;
  }

  run(top: SyntaxNode): void {
    try {
      const scope = new Scope();
      const args = new EntryArguments(this.#options.args ?? {}, scope);
      this.#evaluator.block(children(top), { scope, owner: undefined });
      const { entry } = this.#options;
      this.#entry = chooseEntry({ evaluator: this.#evaluator, scope, top, entry, args });
      if (this.#entry) this.#read(this.#entry.module, top);
      args.reportUnused(this.#machine);
    } catch (error) {
      if (!(error instanceof Exhausted || error instanceof RangeError)) throw error;
      const said = error instanceof Exhausted ? error.said : phrase('problemTooDeep');
      this.#machine.problems.add(0, 0, said, {
        hint: phrase('hintRestLeftOut'),
      });
    }
  }

  #read(model: ModuleValue, top: SyntaxNode): void {
    const named = nameModules(this.#machine, model);
    this.#example = this.#machine.examples.findLast(
      ({ module }) => module === model || (model.owner !== undefined && module.owner === model.owner),
    )?.shape;
    this.#machine.beginModel();
    this.#modules = named.layers;
    this.#parameters =
      named.layers.reduce((sum, { spec }) => sum + parameterCount(spec), 0) +
      named.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    this.#machine.graph.reserve(named.layers.map(({ name }) => name));
    const place = { value: this.#machine.graph.input, source: 'input', from: top.to, to: top.to };
    const output = callValue(
      this.#evaluator,
      model,
      { positional: [place, ...this.#others(model, top)], keywords: new Map() },
      top,
    );
    this.#putLast(output, top);
  }

  /** Further tensors that `forward` cannot do without: assumed to be like the input. */
  #others(model: ModuleValue, top: SyntaxNode): { value: Runtime; source: string; from: number; to: number }[] {
    const own = model.owner && lookUp(model.owner, 'forward');
    if (own?.kind !== 'function') return [];
    const needed = own.parameters.filter(({ star, fallback }) => star === '' && fallback === undefined).slice(2);
    return needed.map(({ name }) => {
      const place = { from: own.body.from, to: own.body.from };
      const value = this.#machine.graph.assume(
        name,
        `the input ${name}`,
        [],
        place,
        undefined,
        phrase('problemInputNotUnderstood', { name }),
      );
      return { value, source: name, from: top.to, to: top.to };
    });
  }

  /** The last node is the output; where `forward` returns another, or several, the first of them is meant. */
  #putLast(output: Runtime, place: Place): void {
    const { graph, problems } = this.#machine;
    const tensor = firstTensor(this.#machine, output, place);
    if (!tensor) {
      if (graph.nodes.length > 0) problems.add(place.to, place.to, phrase('problemReturn'), { severity: 'warning' });
      return;
    }
    if (tensor.node === 'input' || graph.nodes.at(-1)?.name === tensor.node) return;
    graph.join('output', 'pointwise', { what: 'output' }, [tensor], place);
  }

  result(): Omit<PythonNetwork, 'problems'> {
    const { graph } = this.#machine;
    return {
      network: { version: 1, nodes: graph.nodes },
      entry: this.#entry?.name,
      declarations: this.#machine.declarations,
      origins: graph.origins,
      modules: this.#modules,
      parameters: this.#parameters,
      assumptions: graph.assumptions,
      example: this.#example,
    };
  }
}

function firstTensor(machine: Machine, value: Runtime, place: Place): TensorValue | undefined {
  if (isTensor(value)) return machine.tensor(value, place);
  const items = isList(value)
    ? value.items
    : value.kind === 'dict'
      ? [...value.entries.values()].map((entry) => entry.value)
      : [];
  for (const item of items) {
    const found = firstTensor(machine, item, place);
    if (found) return found;
  }
  return undefined;
}
