/** @file Functions of tensors, as `torch.f(x, …)` and as `x.f(…)`: which node each of them is. */

import type { SyntaxNode } from '@lezer/common';
import { argumentOf, behindFirst } from '../given.js';
import type { Machine } from '../machine.js';
import type { CallArguments, Runtime, TensorValue } from '../runtime.js';
import { LAYER_FUNCTIONS } from './as-layers.js';
import { type TensorFunction, pointwise, same } from './call.js';
import { JOINS } from './joins.js';
import { PARTS } from './parts.js';
import { PAIRS, REDUCTIONS } from './reductions.js';
import { RESIZING } from './resizing.js';
import { SHAPE_FUNCTIONS } from './shapes.js';
import { WITH_WEIGHTS } from './with-weights.js';

const SAME =
  'contiguous clone detach float half double bfloat16 to cuda cpu type type_as requires_grad_ detach_ identity alias';
const POINTWISE =
  'exp tril triu log log2 log10 log1p sqrt rsqrt abs clamp clamp_ clip pow square sin cos neg sign round floor ceil erf normalize ' +
  'reciprocal sigmoid_ exp_ masked_fill masked_fill_ cumsum flip roll sort nan_to_num logit softmin_ layer_norm group_norm ' +
  'batch_norm instance_norm gumbel_softmax fill_ zero_ zeros_like ones_like rand_like randn_like empty_like where_';

const FUNCTIONS: ReadonlyMap<string, TensorFunction> = new Map<string, TensorFunction>([
  ...SAME.split(' ').map((name): [string, TensorFunction] => [name, same]),
  ...POINTWISE.split(' ').map((name): [string, TensorFunction] => [name, pointwise]),
  ...[LAYER_FUNCTIONS, WITH_WEIGHTS, SHAPE_FUNCTIONS, REDUCTIONS, PAIRS, PARTS, RESIZING].flatMap(
    Object.entries<TensorFunction>,
  ),
]);

/** `torch.name(…)`, `F.name(…)`: undefined where the name is no such function, or what it does is not known. */
export function callTensorFunction(
  machine: Machine,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  if (Object.hasOwn(JOINS, name)) return JOINS[name]!(machine, args, node);
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
