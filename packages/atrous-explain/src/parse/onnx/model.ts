/** @file The messages of an ONNX file that say what a network is. Numbers of fields as in `onnx.proto`; weights stay unread. */

import { Budget, bytesOf, type Field, fieldsOf, floatsOf, intsOf, numberOf, textOf, WireError } from './wire.js';
import { phrase } from '../../explain/words/phrase.js';

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Of the few element types that sizes, factors and bounds have; undefined of weights and of other types. */
  readonly values: readonly number[] | undefined;
}

export type Attribute = number | string | readonly number[] | OnnxTensor;

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  /** Names of values; empty where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** A value that the file declares: a number, a name (`batch`), or nothing per axis. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[] | undefined;
}

export interface OnnxModel {
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** What the file says about values between the nodes. */
  readonly declared: readonly OnnxValue[];
}

/** More elements than lists of sizes, axes or factors have. */
const MOST_VALUES = 64;

function checkedDims(dims: readonly number[]): readonly number[] {
  const size = dims.reduce((a, b) => a * b, 1);
  if (dims.length > MOST_VALUES || dims.some((dim) => !(dim >= 0)) || !(size <= Number.MAX_SAFE_INTEGER))
    throw new WireError(phrase('problemOnnxSizes'));
  return dims;
}

/** Bytes of an element and how one is read, by `TensorProto.DataType`: float, int32, int64, double. */
const RAW: Readonly<Record<number, { bytes: number; read: (data: DataView, at: number) => number }>> = {
  1: { bytes: 4, read: (data, at) => data.getFloat32(at, true) },
  6: { bytes: 4, read: (data, at) => data.getInt32(at, true) },
  7: { bytes: 8, read: (data, at) => Number(data.getBigInt64(at, true)) },
  11: { bytes: 8, read: (data, at) => data.getFloat64(at, true) },
};

function rawValues(type: number, raw: Uint8Array, count: number): number[] | undefined {
  const element = RAW[type];
  if (element === undefined || raw.length < count * element.bytes) return undefined;
  const data = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: count }, (_, i) => element.read(data, i * element.bytes));
}

/** The field that holds the elements where `raw_data` does not, and how it is read. */
const LISTS: Readonly<Record<number, typeof intsOf>> = { 4: floatsOf, 5: intsOf, 7: intsOf };

class ModelReader {
  readonly #budget = new Budget();
  #opset = 0;

  *#fields(bytes: Uint8Array): Generator<Field> {
    yield* fieldsOf(bytes, this.#budget);
  }

