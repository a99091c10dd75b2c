/** @file Whether a value is of a type. */

import { LAYERS } from 'atrous/spec';
import { libraryBase } from './classes.js';
import { valueOf } from './given.js';
import { CONTAINER_NAMES } from './layers.js';
import { type CallArguments, type Runtime, bool, isList } from './runtime.js';

/** `isinstance(value, type)`. */
export function isInstance(_: unknown, args: CallArguments): Runtime | undefined {
  const [value, type] = [valueOf(args, 0), valueOf(args, 1)];
  if (!value || !type) return undefined;
  const types = isList(type) ? type.items : [type];
  const answers = types.map((one) => instanceOf(value, one));
  return answers.includes(true) ? bool(true) : answers.includes(undefined) ? undefined : bool(false);
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  int: ['int', 'bool', 'size'],
  float: ['float'],
  bool: ['bool'],
  str: ['string'],
  list: ['list'],
  tuple: ['tuple', 'shape'],
  dict: ['dict'],
  Tensor: ['tensor', 'array'],
};

/** Whether a value is of a type; undefined where that is not known. */
export function instanceOf(value: Runtime, type: Runtime): boolean | undefined {
  if (value.kind === 'unknown') return undefined;
  if (type.kind === 'class')
    return value.kind === 'module' && value.owner !== undefined && (value.owner === type || derives(value.owner, type));
  if (type.kind !== 'library') return undefined;
  const name = type.path.split('.').at(-1)!;
  if (value.kind === 'module')
    return (
      name === 'Module' ||
      value.className === name ||
      value.type === name ||
      (value.owner !== undefined && libraryBase(value.owner) === name)
    );
  const kinds = TYPES[name];
  return kinds
    ? kinds.includes(value.kind)
    : name in LAYERS || CONTAINER_NAMES.has(name) || name === 'Module'
      ? false
      : undefined;
}

const derives = (owner: Extract<Runtime, { kind: 'class' }>, base: Runtime): boolean =>
  owner.bases.some((one) => typeof one !== 'string' && (one === base || derives(one, base)));
