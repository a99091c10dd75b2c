/** @file Python's pickles, written: protocol 2, with the opcodes that PyTorch's restricted reader knows. */

import { ArgumentError } from '../errors.js';
import { StateDict } from '../nn/state-dict.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { Size, Tensor } from '../tensor/tensor.js';
import { ByteWriter } from './bytes.js';
import { encodeUtf8 } from './text.js';
import { TorchConstant } from './torch-values.js';

/** Deeper values than that would exhaust the stack of Python's own pickler, too. */
const DEEPEST = 500;

/** The longest integer that an opcode of a one-byte length holds. */
const LONGEST_INTEGER = 255;

/** A function or class of Python. */
export class GlobalName {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** A call that makes a value when the pickle is read. */
export class Call {
  readonly callable: GlobalName;
  readonly args: readonly unknown[];

  constructor(module: string, name: string, args: readonly unknown[]) {
    this.callable = new GlobalName(module, name);
    this.args = Object.freeze(args);
  }
}

/** What stands for a storage, whose elements are no part of the pickle. */
export class PersistentId {
  readonly id: readonly unknown[];

  constructor(id: readonly unknown[]) {
    this.id = Object.freeze(id);
  }
}

class Pickler {
  private readonly out = new ByteWriter();
  /** Under which index a value was put: one that comes twice is the same one again, and may hold itself. */
  private readonly memo = new Map<unknown, number>();
  private readonly tensorCall: (tensor: Tensor) => Call;
  private depth = 0;

  constructor(tensorCall: (tensor: Tensor) => Call) {
    this.tensorCall = tensorCall;
  }

  dump(value: unknown): Uint8Array {
    this.out.u8(0x80, 2);
    this.write(value);
    return this.out.latin1('.').end();
  }

  private write(value: unknown): void {
    const known = this.memo.get(value);
    if (known !== undefined) this.indexed('h', 'j', known);
    else if (value === null || value === undefined) this.out.latin1('N');
    else if (typeof value === 'boolean') this.out.u8(value ? 0x88 : 0x89);
    else if (typeof value === 'number') this.number(value);
    else if (typeof value === 'bigint') this.integer(value);
    else if (typeof value === 'string') this.text(value);
    else {
      if (++this.depth > DEEPEST) throw new ArgumentError(`save: the value is nested deeper than ${DEEPEST} levels`);
      this.object(value);
      this.depth--;
    }
  }

  private object(value: unknown): void {
    if (value instanceof GlobalName) this.global(value);
    else if (value instanceof Call) this.call(value);
    else if (value instanceof PersistentId) this.persistent(value);
    else if (value instanceof StateDict) this.orderedDict(value);
    else if (value instanceof Map) this.dict(value, [...(value as Map<unknown, unknown>)]);
    else if (isList(value)) this.list(value);
    else if (Array.isArray(value) && !(value instanceof Size)) this.tuple(value);
    else if (isPlainObject(value)) this.dict(value, Object.entries(value));
    else {
      this.write(this.callFor(value));
      this.memoize(value);
    }
  }

  /** The call that makes a value for which there is no opcode. */
  private callFor(value: unknown): Call | GlobalName {
    if (value instanceof Tensor) return this.tensorCall(value);
    if (value instanceof Size) return new Call('torch', 'Size', [Object.freeze([...value])]);
    if (value instanceof Set) return new Call('__builtin__', 'set', [[...(value as Set<unknown>)]]);
    if (value instanceof Uint8Array) return new Call('_codecs', 'encode', [latin1(value), 'latin1']);
    if (value instanceof TorchConstant)
      return value.kind === 'dtype' ? new GlobalName('torch', value.name) : new Call('torch', 'device', [value.name]);
    throw new ArgumentError(`save: a value of type ${pythonTypeName(value)} cannot be saved`, {
      pythonType: 'TypeError',
      hint: 'Tensors, numbers, booleans, texts, bytes, arrays, maps, sets and plain objects can.',
    });
  }

