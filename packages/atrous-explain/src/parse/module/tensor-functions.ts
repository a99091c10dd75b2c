/** @file Functions of tensors, as `torch.f(x, …)` and as `x.f(…)`: which node each of them is. */

import { type Arg, LAYERS, layerSpec, snakeCase } from 'atrous/spec';
import type { SyntaxNode } from '@lezer/common';
import { behindFirst, boolOf, dimsOf, intOf, sizesOf, spreadSizes, valueOf, argumentOf } from './given.js';
import { becomeLayer, emptyModule } from './layers.js';
import type { Machine } from './machine.js';
import { itemsOfValue, numberOf } from './operators.js';
import {
  type CallArguments,
  type PartsValue,
  type Runtime,
  type TensorValue,
  int,
  isList,
  isNumber,
  isTensor,
  tuple,
} from './runtime.js';
import { type Size, formula, knownSize } from './sizes.js';

/** A call on a tensor: `args` are the others. */
export interface TensorCall {
  readonly machine: Machine;
  readonly name: string;
  readonly input: TensorValue;
  readonly args: CallArguments;
  readonly node: SyntaxNode;
}

type TensorFunction = (call: TensorCall) => Runtime | undefined;

const join = (
  call: TensorCall,
  op: string,
  args: Readonly<Record<string, Arg>>,
  ...others: readonly TensorValue[]
): TensorValue =>
  call.machine.graph.join(
    call.machine.nodeName(call.name.replace(/_$/, '')),
    op,
    args,
    [call.input, ...others],
    call.node,
  );

const same: TensorFunction = ({ input }) => input;

const pointwise: TensorFunction = (call) =>
  join(call, 'pointwise', { what: call.machine.source(call.node).replaceAll(/\s+/g, ' ').slice(0, 60) });

/** The layer that a function is, its arguments named as the function names them. */
function asLayer(op: string, names: readonly string[], fixed: Readonly<Record<string, Arg>> = {}): TensorFunction {
  return (call) => {
    const { machine, args, node, input } = call;
    const keywords = new Map(args.keywords);
    args.positional.forEach((argument, i) => {
      const name = names[i];
      if (name !== undefined && !keywords.has(name)) keywords.set(name, argument);
    });
    const known = new Set(LAYERS[op]!.args.map((rule) => snakeCase(rule.name)));
    for (const name of keywords.keys()) if (FORWARD_ONLY.has(name) && !known.has(name)) keywords.delete(name);
    for (const [name, value] of Object.entries(fixed))
      if (!keywords.has(name)) keywords.set(name, { from: node.from, to: node.to, source: '', value: literal(value) });
    const module = emptyModule('layer', op, node);
    becomeLayer(machine, module, op, { positional: [], keywords }, node);
    const own = machine.nodeName(call.name.replace(/_$/, ''));
    if (!module.spec) return machine.graph.assume(own, call.name, [input], node);
    const made = machine.graph.add(own, module.spec, [input], node, module);
    return module.spec.args['returnIndices'] === true ? tuple([made, made]) : made;
  };
}

const literal = (value: Arg): Runtime =>
  typeof value === 'number' ? int(value) : typeof value === 'boolean' ? { kind: 'bool', value } : { kind: 'none' };

/** Arguments of functions that their layers do not have. */
const FORWARD_ONLY: ReadonlySet<string> = new Set(['training', '_stacklevel', 'dtype', 'antialias']);

const pool = ['kernel_size', 'stride', 'padding', 'dilation', 'ceil_mode', 'return_indices'];
const average = ['kernel_size', 'stride', 'padding', 'ceil_mode', 'count_include_pad', 'divisor_override'];
const blocks = ['kernel_size', 'dilation', 'padding', 'stride'];

function ranked(name: string, op: string, names: readonly string[]): Record<string, TensorFunction> {
  return Object.fromEntries([1, 2, 3].map((rank) => [`${name}${rank}d`, asLayer(`${op}${rank}d`, names)]));
}

