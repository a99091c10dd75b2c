/** @file An ONNX file → the network that it holds. Weights are not read, only their sizes. */

import { type NodeSpec, type Shape } from 'atrous/spec';
import { type Place, isUsersMistake } from '../bind.js';
import { Exhausted, Graph } from '../module/graph.js';
import type { PythonNetwork, PythonOptions } from '../module/index.js';
import { Lines, Problems } from '../problem.js';
import { type Made, NodeContext, type Operand, type Shared } from './context.js';
import { folded } from './fold.js';
import { LAYER_HANDLERS } from './layers.js';
import { listing } from './listing.js';
import { type OnnxModel, type OnnxValue, readModel } from './model.js';
import { nodeNames } from './names.js';
import { SHAPE_HANDLERS } from './shapes.js';
import { WINDOWS } from './windows.js';
import { WireError } from './wire.js';
import { libraryHints } from '../../explain/library-hints.js';
import { type Phrase, phrase, quoted } from '../../explain/words/phrase.js';

/** What a file holds. */
export interface OnnxNetwork extends PythonNetwork {
  /** The nodes, one per line, to which the places of problems refer. */
  readonly text: string;
}

const HANDLERS = new Map(Object.entries({ ...WINDOWS, ...LAYER_HANDLERS, ...SHAPE_HANDLERS }));

/** All sizes, where the file says them; a batch that it leaves open is 1. */
function declaredShape({ dims }: OnnxValue): Shape | undefined {
  const sizes = dims?.map((dim, axis) => (axis === 0 && typeof dim === 'string' ? 1 : dim));
  return sizes?.every((size) => typeof size === 'number') ? sizes : undefined;
}

/** Operators whose inputs behind the first are weights. */
const WEIGHTED: ReadonlySet<string> = new Set([
  'Conv',
  'ConvTranspose',
  'BatchNormalization',
  'InstanceNormalization',
  'LayerNormalization',
  'GroupNormalization',
  'PRelu',
  'Gemm',
]);

/** What a value is read as: a weight by every node that reads it, or something else. */
type Use = 'weight' | 'tensor';

/** The use of every value that is read at all. */
function usesOf({ nodes, outputs }: OnnxModel): Map<string, Use> {
  const uses = new Map<string, Use>();
  for (const { op, inputs } of nodes)
    for (const [i, name] of inputs.entries()) {
      const use = i > 0 && WEIGHTED.has(op) ? 'weight' : 'tensor';
      if (uses.get(name) !== 'tensor') uses.set(name, use);
    }
  for (const { name } of outputs) uses.set(name, 'tensor');
  return uses;
}

class OnnxReader {
  readonly #model: OnnxModel;
  readonly #graph: Graph;
  readonly #shared: Shared;
  /** Whether the sizes that the file declares are those that are asked for. */
  readonly #declared: ReadonlyMap<string, Shape>;
  readonly #use: ReadonlyMap<string, Use>;

