/**
 * @file The machine that pickles are written for: a stack with marks, a memo, and the bytes that are read. It can only build:
 * a name that is not in the caller's table cannot be spoken, let alone called.
 *
 * Every opcode costs at least a byte of the file and pushes at most one value, so that time and memory are bounded by
 * the file; nothing recurses, so that no nesting exhausts the stack.
 */

import { CheckpointError, type ErrorDetails } from '../errors.js';
import { StateDict } from '../nn/state-dict.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { viewOf } from './bytes.js';
import { decodeUtf8 } from './text.js';

/** What exists only while a pickle is read: functions, classes and storages. It never comes out. */
export class Internal {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What a called function may do besides computing its result. */
export interface Caller {
  /** An error that says where in the file it is. */
  fail(text: string, details?: ErrorDetails): CheckpointError;
  /** Says that `count` items are copied, which a pickle could ask for again and again with the same items. */
  copying(count: number): void;
}

/** A Python function or class that a pickle may call. */
export class Callable extends Internal {
  readonly call: (args: readonly unknown[], caller: Caller) => unknown;
  /** Whether it takes what `Internal` is about. */
  readonly takesInternal: boolean;

  constructor(name: string, call: Callable['call'], takesInternal = false) {
    super(name);
    this.call = call;
    this.takesInternal = takesInternal;
  }
}

export interface PickleHost {
  /** The names that may be spoken, as `module.name`: callables, other internals, or values. */
  global(name: string): unknown;
  /** Why a name is refused, where more can be said than that it is. */
  hint(name: string): string | undefined;
  /** What stands behind a persistent id. */
  persistent(id: unknown, caller: Caller): unknown;
}

/** Integers of more bytes than that are no numbers that anybody trains with. */
const LONGEST_INTEGER = 256;

/** The newest protocol that Python writes. */
const NEWEST_PROTOCOL = 5;

export class Machine implements Caller {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly file: string;
  readonly host: PickleHost;
  readonly memo: Map<number, unknown> = new Map();
  private readonly stack: unknown[] = [];
  /** Heights of the stack where a mark lies. */
  private readonly marks: number[] = [];
  /** Tuples with an internal in them, at any depth: the only place where it may stand. */
  private readonly tainted = new WeakSet();
  /** Items copied by calls. Whoever builds what it hands over has spent a byte on each. */
  private copied = 0;
  /** Where the current opcode stands, and how far it is read. */
  private opcodeAt = 0;
  at: number;

  constructor(bytes: Uint8Array, start: number, host: PickleHost, file: string) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.at = start;
    this.host = host;
    this.file = file;
  }

  fail(text: string, details: ErrorDetails = {}): CheckpointError {
    return new CheckpointError(`${text} (${this.file}, byte ${this.opcodeAt})`, {
      ...details,
      fields: { file: this.file, position: this.opcodeAt, ...details.fields },
    });
  }

  copying(count: number): void {
    this.copied += count;
    if (this.copied > this.bytes.length) throw this.fail('the pickle copies more than it holds');
  }

  /** The next opcode; what fails from here on is said to be there. */
  opcode(): number {
    this.opcodeAt = this.at;
    return this.u8();
  }

  /** The one value that is left at the end. */
  result(): unknown {
    const value = this.plain(this.pop());
    if (this.stack.length > 0) throw this.fail('the pickle leaves more than one value');
    return value;
  }

  /** Steps over `length` bytes and says where they begin. */
  private skip(length: number): number {
    const left = this.bytes.length - this.at;
    if (!(length >= 0 && length <= left))
      throw this.fail(`pickle data was truncated: ${length} bytes are wanted, ${left} are left`);
    this.at += length;
    return this.at - length;
  }

  /** The next `length` bytes, without a copy. */
  take(length: number): Uint8Array {
    return this.bytes.subarray(this.skip(length), this.at);
  }