/** Activations under the names of functions and of methods that work in place. */
function activations(): Record<string, TensorFunction> {
  const plain = {
    relu: 'ReLU',
    relu6: 'ReLU6',
    selu: 'SELU',
    silu: 'SiLU',
    mish: 'Mish',
    hardswish: 'Hardswish',
    hardsigmoid: 'Hardsigmoid',
    sigmoid: 'Sigmoid',
    tanh: 'Tanh',
    softsign: 'Softsign',
    tanhshrink: 'Tanhshrink',
    logsigmoid: 'LogSigmoid',
  };
  const made: Record<string, TensorFunction> = {
    leaky_relu: asLayer('LeakyReLU', ['negative_slope', 'inplace']),
    elu: asLayer('ELU', ['alpha', 'inplace']),
    celu: asLayer('CELU', ['alpha', 'inplace']),
    gelu: asLayer('GELU', ['approximate']),
    glu: asLayer('GLU', ['dim']),
    hardtanh: asLayer('Hardtanh', ['min_val', 'max_val', 'inplace']),
    softplus: asLayer('Softplus', ['beta', 'threshold']),
    softmax: asLayer('Softmax', ['dim']),
    log_softmax: asLayer('LogSoftmax', ['dim']),
    softmin: asLayer('Softmin', ['dim']),
    dropout: asLayer('Dropout', ['p', 'training', 'inplace']),
    dropout1d: asLayer('Dropout1d', ['p', 'training', 'inplace']),
    dropout2d: asLayer('Dropout2d', ['p', 'training', 'inplace']),
    dropout3d: asLayer('Dropout3d', ['p', 'training', 'inplace']),
    alpha_dropout: asLayer('AlphaDropout', ['p', 'training', 'inplace']),
    local_response_norm: asLayer('LocalResponseNorm', ['size', 'alpha', 'beta', 'k']),
    pixel_shuffle: asLayer('PixelShuffle', ['upscale_factor']),
    pixel_unshuffle: asLayer('PixelUnshuffle', ['downscale_factor']),
    channel_shuffle: asLayer('ChannelShuffle', ['groups']),
    unfold: asLayer('Unfold', blocks),
    fold: asLayer('Fold', ['output_size', ...blocks]),
    flatten: asLayer('Flatten', ['start_dim', 'end_dim'], { start_dim: 0 }),
    unflatten: asLayer('Unflatten', ['dim', 'unflattened_size']),
  };
  for (const [name, op] of Object.entries(plain))
    made[name] = asLayer(op, LAYERS[op]!.args.length > 0 ? ['inplace'] : []);
  for (const name of ['relu', 'relu6', 'sigmoid', 'tanh', 'leaky_relu', 'elu', 'selu', 'hardtanh'])
    made[`${name}_`] = made[name]!;
  return made;
}

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

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

const reduce =
  (op: string): TensorFunction =>
  (call) => {
    const given = valueOf(call.args, 0, 'dim', 'axis');
    const rest = call.args.positional.filter(({ value }) => isNumber(value)).map(({ value }) => value);
    const dim = dimsOf(rest.length > 1 ? tuple(rest) : given);
    return dim === undefined ? undefined : join(call, op, { dim, keepdim: boolOf(call.args, 1, 'keepdim') });
  };

/** `max` over one dimension gives values and places; of two tensors, the larger one. */
const extreme =
  (op: string): TensorFunction =>
  (call) => {
    if (isTensor(valueOf(call.args, 0, 'other'))) return likeOf(both('add'))(call);
    const made = reduce(op)(call);
    return made && valueOf(call.args, 0, 'dim') !== undefined ? tuple([made, made]) : made;
  };

/** Something with the shape that `run` gives, and other values. */
const likeOf =
  (run: TensorFunction): TensorFunction =>
  (call) => {
    const made = run(call);
    return made?.kind === 'tensor' ? pointwise({ ...call, input: made }) : made;
  };

