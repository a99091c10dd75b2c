/** @file `object.name`: of modules, tensors, classes, libraries, and Python's own values. */

import type { SyntaxNode } from '@lezer/common';
import { type Arg, camelCase, parameterShapes } from 'atrous/spec';
import { hasMethod } from './classes.js';
import type { Evaluator } from './evaluator.js';
import { lookUp, lookUpAfter } from './classes.js';
import {
  type ArrayValue,
  type ClassValue,
  type ModuleValue,
  NONE,
  type Runtime,
  type SuperValue,
  type TensorValue,
  bool,
  int,
  library,
  tuple,
} from './runtime.js';
import { phrase, quoted } from '../../explain/words/phrase.js';

const isNumbers = (value: Arg): value is readonly number[] => Array.isArray(value);

function asRuntime(value: Arg): Runtime {
  if (value === null) return NONE;
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'int' : 'float', value };
  if (typeof value === 'boolean') return bool(value);
  if (typeof value === 'string') return { kind: 'string', value };
  return isNumbers(value) ? tuple(value.map(int)) : NONE;
}

/** What `object.name` is; unknown where nothing says. */
export function attributeOf(evaluator: Evaluator, object: Runtime, name: string, node: SyntaxNode): Runtime {
  switch (object.kind) {
    case 'library':
      return name === '__name__'
        ? { kind: 'string', value: object.path.split('.').at(-1)! }
        : library(`${object.path}.${name}`);
    // A member of an enumeration stands for its value.
    case 'int':
    case 'float':
    case 'string':
      return name === 'value' ? object : { kind: 'method', self: object, name, code: undefined };
    case 'module':
      return ofModule(evaluator, object, name, node);
    case 'super':
      return ofSuper(object, name);
    case 'class':
      return ofClass(evaluator, object, name, node);
    case 'tensor':
      return ofTensor(object, name);
    case 'array':
      return ofArray(evaluator, object, name, node);
    case 'unknown':
      return evaluator.machine.unknown(node);
    case 'function':
    case 'partial':
      return name === '__name__' && object.kind === 'function'
        ? { kind: 'string', value: object.name }
        : evaluator.machine.unknown(node);
    default:
      return { kind: 'method', self: object, name, code: undefined };
  }
}

function ofClass(evaluator: Evaluator, owner: ClassValue, name: string, node: SyntaxNode): Runtime {
  if (name === '__name__') return { kind: 'string', value: owner.name };
  const found = lookUp(owner, name);
  return found?.kind === 'function' && found.decoration === 'class'
    ? { kind: 'method', self: owner, name, code: found }
    : (found ?? evaluator.machine.unknown(node));
}

function ofModule(evaluator: Evaluator, module: ModuleValue, name: string, node: SyntaxNode): Runtime {
  const own = module.attributes.get(name);
  if (own) return own;
  const found = module.owner && lookUp(module.owner, name);
  if (found?.kind === 'function') {
    if (found.decoration === 'static') return found;
    if (found.decoration === 'class') return { kind: 'method', self: module.owner!, name, code: found };
    const method: Runtime = { kind: 'method', self: module, name, code: found };
    if (found.decoration === 'property')
      return evaluator.machine.call(method, { positional: [], keywords: new Map() }, node);
    return method;
  }
  if (found) return found;
  if (name === 'training') return bool(false);
  return layerAttribute(module, name) ?? missing(evaluator, module, name, node);
}

/** What PyTorch's layers keep of their arguments, and their parameters. */
function layerAttribute({ spec, className }: ModuleValue, name: string): Runtime | undefined {
  if (name === '__class__') return library(`torch.nn.${className}`);
  if (!spec) return undefined;
  const shape = parameterShapes(spec).find(([parameter]) => parameter === name)?.[1];
  if (shape) return { kind: 'array', shape, isParameter: true };
  if (name === 'bias') return NONE;
  const value = spec.args[camelCase(name)];
  return value === undefined ? undefined : asRuntime(value);
}

function missing(evaluator: Evaluator, module: ModuleValue, name: string, node: SyntaxNode): Runtime {
  if (hasMethod(name) || module.className === 'ArgumentParser')
    return { kind: 'method', self: module, name, code: undefined };
  // A class that is made outside of the text may have anything.
  const isComplete = module.owner
    ? module.owner.bases.every((base) => typeof base !== 'string' || /(^|\.)Module$/.test(base))
    : false;
  if (isComplete)
    evaluator.machine.report(
      node,
      quoted(`'${module.className}' object has no attribute '${name}'`),
      phrase('hintNotSet'),
      'error',
    );
  return { ...evaluator.machine.unknown(node), name: module.name ? `${module.name}.${name}` : name };
}

function ofSuper({ self, after }: SuperValue, name: string): Runtime {
  const found = self.owner && lookUpAfter(self.owner, after, name);
  if (found?.kind === 'function') return { kind: 'method', self, name, code: found };
  return { kind: 'method', self: { kind: 'super', self, after }, name, code: undefined };
}

function ofTensor(tensor: TensorValue, name: string): Runtime {
  switch (name) {
    case 'shape':
      return { kind: 'shape', tensor, start: 0, end: undefined };
    case 'data':
      return tensor;
    case 'ndim':
      return tensor.rank === undefined
        ? { kind: 'unknown', source: 'ndim', place: { from: 0, to: 0 } }
        : int(tensor.rank);
    case 'device':
    case 'dtype':
      return library(`torch.${name}`);
    case 'is_cuda':
    case 'requires_grad':
    case 'is_quantized':
      return bool(false);
    default:
      return { kind: 'method', self: tensor, name, code: undefined };
  }
}

function ofArray(evaluator: Evaluator, array: ArrayValue, name: string, node: SyntaxNode): Runtime {
  if (name === 'data') return array;
  if (name === 'shape') return array.shape ? tuple(array.shape.map(int)) : evaluator.machine.unknown(node);
  if (name === 'device' || name === 'dtype') return library(`torch.${name}`);
  return { kind: 'method', self: array, name, code: undefined };
}