  u8(): number {
    return this.view.getUint8(this.skip(1));
  }
  u16(): number {
    return this.view.getUint16(this.skip(2), true);
  }
  u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }
  i32(): number {
    return this.view.getInt32(this.skip(4), true);
  }
  /** Beyond 2⁵³ a neighbouring number, which is as far outside every file. */
  u64(): number {
    return Number(this.view.getBigUint64(this.skip(8), true));
  }
  double(): number {
    return this.view.getFloat64(this.skip(8));
  }

  /** A little-endian integer of two's complement. */
  integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER)
      throw this.fail(`an integer of ${length} bytes; ${LONGEST_INTEGER} are the most here`);
    const bytes = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    value = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  text(length: number): string {
    const text = decodeUtf8(this.take(length));
    if (text === undefined) throw this.fail('a text that is not UTF-8');
    return text;
  }

  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    const text = this.text((end < 0 ? this.bytes.length : end) - this.at);
    this.skip(1);
    return text;
  }

  /** A copy, so that the file need not stay in memory. */
  copy(length: number): Uint8Array {
    return new Uint8Array(this.take(length));
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw this.fail('pop from an empty stack');
    return this.stack.pop();
  }

  peek(): unknown {
    const value = this.pop();
    this.stack.push(value);
    return value;
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  /** Takes off the last mark and all that lies on it. */
  popMark(): unknown[] {
    const height = this.marks.pop();
    if (height === undefined) throw this.fail('no mark on the stack');
    return this.stack.splice(height);
  }

  /** `POP` of pickles takes off a mark where nothing lies on it. */
  discard(): void {
    if (this.marks.at(-1) === this.stack.length) this.marks.pop();
    else this.pop();
  }

  tuple(items: unknown[]): void {
    if (items.some((item) => this.isInternal(item))) this.tainted.add(items);
    this.push(Object.freeze(items));
  }

  isInternal(value: unknown): boolean {
    return value instanceof Internal || (Array.isArray(value) && this.tainted.has(value));
  }

  /** A value that may come out. */
  plain(value: unknown): unknown {
    if (!this.isInternal(value)) return value;
    throw this.fail(
      `${value instanceof Internal ? value.name : 'a tuple of functions, classes or storages'} is no data`,
    );
  }

  append(target: unknown, items: readonly unknown[]): void {
    if (!Array.isArray(target) || Object.isFrozen(target))
      throw this.fail(`Can only append to lists, but got ${pythonTypeName(target)}`);
    for (const item of items) target.push(this.plain(item));
  }

  setItems(target: unknown, items: readonly unknown[]): void {
    if (!(target instanceof Map))
      throw this.fail(`Can only set items of dictionaries, but got ${pythonTypeName(target)}`);
    if (items.length % 2 !== 0) throw this.fail('a key without a value');
    for (let i = 0; i < items.length; i += 2) target.set(this.key(items[i]), this.plain(items[i + 1]));
  }

  add(target: unknown, items: readonly unknown[]): void {
    if (!(target instanceof Set)) throw this.fail(`Can only add to sets, but got ${pythonTypeName(target)}`);
    for (const item of items) target.add(this.key(item));
  }

  /** What Python can hash. */
  private key(value: unknown): unknown {
    const mutable = value instanceof Map || value instanceof Set || (Array.isArray(value) && !Object.isFrozen(value));
    if (mutable) throw this.fail(`unhashable type: '${pythonTypeName(value)}'`);
    return this.plain(value);
  }

  global(module: unknown, name: unknown): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw this.fail('a global whose name is no text');
    // Python 2's name, which protocol 2 keeps.
    const path = `${module === '__builtin__' ? 'builtins' : module}.${name}`;
    const found = this.host.global(path);
    if (found === undefined)
      throw this.fail(`Unsupported global: GLOBAL ${path} was not an allowed global by default`, {
        hint: this.host.hint(path),
        fields: { global: path },
      });
    this.push(found);
  }

  reduce(): void {
    const args = this.pop();
    const callable = this.pop();
    if (!(callable instanceof Callable)) {
      const shown = callable instanceof Internal ? callable.name : pythonTypeName(callable);
      throw this.fail(`${shown} cannot be called`);
    }
    if (!Array.isArray(args) || !Object.isFrozen(args))
      throw this.fail(`the arguments of ${callable.name} are no tuple`);
    if (!callable.takesInternal) this.plain(args);
    this.push(callable.call(args, this));
  }

  /** The attributes of an `OrderedDict`: of those, a state dict's `_metadata` says something. */
  build(): void {
    const state = this.plain(this.pop());
    const target = this.peek();
    if (!(target instanceof StateDict) || !(state instanceof Map))
      throw this.fail(`Can only set attributes of an OrderedDict, but got ${pythonTypeName(target)}`);
    const metadata: unknown = state.get('_metadata');
    if (!(metadata instanceof Map)) return;
    this.copying(metadata.size);
    for (const [module, entry] of metadata) {
      const version: unknown = entry instanceof Map ? entry.get('version') : undefined;
      if (typeof module === 'string' && typeof version === 'number') target.versions.set(module, version);
    }
  }

  memoize(index: number): void {
    this.memo.set(index, this.peek());
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw this.fail(`nothing is remembered under ${index}`);
    this.push(this.memo.get(index));
  }

  protocol(version: number): void {
    if (version > NEWEST_PROTOCOL)
      throw this.fail(`pickle protocol ${version}; ${NEWEST_PROTOCOL} is the newest known`);
  }

  /** A stretch of the file that is written at once; what is in it follows. */
  frame(length: number): void {
    this.at = this.skip(length);
  }

  popTwo(): [unknown, unknown] {
    const second = this.pop();
    return [this.pop(), second];
  }

  popItems(count: number): unknown[] {
    const items: unknown[] = [];
    for (let i = 0; i < count; i++) items.unshift(this.pop());
    return items;
  }
}
