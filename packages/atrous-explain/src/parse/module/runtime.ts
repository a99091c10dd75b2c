/** @file The values that reading a program symbolically works with: Python's, modules, and tensors of which only sizes matter. */

import type { SyntaxNode } from '@lezer/common';
import type { LayerSpec } from 'atrous/spec';
import type { Place } from '../bind.js';
import type { Scope } from './scope.js';
import type { Size } from './sizes.js';

export interface NumberValue {
  readonly kind: 'int' | 'float';
  readonly value: number;
}

export interface ListValue {
  readonly kind: 'list' | 'tuple';
  readonly items: Runtime[];
}

export interface DictValue {
  readonly kind: 'dict';
  /** By `keyOf`. */
  readonly entries: Map<string, { readonly key: Runtime; readonly value: Runtime }>;
}

/** A tensor of `forward`: the output of a node. */
export interface TensorValue {
  readonly kind: 'tensor';
  readonly node: string;
  /** Known where the sizes of the network's input are. */
  readonly shape: readonly number[] | undefined;
  /** How many axes it has, where that follows from the layers: a Conv2d gives four. */
  readonly rank: number | undefined;
  /** Given by something that was not understood: it may as well be a tuple. */
  readonly assumed: boolean;
}

/** `x.shape`, or a part of it: from axis `start` on, `end` exclusive. */
export interface ShapeValue {
  readonly kind: 'shape';
  readonly tensor: TensorValue;
  readonly start: number;
  readonly end: number | undefined;
}

/** A tensor that is no output of a node: a parameter, a buffer, `torch.ones(…)`. */
export interface ArrayValue {
  readonly kind: 'array';
  readonly shape: readonly number[] | undefined;
  readonly isParameter: boolean;
  /** What a module calls it. */
  name?: string;
}

/** Tensors cut out of one; how many is not always known. */
export interface PartsValue {
  readonly kind: 'parts';
  readonly count: number | undefined;
  readonly part: (index: number) => Runtime;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** A block of statements, or the expression of a lambda. */
  readonly body: SyntaxNode;
  readonly scope: Scope;
  /** The class in which it is defined. */
  readonly owner: ClassValue | undefined;
  readonly decoration: 'static' | 'class' | 'property' | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly star: '' | '*' | '**';
  readonly keywordOnly: boolean;
  readonly fallback: Runtime | undefined;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly name: string;
  /** Own classes, and dotted names of foreign ones. */
  readonly bases: readonly (ClassValue | string)[];
  readonly attributes: Map<string, Runtime>;
  /** The names that have a type in its body, in order: what a dataclass is made of. */
  readonly fields: Set<string>;
  readonly place: Place;
}

/** One argument of a layer where it was written. */
export interface DeclaredArgument extends Place {
  /** As the catalogue calls it. */
  readonly name: string;
  readonly source: string;
}

/** A call that makes a layer. */
export interface Declaration extends Place {
  readonly arguments: readonly DeclaredArgument[];
}

export type ModuleType = 'own' | 'layer' | 'Sequential' | 'ModuleList' | 'ModuleDict';

/** An object of an own class, or of one of `torch.nn`. */
export interface ModuleValue {
  readonly kind: 'module';
  type: ModuleType;
  readonly className: string;
  readonly owner: ClassValue | undefined;
  readonly attributes: Map<string, Runtime>;
  readonly place: Place;
  /** Of a layer whose call was understood. */
  spec: LayerSpec | undefined;
  declaration: Declaration | undefined;
  /** What an own class was called with. */
  given?: CallArguments;
  /** As the state dict calls it; undefined before the whole model is made. */
  name: string | undefined;
}

export interface MethodValue {
  readonly kind: 'method';
  readonly self: Runtime;
  readonly name: string;
  /** Set for functions of the text; otherwise it is Python's or PyTorch's. */
  readonly code: FunctionValue | undefined;
}