  /** An opcode with an index: a short one up to 255. */
  private indexed(short: string, long: string, index: number): void {
    if (index < 256) this.out.latin1(short).u8(index);
    else this.out.latin1(long).u32(index);
  }

  private memoize(value: unknown): void {
    this.indexed('q', 'r', this.memo.size);
    this.memo.set(value, this.memo.size);
  }

  private number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) this.out.latin1('G').f64BigEndian(value);
    else if (value >= 0 && value < 2 ** 8) this.out.latin1('K').u8(value);
    else if (value >= 0 && value < 2 ** 16) this.out.latin1('M').u16(value);
    else if (value >= -(2 ** 31) && value < 2 ** 31) this.out.latin1('J').u32(value);
    else this.integer(BigInt(value));
  }

  /** As few bytes of two's complement as hold it. */
  private integer(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    do {
      if (bytes.length === LONGEST_INTEGER)
        throw new ArgumentError(`save: an integer of more than ${LONGEST_INTEGER} bytes`);
      bytes.push(Number(rest & 255n));
      rest >>= 8n;
    } while (rest !== (bytes.at(-1)! & 128 ? -1n : 0n));
    this.out.u8(0x8a, bytes.length).bytes(bytes);
  }

  private text(value: string): void {
    if (/\p{Surrogate}/u.test(value))
      throw new ArgumentError(`save: ${JSON.stringify(value)} has half a character, which UTF-8 cannot hold`);
    const bytes = encodeUtf8(value);
    this.out.latin1('X').u32(bytes.length).bytes(bytes);
    this.memoize(value);
  }

  private global({ module, name }: GlobalName): void {
    this.out.latin1(`c${module}\n${name}\n`);
  }

  private call({ callable, args }: Call): void {
    this.global(callable);
    this.write(args);
    this.out.latin1('R');
  }

  private persistent({ id }: PersistentId): void {
    this.write(id);
    this.out.latin1('Q');
  }

  private list(items: readonly unknown[]): void {
    this.out.latin1(']');
    this.memoize(items);
    if (items.length === 0) return;
    this.out.latin1('(');
    for (const item of items) this.write(item);
    this.out.latin1('e');
  }

  private tuple(items: readonly unknown[]): void {
    if (items.length > 3) this.out.latin1('(');
    for (const item of items) this.write(item);
    this.out.u8([0x29, 0x85, 0x86, 0x87][items.length] ?? 0x74);
    if (items.length > 0) this.memoize(items);
  }

  private dict(value: object, entries: readonly (readonly [unknown, unknown])[]): void {
    this.out.latin1('}');
    this.memoize(value);
    this.items(entries);
  }

  private items(entries: readonly (readonly [unknown, unknown])[]): void {
    if (entries.length === 0) return;
    this.out.latin1('(');
    for (const [key, item] of entries) {
      this.write(key);
      this.write(item);
    }
    this.out.latin1('u');
  }

  /** With the versions of the modules as PyTorch keeps them: `_metadata`, an attribute of the dictionary. */
  private orderedDict(state: StateDict): void {
    this.call(new Call('collections', 'OrderedDict', []));
    this.memoize(state);
    this.items([...state]);
    if (state.versions.size === 0) return;
    const versions = Array.from(state.versions, ([name, version]) => [name, new Map([['version', version]])] as const);
    this.write(new Map([['_metadata', new StateDict(versions as Iterable<never>)]]));
    this.out.latin1('b');
  }
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value) && !(value instanceof Size) && !Object.isFrozen(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** One character per byte. */
function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/**
 * The pickle of a value.
 *
 * @param tensorCall of which call a tensor is the result
 * @throws ArgumentError for what Python has no plain value for
 */
export function writePickle(value: unknown, tensorCall: (tensor: Tensor) => Call): Uint8Array {
  return new Pickler(tensorCall).dump(value);
}
