/** @file One node while it is read: its inputs as tensors or constants, its attributes, and what it adds to the network. */

import { type Arg, type LayerSpec, type Shape, joinSpec, layerSpec } from 'atrous/spec';
import { isUsersMistake, type Place } from '../bind.js';
import type { Graph } from '../module/graph.js';
import type { TensorValue } from '../module/runtime.js';
import type { Problems } from '../problem.js';
import type { OnnxNode, OnnxTensor } from './model.js';
import { libraryHints } from '../../explain/library-hints.js';
import { type Phrase, phrase } from '../../explain/words/phrase.js';

/** A value of the file: what nodes work out from the input, or what the file holds. */
export type Operand = TensorValue | (OnnxTensor & { readonly kind: 'constant' });

/** What a handler makes of a node's first output, or of all of them; undefined where no layer says the same. */
export type Made = Operand | readonly Operand[] | undefined;

/** What all nodes of a file share. */
export interface Shared {
  readonly graph: Graph;
  readonly problems: Problems;
  readonly opset: number;
  readonly operands: Map<string, Operand>;
  /** The names and sizes of the constants that are parameters of nodes, once each. */
  readonly weights: Map<string, number>;
  /** A value that no node before gives. */
  missing(name: string, place: Place): Operand;
}

/** More numbers than lists of sizes have. */
const MOST_VALUES = 64;

export const constant = (dims: readonly number[], values?: readonly number[]): Operand => ({
  kind: 'constant',
  name: '',
  dims,
  values: values && values.length <= MOST_VALUES ? values : undefined,
});

export const elements = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

/** A float of the file, which has 32 bits, as somebody would write it: 1e-05. */
export const written = (value: number): number => Number(value.toPrecision(7));

export class NodeContext {
  readonly node: OnnxNode;
  readonly name: string;
  readonly place: Place;
  readonly shared: Shared;

  constructor(node: OnnxNode, name: string, place: Place, shared: Shared) {
    this.node = node;
    this.name = name;
    this.place = place;
    this.shared = shared;
  }

  get opset(): number {
    return this.shared.opset;
  }

  /** Whether an input is there: optional ones are left out at the end, or have no name. */
  has(index: number): boolean {
    return (this.node.inputs[index] ?? '') !== '';
  }

  operand(index: number): Operand {
    const name = this.node.inputs[index] ?? '';
    return this.shared.operands.get(name) ?? this.shared.missing(name, this.place);
  }

  /** An input as a tensor; a constant becomes a node. */
  tensor(index: number): TensorValue {
    const operand = this.operand(index);
    if (operand.kind === 'tensor') return operand;
    this.#isParameter(operand);
    const { graph } = this.shared;
    return graph.join(`${this.name}_constant`, 'constant', { shape: [...operand.dims] }, [graph.input], this.place);
  }

  /** What the file holds under a name counts, once; constants that nodes give are none. */
  #isParameter({ name, dims }: OnnxTensor): void {
    if (name !== '') this.shared.weights.set(name, elements(dims));
  }

  /** The sizes of an input that is a parameter of a layer; undefined where it is worked out. */
  weight(index: number): readonly number[] | undefined {
    if (!this.has(index)) return undefined;
    const operand = this.operand(index);
    if (operand.kind === 'tensor') return undefined;
    this.#isParameter(operand);
    return operand.dims;
  }

  /** The numbers of a constant input. */
  values(index: number): readonly number[] | undefined {
    if (!this.has(index)) return undefined;
    const operand = this.operand(index);
    return operand.kind === 'constant' ? operand.values : undefined;
  }

  scalar(name: string, otherwise: number): number {
    const value = this.node.attributes.get(name);
    return typeof value === 'number' ? value : otherwise;
  }

  text(name: string, otherwise: string): string {
    const value = this.node.attributes.get(name);
    return typeof value === 'string' ? value : otherwise;
  }

  ints(name: string): readonly number[] | undefined {
    const value = this.node.attributes.get(name);
    return Array.isArray(value) ? (value as readonly number[]) : undefined;
  }

  /** A list that is an attribute in old files and an input in newer ones. */
  list(name: string, index: number): readonly number[] | undefined {
    return this.ints(name) ?? this.values(index);
  }

  /** A number that is an attribute in old files and an input in newer ones. */
  number(name: string, index: number): number | undefined {
    const value = this.node.attributes.get(name) ?? this.values(index)?.[0];
    return typeof value === 'number' ? written(value) : undefined;
  }

  /** A layer behind a tensor; undefined where its constructor refuses what the file says. */
  layer(op: string, args: Readonly<Record<string, Arg>>, from: TensorValue = this.tensor(0), suffix = ''): Made {
    let spec: LayerSpec;
    try {
      spec = layerSpec(op, [], args);
    } catch (error) {
      if (!isUsersMistake(error)) throw error;
      this.warn(phrase('problemCannotBe', { op, why: error.torchMessage }), libraryHints(error.hint)[0]);
      return undefined;
    }
    return this.shared.graph.add(this.name + suffix, spec, [from], this.place);
  }

  /** A function that is no layer. */
  join(op: string, args: Readonly<Record<string, Arg>>, from: readonly TensorValue[], suffix = ''): TensorValue {
    return this.shared.graph.add(this.name + suffix, joinSpec(op, args), from, this.place);
  }

  /** Element by element, with numbers at most. */
  pointwise(): TensorValue {
    const tensor = this.node.inputs.findIndex((_, i) => this.has(i) && this.operand(i).kind === 'tensor');
    return this.join('pointwise', { what: this.node.op }, [this.tensor(Math.max(tensor, 0))]);
  }

  /** Not understood: shown as a warning, and open to the caller's word. */
  assume(likely?: Shape): TensorValue {
    const { op, domain, inputs } = this.node;
    const from = inputs.flatMap((_, i) => {
      const operand = this.has(i) ? this.operand(i) : undefined;
      return operand?.kind === 'tensor' ? [operand] : [];
    });
    if (domain === '' && op === '') {
      const said = phrase('problemOperatorNotUnderstood');
      return this.shared.graph.assume(this.name, 'an operator without a name', from, this.place, likely, said);
    }
    return this.shared.graph.assume(this.name, domain === '' ? op : `${domain}.${op}`, from, this.place, likely);
  }

  warn(message: Phrase, hint?: Phrase): void {
    this.shared.problems.add(this.place.from, this.place.to, message, { severity: 'warning', hint });
  }
}

export type Handler = (node: NodeContext) => Made;

/** Axes counted from the end, as the file may, counted from the front. */
export const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
