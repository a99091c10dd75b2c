/** @file Calls of `torch`, `torch.nn`, `math` and the like, by their dotted names. */

import type { SyntaxNode } from '@lezer/common';
import { LAYERS } from 'atrous/spec';
import { callUnknown } from './foreign.js';
import type { Evaluator } from './evaluator.js';
import { dimsOf, valueOf } from './given.js';
import {
  CONTAINER_NAMES,
  PARAMETER_CONTAINERS,
  makeContainer,
  makeLayer,
  makeParameters,
  unknownLayer,
} from './layers.js';
import { callItertools } from './itertools.js';
import { callBuiltin, callMath } from './python-functions.js';
import { callRecord } from './records.js';
import { type CallArguments, type ModuleType, NONE, type Runtime, bool, isList, isTensor, tuple } from './runtime.js';
import { callTensorFunction } from './functions/index.js';

/** What runs the module that it is given, and nothing else. */
const WRAPPERS: ReadonlySet<string> = new Set(['DataParallel', 'DistributedDataParallel']);
const COMPILERS: ReadonlySet<string> = new Set([
  'torch.compile',
  'torch.jit.script',
  'torch.jit.trace',
  'torch.fx.symbolic_trace',
]);

/** Functions that make a tensor of the sizes that they are given. */
const CREATION: ReadonlySet<string> = new Set('zeros ones rand randn empty'.split(' '));

/** The value of `path(…)`. */
export function callLibrary(evaluator: Evaluator, path: string, args: CallArguments, node: SyntaxNode): Runtime {
  const found = known(evaluator, path, args, node);
  if (found) return found;
  const unknown = evaluator.machine.unknown(node);
  return callUnknown(evaluator, { ...unknown, source: path.replace(/^builtins\./, '') }, args, node);
}

function known(evaluator: Evaluator, path: string, args: CallArguments, node: SyntaxNode): Runtime | undefined {
  const [root, ...rest] = path.split('.');
  const name = path.split('.').at(-1)!;
  if (root === 'builtins') return callBuiltin(evaluator, name, args, node);
  if (root === 'math' || root === 'numpy') return callMath(name, args);
  if (path === 'functools.partial' || path === 'partial') {
    const [target, ...positional] = args.positional;
    return target && { kind: 'partial', target: target.value, given: { positional, keywords: args.keywords } };
  }
  if (name === 'OrderedDict') return callBuiltin(evaluator, 'dict', args, node);
  const record = callRecord(evaluator, name, args, node);
  if (record) return record;
  if (root === 'copy') return valueOf(args, 0);
  if (path === 'typing.cast') return valueOf(args, 1);
  if (path.startsWith('itertools.')) return callItertools(evaluator, path.slice('itertools.'.length), args, node);
  if (name === '_pair' || name === '_triple' || name === 'to_2tuple') return paired(name, valueOf(args, 0));
  if (root !== 'torch') return undefined;
  return rest[0] === 'nn' ? ofNn(evaluator, path, name, args, node) : ofTorch(evaluator, path, name, args, node);
}

/** An int once per axis. */
function paired(name: string, value: Runtime | undefined): Runtime | undefined {
  if (!value || isList(value)) return value;
  return tuple(Array.from({ length: name === '_triple' ? 3 : 2 }, () => value));
}

function ofNn(
  evaluator: Evaluator,
  path: string,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  const { machine } = evaluator;
  if (path.startsWith('torch.nn.functional.')) return machine.settled(callTensorFunction(machine, name, args, node));
  if (path.startsWith('torch.nn.init.')) return valueOf(args, 0) ?? NONE;
  // weight_norm(module), spectral_norm(module): the module, with its sizes.
  if (path.startsWith('torch.nn.utils.') || WRAPPERS.has(name)) return valueOf(args, 0, 'module');
  if (Object.hasOwn(LAYERS, name)) return makeLayer(machine, name, args, node);
  if (CONTAINER_NAMES.has(name)) return makeContainer(machine, name as ModuleType, args, node);
  if (PARAMETER_CONTAINERS.has(name)) return makeParameters(machine, name, args, node);
  if (name === 'Parameter' || name === 'Buffer') {
    const data = valueOf(args, 0, 'data');
    return { kind: 'array', shape: isTensor(data) ? data.shape : undefined, isParameter: name === 'Parameter' };
  }
  return /^[A-Z]/.test(name) && /^torch\.nn(\.modules(\.\w+)?)?\.\w+$/.test(path)
    ? unknownLayer(machine, name, args, node)
    : undefined;
}

function ofTorch(
  evaluator: Evaluator,
  path: string,
  name: string,
  args: CallArguments,
  node: SyntaxNode,
): Runtime | undefined {
  if (/^torch\.(jit|onnx)\.is_/.test(path)) return bool(false);
  if (COMPILERS.has(path)) return valueOf(args, 0);
  if (path.startsWith('torch.utils.checkpoint') || name === 'checkpoint') {
    const [target, ...positional] = args.positional;
    return target && evaluator.machine.call(target.value, { positional, keywords: new Map() }, node);
  }
  if (CREATION.has(name)) return { kind: 'array', shape: createdShape(args), isParameter: false };
  if (name === 'full') return { kind: 'array', shape: numbers(dimsOf(valueOf(args, 0, 'size'))), isParameter: false };
  if (
    name === 'tensor' ||
    name === 'arange' ||
    name === 'linspace' ||
    name === 'Tensor' ||
    name === 'eye' ||
    name === 'from_numpy'
  )
    return { kind: 'array', shape: createdFrom(name, args), isParameter: false };
  return evaluator.machine.settled(callTensorFunction(evaluator.machine, name, args, node));
}

/** `torch.ones(2, 3)` and `torch.ones((2, 3))`. */
function createdShape(args: CallArguments): readonly number[] | undefined {
  const first = valueOf(args, 0, 'size');
  return numbers(dimsOf(first && isList(first) ? first : tuple(args.positional.map(({ value }) => value))));
}

/** `torch.tensor(1.0)` has no axes; `torch.Tensor(3)` has one of three. */
function createdFrom(name: string, args: CallArguments): readonly number[] | undefined {
  const first = valueOf(args, 0);
  if (name === 'Tensor') return createdShape(args);
  if (name !== 'tensor' || !first) return undefined;
  return isList(first) ? (first.items.some(isList) ? undefined : [first.items.length]) : [];
}

const numbers = (value: ReturnType<typeof dimsOf>): readonly number[] | undefined =>
  Array.isArray(value) ? value : typeof value === 'number' ? [value] : undefined;
