/** @file Small ONNX files, written for tests: just the fields that the reader looks at. */

type Bytes = readonly number[];

const varint = (value: number): Bytes => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
};

export const number = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];

export const message = (field: number, body: Bytes): Bytes => [
  ...varint(field * 8 + 2),
  ...varint(body.length),
  ...body,
];

const text = (field: number, value: string): Bytes => message(field, [...new TextEncoder().encode(value)]);

const float = (field: number, value: number): Bytes => [
  ...varint(field * 8 + 5),
  ...new Uint8Array(Float32Array.of(value).buffer),
];

const ints = (field: number, values: readonly number[]): Bytes => message(field, values.flatMap(varint));

const join = (...parts: readonly (Bytes | readonly Bytes[])[]): Bytes => parts.flat(2);

export type Value = number | string | readonly number[] | { readonly float: number } | { readonly tensor: Bytes };

function attribute(name: string, value: Value): Bytes {
  const body = (): Bytes => {
    if (typeof value === 'number') return join(number(3, value), number(20, 2));
    if (typeof value === 'string') return join(text(4, value), number(20, 3));
    if ('float' in value) return join(float(2, value.float), number(20, 1));
    if ('tensor' in value) return join(message(5, value.tensor), number(20, 4));
    return join(ints(8, value), number(20, 7));
  };
  return join(text(1, name), body());
}

/** A tensor of floats whose elements are not written, or of whole numbers that are. */
export function tensor(name: string, dims: readonly number[], values?: readonly number[]): Bytes {
  const type = number(2, values === undefined ? 1 : 7);
  return join(ints(1, dims), type, text(8, name), values === undefined ? [] : ints(7, values));
}

export interface WrittenNode {
  readonly op: string;
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Value>>;
}

function node({ op, in: inputs, out, name = '', domain = '', attributes = {} }: WrittenNode): Bytes {
  return join(
    inputs.flatMap((input) => text(1, input)),
    out.flatMap((output) => text(2, output)),
    text(3, name),
    text(4, op),
    text(7, domain),
    Object.entries(attributes).flatMap(([key, value]) => message(5, attribute(key, value))),
  );
}

export function value(name: string, dims: readonly (number | string)[]): Bytes {
  const shape = dims.flatMap((dim) => message(1, typeof dim === 'number' ? number(1, dim) : text(2, dim)));
  return join(text(1, name), message(2, message(1, join(number(1, 1), message(2, shape)))));
}

export interface WrittenModel {
  readonly input?: readonly (number | string)[];
  readonly nodes: readonly WrittenNode[];
  /** Sizes of weights by name, or whole numbers with their sizes. */
  readonly weights?: Readonly<Record<string, readonly number[]>>;
  readonly lists?: Readonly<Record<string, readonly number[]>>;
  readonly opset?: number;
  readonly output?: string;
}

/** A file whose input is `x`. */
export function onnx({
  input = [1, 3, 8, 8],
  nodes,
  weights = {},
  lists = {},
  opset = 17,
  output,
}: WrittenModel): Uint8Array {
  const graph = join(
    nodes.flatMap((one) => message(1, node(one))),
    Object.entries(weights).flatMap(([name, dims]) => message(5, tensor(name, dims))),
    Object.entries(lists).flatMap(([name, values]) => message(5, tensor(name, [values.length], values))),
    message(11, value('x', input)),
    message(12, text(1, output ?? nodes.at(-1)?.out[0] ?? 'x')),
  );
  return Uint8Array.from(join(number(1, 8), message(7, graph), message(8, number(2, opset))));
}

/** A residual net of two convolutions and a classifier, as PyTorch's exporter names things. */
export const RESIDUAL: Uint8Array = onnx({
  input: ['batch', 3, 32, 32],
  weights: {
    'stem.weight': [16, 3, 7, 7],
    'stem.bias': [16],
    'block.conv.weight': [16, 4, 3, 3],
    'norm.weight': [16],
    'norm.bias': [16],
    'norm.mean': [16],
    'norm.var': [16],
    'fc.weight': [10, 16],
    'fc.bias': [10],
  },
  nodes: [
    {
      op: 'Conv',
      name: '/stem/Conv',
      in: ['x', 'stem.weight', 'stem.bias'],
      out: ['a'],
      attributes: { strides: [2, 2], pads: [3, 3, 3, 3] },
    },
    { op: 'Relu', name: '/Relu', in: ['a'], out: ['b'] },
    {
      op: 'Conv',
      name: '/block/block.conv/Conv',
      in: ['b', 'block.conv.weight'],
      out: ['c'],
      attributes: { group: 4, dilations: [2, 2], pads: [2, 2, 2, 2] },
    },
    {
      op: 'BatchNormalization',
      name: '/norm/BatchNormalization',
      in: ['c', 'norm.weight', 'norm.bias', 'norm.mean', 'norm.var'],
      out: ['d'],
      attributes: { epsilon: { float: 1e-5 }, momentum: { float: 0.9 } },
    },
    { op: 'Add', name: '/block/Add', in: ['d', 'b'], out: ['e'] },
    { op: 'GlobalAveragePool', name: '/pool/GlobalAveragePool', in: ['e'], out: ['f'] },
    { op: 'Flatten', name: '/Flatten', in: ['f'], out: ['g'] },
    { op: 'Gemm', name: '/fc/Gemm', in: ['g', 'fc.weight', 'fc.bias'], out: ['y'], attributes: { transB: 1 } },
  ],
});
