/** @file Functions that give a tensor other axes: views, permutations, stretches, copies. */

import { layerSpec } from 'atrous/spec';
import { dimsOf, intOf, spreadSizes, valueOf } from '../given.js';
import { type TensorValue, isList, tuple } from '../runtime.js';
import { type Size, knownSize } from '../sizes.js';
import { type TensorFunction, join } from './call.js';

const isAxis = (size: Size | undefined, { node }: TensorValue, axis: number): boolean =>
  size?.kind === 'axis' && size.tensor.node === node && size.axis === axis;

const isMinusOne = (size: Size | undefined): boolean => size?.kind === 'number' && size.value === -1;

/** `x.view(x.size(0), -1)` is what Flatten does; every other list of sizes is a view. */
const view: TensorFunction = (call) => {
  const sizes = spreadSizes(call.args, 0, call.args.keywords.has('shape') ? 'shape' : 'size');
  if (!sizes) return undefined;
  const [first, second] = sizes;
  const name = call.machine.nodeName(call.name);
  const batch = isAxis(first, call.input, 0);
  if (sizes.length === 2 && batch && isMinusOne(second))
    return call.machine.graph.add(name, layerSpec('Flatten'), [call.input], call.node);
  return call.machine.graph.sized(name, 'view', call.input, { sizes }, call.node);
};

const viewAs: TensorFunction = (call) => {
  const other = valueOf(call.args, 0, 'other');
  if (other?.kind !== 'tensor' || other.rank === undefined) return undefined;
  const sizes = Array.from({ length: other.rank }, (_, axis): Size => ({ kind: 'axis', tensor: other, axis }));
  const op = call.name.startsWith('expand') ? 'expand' : 'view';
  return call.machine.graph.sized(call.machine.nodeName(call.name), op, call.input, { sizes }, call.node);
};

const expand: TensorFunction = (call) => {
  const sizes = spreadSizes(call.args, 0, 'size');
  return (
    sizes && call.machine.graph.sized(call.machine.nodeName(call.name), 'expand', call.input, { sizes }, call.node)
  );
};

const permute: TensorFunction = (call) => {
  const given = valueOf(call.args, 0, 'dims');
  const dims = given && isList(given) ? dimsOf(given) : dimsOf(tuple(call.args.positional.map(({ value }) => value)));
  return Array.isArray(dims) ? join(call, 'permute', { dims }) : undefined;
};

const transpose: TensorFunction = (call) => {
  const [dim0, dim1] =
    call.args.positional.length + call.args.keywords.size === 0
      ? [0, 1]
      : [intOf(call.args, 0, 'dim0', 'axis0'), intOf(call.args, 1, 'dim1', 'axis1')];
  return dim0 === undefined || dim1 === undefined ? undefined : join(call, 'transpose', { dim0, dim1 });
};

/** More copies than anybody writes beside each other. */
const MOST_COPIES = 256;

/** `x.repeat(1, 1, 4)`: copies behind each other along every axis, new axes in front. */
const repeat: TensorFunction = (call) => {
  const { machine, input, node } = call;
  const counts = spreadSizes(call.args, 0, 'repeats')?.map(knownSize);
  const { rank } = input;
  if (!counts || rank === undefined || counts.length < rank) return undefined;
  const known = counts.every((count) => count !== undefined && count >= 1 && count <= MOST_COPIES);
  if (!known) return undefined;
  let tensor = input;
  for (let extra = counts.length - rank; extra > 0; extra--)
    tensor = machine.graph.join(machine.nodeName('unsqueeze'), 'unsqueeze', { dim: 0 }, [tensor], node);
  counts.forEach((count, dim) => {
    const copies = Array.from({ length: count! }, () => tensor);
    if (count! > 1) tensor = machine.graph.join(machine.nodeName(call.name), 'cat', { dim }, copies, node);
  });
  return tensor;
};

const squeeze: TensorFunction = (call) => {
  const dim = call.args.positional.length + call.args.keywords.size === 0 ? null : intOf(call.args, 0, 'dim');
  return dim === undefined ? undefined : join(call, 'squeeze', { dim });
};

const unsqueeze: TensorFunction = (call) => {
  const dim = intOf(call.args, 0, 'dim');
  return dim === undefined ? undefined : join(call, 'unsqueeze', { dim });
};

export const SHAPE_FUNCTIONS: Readonly<Record<string, TensorFunction>> = {
  view,
  reshape: view,
  view_as: viewAs,
  reshape_as: viewAs,
  expand_as: viewAs,
  expand,
  broadcast_to: expand,
  permute,
  transpose,
  swapaxes: transpose,
  t: transpose,
  repeat,
  tile: repeat,
  squeeze,
  unsqueeze,
};
