/** @file Sizes that the file works out from other sizes, as exporters write `x.view(x.size(0), -1)`: small constants, worked out here. */

import { constant, elements, fromFront, type Handler, type NodeContext, type Operand } from './context.js';

/** A constant whose numbers are known. */
type Known = Operand & { readonly kind: 'constant'; readonly values: readonly number[] };

/** Every input that is there, where all are such constants. */
function knownInputs(node: NodeContext): Known[] | undefined {
  const inputs = node.node.inputs.flatMap((name, i) => (name === '' ? [] : [node.operand(i)]));
  const known = inputs.filter((one): one is Known => one.kind === 'constant' && one.values !== undefined);
  return known.length > 0 && known.length === inputs.length ? known : undefined;
}

type Fold = (inputs: readonly Known[], node: NodeContext) => Operand | undefined;

/** Lists of one length, or a number with a list. */
const arithmetic =
  (work: (a: number, b: number) => number): Fold =>
  ([a, b]) => {
    if (a === undefined || b === undefined) return undefined;
    const longer = a.values.length >= b.values.length ? a : b;
    if (Math.min(a.values.length, b.values.length) > 1 && a.values.length !== b.values.length) return undefined;
    const at = (list: readonly number[], i: number): number => list[list.length === 1 ? 0 : i]!;
    return constant(
      longer.dims,
      longer.values.map((_, i) => work(at(a.values, i), at(b.values, i))),
    );
  };

const gather: Fold = ([list, index]) => {
  if (list?.dims.length !== 1 || index === undefined) return undefined;
  const values = index.values.map((at) => list.values[fromFront(at, list.values.length)]);
  return values.every((value) => value !== undefined) ? constant(index.dims, values) : undefined;
};

const slice: Fold = ([list, start, end, , step]) => {
  if (list?.dims.length !== 1 || start?.values.length !== 1 || end?.values.length !== 1) return undefined;
  if (step !== undefined && step.values[0] !== 1) return undefined;
  const values = list.values.slice(start.values[0], end.values[0]);
  return constant([values.length], values);
};

/** Lists behind each other. */
const concat: Fold = (lists) => {
  if (lists.some(({ dims }) => dims.length !== 1)) return undefined;
  const values = lists.flatMap((list) => list.values);
  return values.length <= 64 ? constant([values.length], values) : undefined;
};

const asList: Fold = ([input]) =>
  input && elements(input.dims) === input.values.length ? constant([input.values.length], input.values) : undefined;
const asNumber: Fold = ([input]) => (input?.values.length === 1 ? constant([], input.values) : undefined);

const FOLDS: Readonly<Record<string, Fold>> = {
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => Math.trunc(a / b)),
  Gather: gather,
  Slice: slice,
  Concat: concat,
  Unsqueeze: asList,
  Squeeze: asNumber,
  Floor: ([input]) => input && constant(input.dims, input.values.map(Math.floor)),
};

const shapeOf: Handler = (node) => {
  const { shape } = node.tensor(0);
  if (shape === undefined) return undefined;
  const end = node.node.attributes.get('end');
  const part = shape.slice(node.scalar('start', 0), typeof end === 'number' ? end : undefined);
  return constant([part.length], part);
};

const constantOf: Handler = ({ node }) => {
  const value = ['value', 'value_float', 'value_int', 'value_floats', 'value_ints']
    .map((name) => node.attributes.get(name))
    .find((one) => one !== undefined);
  if (typeof value === 'number') return constant([], [value]);
  if (value === undefined || typeof value === 'string') return undefined;
  return 'dims' in value ? constant(value.dims, value.values) : constant([value.length], value);
};

/** The node's output where all that it reads is known; undefined where the network has to work it out. */
export function folded(node: NodeContext): Operand | undefined {
  const { op } = node.node;
  if (op === 'Constant') return constantOf(node) as Operand | undefined;
  if (op === 'Shape') return shapeOf(node) as Operand | undefined;
  const fold = FOLDS[op];
  const inputs = fold && knownInputs(node);
  return inputs && fold(inputs, node);
}