const squeeze: TensorFunction = (call) => {
  const dim = call.args.positional.length + call.args.keywords.size === 0 ? null : intOf(call.args, 0, 'dim');
  return dim === undefined ? undefined : join(call, 'squeeze', { dim });
};

const unsqueeze: TensorFunction = (call) => {
  const dim = intOf(call.args, 0, 'dim');
  return dim === undefined ? undefined : join(call, 'unsqueeze', { dim });
};

/** A function of two tensors, or of one and a number. */
const both =
  (op: string): TensorFunction =>
  (call) => {
    const value = valueOf(call.args, 0, 'other', 'mat2', 'tensor2');
    if (!isTensor(value)) return op === 'matmul' ? undefined : pointwise(call);
    return join(call, op, {}, call.machine.tensor(value, call.node)!);
  };

// ── Parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

const number = (value: number): Size => ({ kind: 'number', value });

function partOf(call: TensorCall, dim: number, start: Size | undefined, end: Size | undefined): Runtime {
  if (!start || !end) return call.machine.unknown(call.node);
  return call.machine.graph.sized(
    call.machine.nodeName(call.name),
    'slice',
    call.input,
    { start: [start], end: [end] },
    call.node,
    { dim },
  );
}

/** Parts of `length` cells each, made as they are taken. */
function evenParts(call: TensorCall, dim: number, length: Size, count: number | undefined): PartsValue {
  const made = new Map<number, Runtime>();
  const part = (index: number): Runtime => {
    const found = made.get(index);
    if (found) return found;
    const one = partOf(call, dim, formula('*', length, number(index)), formula('*', length, number(index + 1)));
    made.set(index, one);
    return one;
  };
  return { kind: 'parts', count, part };
}

const chunk: TensorFunction = (call) => {
  const chunks = intOf(call.args, 0, 'chunks');
  const dim = intOf(call.args, 1, 'dim') ?? 0;
  if (chunks === undefined || chunks < 1 || chunks > 1000) return undefined;
  const whole: Size = { kind: 'axis', tensor: call.input, axis: dim };
  const rounded = formula('+', whole, number(chunks - 1));
  const length = rounded && formula('//', rounded, number(chunks));
  return length && evenParts(call, dim, length, chunks);
};

const split: TensorFunction = (call) => {
  const given = valueOf(call.args, 0, 'split_size_or_sections', 'split_size');
  const dim = intOf(call.args, 1, 'dim') ?? 0;
  const sizes = sizesOf(given);
  if (!given || !sizes) return undefined;
  if (!isList(given)) {
    const [whole, length] = [call.input.shape?.at(dim), knownSize(sizes[0]!)];
    const count = whole === undefined || !length ? undefined : Math.ceil(whole / length);
    return evenParts(call, dim, sizes[0]!, count);
  }
  let end: Size | undefined = number(0);
  return tuple(
    sizes.map((size) => {
      const start = end;
      end = start && formula('+', start, size);
      return partOf(call, dim, start, end);
    }),
  );
};

const narrow: TensorFunction = (call) => {
  const dim = intOf(call.args, 0, 'dim');
  const [start, length] = [sizesOf(valueOf(call.args, 1, 'start'))?.[0], sizesOf(valueOf(call.args, 2, 'length'))?.[0]];
  return dim === undefined || !start || !length ? undefined : partOf(call, dim, start, formula('+', start, length));
};

// ── Sizes that other tensors give ───────────────────────────────────────────────────────────────────────────────────────

const SPATIAL: Readonly<Record<string, number>> = { linear: 1, bilinear: 2, bicubic: 2, trilinear: 3 };

/** The sizes to resize to: numbers, or those of another tensor. */
function targetSizes(value: Runtime, mode: string): Size[] | undefined {
  if (value.kind === 'shape' && itemsOfValue(value) === undefined && value.start >= 0) {
    const { tensor, start } = value;
    return Array.from({ length: SPATIAL[mode] ?? 2 }, (_, i): Size => ({ kind: 'axis', tensor, axis: start + i }));
  }
  return sizesOf(value);
}