  constructor(model: OnnxModel, graph: Graph, problems: Problems, asDeclared: boolean) {
    this.#model = model;
    this.#graph = graph;
    this.#use = usesOf(model);
    const values = asDeclared ? [...model.declared, ...model.outputs] : [];
    this.#declared = new Map(
      values.flatMap((value): [string, Shape][] =>
        value.dims?.every((dim) => typeof dim === 'number') ? [[value.name, value.dims]] : [],
      ),
    );
    this.#shared = {
      graph,
      problems,
      opset: model.opset,
      operands: new Map(
        [...model.constants].map(([name, tensor]): [string, Operand] => [name, { kind: 'constant', ...tensor }]),
      ),
      weights: new Map(),
      missing: (name, place) => this.#missing(name, place),
    };
  }

  get parameters(): number {
    return [...this.#shared.weights.values()].reduce((a, b) => a + b, 0);
  }

  read(places: readonly Place[]): void {
    const names = nodeNames(this.#model);
    this.#inputs(places[0] ?? { from: 0, to: 0 });
    for (const [i, node] of this.#model.nodes.entries())
      this.#node(new NodeContext(node, names[i]!, places[i]!, this.#shared));
    this.#putLast(places.at(-1) ?? { from: 0, to: 0 });
  }

  /** The first input is the network's; what else has no value in the file is a weight whose sizes alone are there, or assumed. */
  #inputs(place: Place): void {
    const { operands } = this.#shared;
    const open = this.#model.inputs.filter(({ name }) => !operands.has(name));
    for (const [i, value] of open.entries()) {
      const dims = declaredShape(value);
      if (i === 0) operands.set(value.name, this.#graph.input);
      else if (this.#use.get(value.name) === 'weight' && dims)
        operands.set(value.name, { kind: 'constant', name: value.name, dims, values: undefined });
      else
        operands.set(
          value.name,
          this.#graph.assume(
            value.name.replaceAll(/[^\w]+/g, '_') || 'second',
            `the input ${value.name}`,
            [],
            place,
            dims,
            phrase('problemInputNotUnderstood', { name: value.name }),
          ),
        );
    }
  }

  #missing(name: string, place: Place): Operand {
    this.#shared.problems.add(
      place.from,
      place.to,
      name === '' ? phrase('problemInputMissing') : phrase('problemReadUnknown', { name }),
      {
        hint: phrase('hintDamaged'),
      },
    );
    return this.#graph.input;
  }

  #node(node: NodeContext): void {
    const { outputs, op, domain } = node.node;
    const own = domain === '' ? (folded(node) ?? this.#handled(node, HANDLERS.get(op))) : undefined;
    const made = own ?? node.assume(this.#declared.get(outputs[0] ?? ''));
    const list = Array.isArray(made) ? (made as readonly Operand[]) : [made as Operand];
    for (const [i, name] of outputs.entries()) {
      if (name === '') continue;
      const value = list[i] ?? (this.#use.has(name) ? node.assume(this.#declared.get(name)) : undefined);
      if (value) this.#shared.operands.set(name, value);
    }
  }

  #handled(node: NodeContext, handler: ((node: NodeContext) => Made) | undefined): Made {
    try {
      return handler?.(node);
    } catch (error) {
      if (!isUsersMistake(error)) throw error;
      node.warn(quoted(error.torchMessage), libraryHints(error.hint)[0]);
      return undefined;
    }
  }

  /** The last node is the output; where the file names another, that one is meant. */
  #putLast(place: Place): void {
    const output = this.#shared.operands.get(this.#model.outputs[0]?.name ?? '');
    if (output?.kind !== 'tensor' || output.node === 'input') return;
    const last: NodeSpec | undefined = this.#graph.nodes.at(-1);
    if (last?.name !== output.node) this.#graph.join('output', 'pointwise', { what: 'output' }, [output], place);
  }
}

const same = (a: Shape, b: Shape | undefined): boolean => a.length === b?.length && a.every((size, i) => size === b[i]);

/** What only a program has. */
const UNWRITTEN = { entry: undefined, declarations: [], modules: [] } as const;

const nothing = (message: Phrase): OnnxNetwork => {
  const problems = new Problems('', new Lines(''));
  problems.add(0, 0, message, { hint: phrase('hintExportAgain') });
  return {
    ...UNWRITTEN,
    network: { version: 1, nodes: [] },
    origins: new Map(),
    parameters: 0,
    example: undefined,
    assumptions: [],
    problems: problems.sorted(),
    text: '',
  };
};

/**
 * Reads a model that was exported to ONNX: its graph, the sizes of its weights. Never throws; what is damaged or not
 * understood comes back as problems, and what was not understood is assumed to keep the shape, or to give the one that
 * the file declares.
 *
 * @param options.input  the input's whole shape; default: what the file declares, a batch that it leaves open being 1
 */
export function parseOnnx(bytes: Uint8Array, options: Pick<PythonOptions, 'assume' | 'input'> = {}): OnnxNetwork {
  let model: OnnxModel;
  try {
    model = readModel(bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return nothing(error.said);
  }
  const { text, places } = listing(model);
  const problems = new Problems(text, new Lines(text));
  const value = model.inputs.find(({ name }) => !model.constants.has(name));
  const example = value && declaredShape(value);
  const input = options.input ?? example;
  const graph = new Graph(problems, options.assume ?? {}, input);
  const reader = new OnnxReader(model, graph, problems, input !== undefined && same(input, example));
  try {
    reader.read(places);
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error;
    problems.add(0, 0, error.said, { hint: phrase('hintRestLeftOut') });
  }
  graph.reportUnused();
  return {
    ...UNWRITTEN,
    network: { version: 1, nodes: graph.nodes },
    origins: graph.origins,
    parameters: reader.parameters,
    example,
    assumptions: graph.assumptions,
    problems: problems.sorted(),
    text,
  };
}