  tensor(bytes: Uint8Array): OnnxTensor {
    const dims: number[] = [];
    const lists: Field[] = [];
    let [name, type, raw]: [string, number, Uint8Array | undefined] = ['', 0, undefined];
    for (const field of this.#fields(bytes)) {
      if (field.number === 1) dims.push(...intsOf(field, this.#budget).slice(0, MOST_VALUES + 1));
      else if (field.number === 2) type = numberOf(field);
      else if (field.number === 8) name = textOf(field);
      else if (field.number === 9) raw = bytesOf(field);
      // Lists of weights are not kept, nor read.
      else if (LISTS[field.number] && lists.length <= MOST_VALUES) lists.push(field);
    }
    const count = checkedDims(dims).reduce((a, b) => a * b, 1);
    return { name, dims, values: count <= MOST_VALUES ? this.#values(type, raw, lists, count) : undefined };
  }

  #values(
    type: number,
    raw: Uint8Array | undefined,
    lists: readonly Field[],
    count: number,
  ): readonly number[] | undefined {
    if (raw) return rawValues(type, raw, count);
    const values = lists.flatMap((field) => LISTS[field.number]!(field, this.#budget));
    return RAW[type] && values.length === count ? values : undefined;
  }

  #attribute(bytes: Uint8Array): [string, Attribute | undefined] {
    let [name, type]: [string, number | undefined] = ['', undefined];
    let single: Attribute | undefined;
    const list: number[] = [];
    for (const field of this.#fields(bytes)) {
      if (field.number === 1) name = textOf(field);
      else if (field.number === 2 || field.number === 3) single = numberOf(field);
      else if (field.number === 4) single = textOf(field);
      else if (field.number === 5) single = this.tensor(bytesOf(field));
      else if (field.number === 7) list.push(...floatsOf(field, this.#budget).slice(0, MOST_VALUES));
      else if (field.number === 8) list.push(...intsOf(field, this.#budget).slice(0, MOST_VALUES));
      else if (field.number === 20) type = numberOf(field);
    }
    // Lists have the types 6 (floats) and 7 (ints); an empty list has no field at all.
    return [name, list.length > 0 || type === 6 || type === 7 ? list : single];
  }

  #node(bytes: Uint8Array): OnnxNode {
    const [inputs, outputs]: [string[], string[]] = [[], []];
    const attributes = new Map<string, Attribute>();
    let [name, op, domain] = ['', '', ''];
    for (const field of this.#fields(bytes)) {
      if (field.number === 1) inputs.push(textOf(field));
      else if (field.number === 2) outputs.push(textOf(field));
      else if (field.number === 3) name = textOf(field);
      else if (field.number === 4) op = textOf(field);
      else if (field.number === 7) domain = textOf(field);
      else if (field.number === 5) {
        const [key, value] = this.#attribute(bytesOf(field));
        if (value !== undefined) attributes.set(key, value);
      }
    }
    return { name, op, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes };
  }

  /** The size or the name of one axis. */
  #dim(bytes: Uint8Array): number | string {
    let dim: number | string = '?';
    for (const field of this.#fields(bytes)) {
      if (field.number === 1) dim = numberOf(field);
      else if (field.number === 2) dim = textOf(field);
    }
    return typeof dim === 'number' && !(dim >= 0) ? '?' : dim;
  }

  /** The last message on a path of fields, such as type → tensor_type → shape. */
  #inside(bytes: Uint8Array, path: readonly number[]): Uint8Array | undefined {
    const [first, ...rest] = path;
    if (first === undefined) return bytes;
    const found = [...this.#fields(bytes)].findLast(({ number }) => number === first);
    return found && this.#inside(bytesOf(found), rest);
  }

  #value(bytes: Uint8Array): OnnxValue {
    let [name, shape]: [string, Uint8Array | undefined] = ['', undefined];
    for (const field of this.#fields(bytes)) {
      if (field.number === 1) name = textOf(field);
      else if (field.number === 2) shape = this.#inside(bytesOf(field), [1, 2]);
    }
    if (shape === undefined) return { name, dims: undefined };
    const dims = [...this.#fields(shape)].filter(({ number }) => number === 1).map((dim) => this.#dim(bytesOf(dim)));
    checkedDims(dims.map((dim) => (typeof dim === 'number' ? dim : 1)));
    return { name, dims };
  }

  /** A message that comes in several parts is all of them together. */
  #graph(parts: readonly Uint8Array[]): Omit<OnnxModel, 'opset'> {
    const graph = {
      nodes: [] as OnnxNode[],
      constants: new Map<string, OnnxTensor>(),
      inputs: [] as OnnxValue[],
      outputs: [] as OnnxValue[],
      declared: [] as OnnxValue[],
    };
    const values: Readonly<Record<number, OnnxValue[]>> = { 11: graph.inputs, 12: graph.outputs, 13: graph.declared };
    for (const part of parts)
      for (const field of this.#fields(part)) {
        if (field.number === 1) graph.nodes.push(this.#node(bytesOf(field)));
        else if (field.number === 5) {
          const tensor = this.tensor(bytesOf(field));
          graph.constants.set(tensor.name, tensor);
        } else values[field.number]?.push(this.#value(bytesOf(field)));
      }
    return graph;
  }

  #operatorSet(bytes: Uint8Array): void {
    let [domain, version] = ['', 0];
    for (const field of this.#fields(bytes)) {
      if (field.number === 1) domain = textOf(field);
      else if (field.number === 2) version = numberOf(field);
    }
    if (domain === '' || domain === 'ai.onnx') this.#opset = version;
  }

  model(bytes: Uint8Array): OnnxModel {
    const parts: Uint8Array[] = [];
    for (const field of this.#fields(bytes)) {
      if (field.number === 7) parts.push(bytesOf(field));
      else if (field.number === 8) this.#operatorSet(bytesOf(field));
    }
    if (parts.length === 0) throw new WireError(phrase('problemOnnxNoGraph'));
    return { ...this.#graph(parts), opset: this.#opset || 1 };
  }
}

/** @throws WireError for bytes that are no ONNX model */
export const readModel = (bytes: Uint8Array): OnnxModel => new ModelReader().model(bytes);