const interpolate: TensorFunction = (call) => {
  const size = valueOf(call.args, 0, 'size');
  const modeValue = valueOf(call.args, 2, 'mode');
  const mode =
    modeValue?.kind === 'string' ? modeValue.value : call.name === 'upsample_bilinear' ? 'bilinear' : 'nearest';
  const sizes = size && size.kind !== 'none' ? targetSizes(size, mode) : undefined;
  if (!size || size.kind === 'none' || sizes?.every(({ kind }) => kind === 'number'))
    return asLayer('Upsample', ['size', 'scale_factor', 'mode', 'align_corners', 'recompute_scale_factor'])(call);
  if (!sizes) return undefined;
  const align = valueOf(call.args, 3, 'align_corners');
  const alignCorners = align?.kind === 'bool' ? align.value : null;
  return call.machine.graph.sized(
    call.machine.nodeName(call.name),
    'interpolate',
    call.input,
    { size: sizes },
    call.node,
    { mode, alignCorners },
  );
};

const pad: TensorFunction = (call) => {
  const sizes = sizesOf(valueOf(call.args, 0, 'pad'));
  const mode = valueOf(call.args, 1, 'mode');
  const value = numberOf(valueOf(call.args, 2, 'value'))?.value ?? null;
  if (!sizes) return undefined;
  const args = { mode: mode?.kind === 'string' ? mode.value : 'constant', value };
  return call.machine.graph.sized(call.machine.nodeName(call.name), 'pad', call.input, { pad: sizes }, call.node, args);
};

/** `F.conv2d(x, weight, …)` and `F.linear(x, weight)` with a weight of known sizes, as layers. */
function withWeight(op: string, names: readonly string[]): TensorFunction {
  return (call) => {
    const weight = valueOf(call.args, 0, 'weight');
    const shape = weight?.kind === 'array' ? weight.shape : undefined;
    if (!shape) return undefined;
    const bias = valueOf(call.args, 1, 'bias');
    const given: Record<string, Arg> = { bias: bias !== undefined && bias.kind !== 'none' };
    for (const [i, name] of names.entries()) {
      const argument = argumentOf(call.args, i + 2, name);
      if (argument) given[name] = dimsOf(argument.value) ?? 0;
    }
    const groups = typeof given['groups'] === 'number' ? given['groups'] : 1;
    const transposed = op.startsWith('ConvTranspose');
    const [a, b, ...kernel] = shape as [number, number, ...number[]];
    const channels = transposed ? [a, b * groups] : [b * groups, a];
    try {
      const positional: Arg[] = op === 'Linear' ? [b, a] : [...channels, kernel];
      return call.machine.graph.add(
        call.machine.nodeName(call.name),
        layerSpec(op, positional, given),
        [call.input],
        call.node,
      );
    } catch {
      return undefined;
    }
  };
}

function withWeights(): Record<string, TensorFunction> {
  const made: Record<string, TensorFunction> = { linear: withWeight('Linear', []) };
  for (const rank of [1, 2, 3]) {
    made[`conv${rank}d`] = withWeight(`Conv${rank}d`, ['stride', 'padding', 'dilation', 'groups']);
    made[`conv_transpose${rank}d`] = withWeight(`ConvTranspose${rank}d`, [
      'stride',
      'padding',
      'outputPadding',
      'groups',
      'dilation',
    ]);
  }
  return made;
}

const SAME =
  'contiguous clone detach float half double bfloat16 to cuda cpu type type_as requires_grad_ detach_ identity alias';
const POINTWISE =
  'exp tril triu log log2 log10 log1p sqrt rsqrt abs clamp clamp_ clip pow square sin cos neg sign round floor ceil erf normalize ' +
  'reciprocal sigmoid_ exp_ masked_fill masked_fill_ cumsum flip roll sort nan_to_num logit softmin_ layer_norm group_norm ' +
  'batch_norm instance_norm gumbel_softmax fill_ zero_ zeros_like ones_like rand_like randn_like empty_like where_';