/** `super()` inside a method of `after`. */
export interface SuperValue {
  readonly kind: 'super';
  readonly self: ModuleValue;
  readonly after: ClassValue;
}

/** A name of a library: `torch.nn.Conv2d`, `math.ceil`, and Python's own, `builtins.range`. */
export interface LibraryValue {
  readonly kind: 'library';
  readonly path: string;
}

export interface PartialValue {
  readonly kind: 'partial';
  readonly target: Runtime;
  readonly given: CallArguments;
}

/** What was not understood. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly source: string;
  readonly place: Place;
  name?: string;
  /** A layer of `torch.nn` that is none of the convolution family. */
  readonly made?: { readonly type: string; readonly args: CallArguments };
}

export type Runtime =
  | NumberValue
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'none' }
  | ListValue
  | DictValue
  | { readonly kind: 'size'; readonly size: Size }
  | ShapeValue
  | TensorValue
  | ArrayValue
  | PartsValue
  | FunctionValue
  | ClassValue
  | ModuleValue
  | MethodValue
  | SuperValue
  | LibraryValue
  | PartialValue
  | UnknownValue;

/** An argument of a call, evaluated. */
export interface Argument extends Place {
  readonly value: Runtime;
  readonly source: string;
  /** Where its name stands, if it was given by name. */
  readonly keyword?: Place;
}

export interface CallArguments {
  readonly positional: readonly Argument[];
  readonly keywords: ReadonlyMap<string, Argument>;
}

export const NONE: Runtime = { kind: 'none' };

export const int = (value: number): Runtime => ({ kind: 'int', value });
export const bool = (value: boolean): Runtime => ({ kind: 'bool', value });
export const string = (value: string): Runtime => ({ kind: 'string', value });
export const list = (items: Runtime[]): ListValue => ({ kind: 'list', items });
export const tuple = (items: Runtime[]): ListValue => ({ kind: 'tuple', items });
export const library = (path: string): LibraryValue => ({ kind: 'library', path });

export const isNumber = (value: Runtime | undefined): value is NumberValue =>
  value?.kind === 'int' || value?.kind === 'float';

export const isList = (value: Runtime | undefined): value is ListValue =>
  value?.kind === 'list' || value?.kind === 'tuple';

/** Something that stands for tensors in `forward`. */
export const isTensor = (value: Runtime | undefined): value is TensorValue | ArrayValue =>
  value?.kind === 'tensor' || value?.kind === 'array';

/** Longer tuples than keys are. */
const MOST_KEYS = 16;

function tupleKey(items: readonly Runtime[]): string | undefined {
  const keys =
    items.length > MOST_KEYS ? [undefined] : items.map((item) => (item.kind === 'tuple' ? undefined : keyOf(item)));
  return keys.includes(undefined) ? undefined : `t${JSON.stringify(keys)}`;
}

/** A text that equal keys of a dictionary share. */
export function keyOf(key: Runtime): string | undefined {
  if (key.kind === 'string') return `s${key.value}`;
  if (isNumber(key)) return `n${key.value}`;
  if (key.kind === 'bool') return `n${Number(key.value)}`;
  if (key.kind === 'tuple') return tupleKey(key.items);
  return key.kind === 'none' ? 'none' : undefined;
}

/** Python's truth of a value; undefined where it is not known. */
export function truth(value: Runtime): boolean | undefined {
  switch (value.kind) {
    case 'int':
    case 'float':
      return value.value !== 0;
    case 'bool':
      return value.value;
    case 'string':
      return value.value !== '';
    case 'none':
      return false;
    case 'list':
    case 'tuple':
      return value.items.length > 0;
    case 'dict':
      return value.entries.size > 0;
    case 'module':
      return value.type === 'own' || value.type === 'layer' || value.attributes.size > 0;
    case 'function':
    case 'class':
    case 'method':
    case 'library':
    case 'partial':
      return true;
    default:
      return undefined;
  }
}