const FUNCTIONS: ReadonlyMap<string, TensorFunction> = new Map<string, TensorFunction>([
  ...SAME.split(' ').map((name): [string, TensorFunction] => [name, same]),
  ...POINTWISE.split(' ').map((name): [string, TensorFunction] => [name, pointwise]),
  ...Object.entries(activations()),
  ...Object.entries(withWeights()),
  ...Object.entries(ranked('max_pool', 'MaxPool', pool)),
  ...Object.entries(ranked('avg_pool', 'AvgPool', average)),
  ...Object.entries(ranked('lp_pool', 'LPPool', ['norm_type', 'kernel_size', 'stride', 'ceil_mode'])),
  ...Object.entries(ranked('adaptive_avg_pool', 'AdaptiveAvgPool', ['output_size'])),
  ...Object.entries(ranked('adaptive_max_pool', 'AdaptiveMaxPool', ['output_size', 'return_indices'])),
  ['view', view],
  ['reshape', view],
  ['view_as', viewAs],
  ['reshape_as', viewAs],
  ['expand_as', viewAs],
  ['expand', expand],
  ['broadcast_to', expand],
  ['permute', permute],
  ['transpose', transpose],
  ['swapaxes', transpose],
  ['t', transpose],
  ['mean', reduce('mean')],
  ['sum', reduce('sum')],
  ['amax', reduce('amax')],
  ['amin', reduce('amin')],
  ['std', likeOf(reduce('mean'))],
  ['var', likeOf(reduce('mean'))],
  ['logsumexp', likeOf(reduce('sum'))],
  ['max', extreme('amax')],
  ['min', extreme('amin')],
  ['squeeze', squeeze],
  ['unsqueeze', unsqueeze],
  ['chunk', chunk],
  ['split', split],
  ['narrow', narrow],
  ['interpolate', interpolate],
  ['upsample', interpolate],
  ['upsample_bilinear', interpolate],
  ['pad', pad],
  ...['add', 'sub', 'mul', 'div'].flatMap((op): [string, TensorFunction][] => [
    [op, both(op)],
    [`${op}_`, both(op)],
  ]),
  ['multiply', both('mul')],
  ['subtract', both('sub')],
  ['maximum', likeOf(both('add'))],
  ['minimum', likeOf(both('add'))],
  ['matmul', both('matmul')],
  ['bmm', both('matmul')],
  ['mm', both('matmul')],
]);

/** Tensors put behind each other, or beside each other on a new axis. */
function joined(machine: Machine, name: string, args: CallArguments, node: SyntaxNode): Runtime | undefined {
  const list = valueOf(args, 0, 'tensors');
  const items = list && itemsOfValue(list);
  const tensors = items?.map((item) => machine.tensor(item, node));
  if (!tensors || tensors.length === 0 || !tensors.every((tensor) => tensor !== undefined)) return undefined;
  const dim = intOf(args, 1, 'dim', 'axis') ?? 0;
  return machine.graph.join(machine.nodeName(name), name, { dim }, tensors, node);
}

const ALIASES: Readonly<Record<string, string>> = { concat: 'cat', concatenate: 'cat' };

/** `torch.name(…)`, `F.name(…)`: undefined where the name is no such function, or what it does is not known. */
export function callTensorFunction(
  machine: Machine,
  called: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  const name = ALIASES[called] ?? called;
  if (name === 'cat' || name === 'stack') return joined(machine, name, args, node);
  const first = argumentOf(args, 0, 'input', 'self');
  const input = first && machine.tensor(first.value, first);
  if (!input) return undefined;
  const rest = args.keywords.has('input') ? { ...args, keywords: behindFirst(args).keywords } : behindFirst(args);
  return callOnTensor(machine, name, input, rest, node);
}

/** `x.name(…)`. */
export function callOnTensor(
  machine: Machine,
  name: string,
  input: TensorValue,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  return FUNCTIONS.get(name)?.({ machine, name, input, args, node });
}
