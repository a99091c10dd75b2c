/**
 * @file The kernel language: a typed program that is written as the loop nest it is, encoded as wasm by `encode.ts`
 * and run by an interpreter in the tests. Types are TypeScript's: an `Expr<'v128'>` cannot stand where an address must.
 */

import { LOADS, PLAIN, type STORES, type ValueType } from './ops.js';

type Plain = typeof PLAIN;
type OpName = keyof Plain;
/** The operands of an instruction as expressions. */
type Operands<T extends readonly ValueType[]> = { [K in keyof T]: Expr<T[K]> };

/** A value: an instruction and the values that it takes. */
export type Expr<T extends ValueType = ValueType> = { readonly type: T } & (
  | { readonly kind: 'plain'; readonly op: OpName; readonly args: readonly Expr[] }
  | { readonly kind: 'load'; readonly op: keyof typeof LOADS; readonly address: Expr<'i32'>; readonly offset: number }
  | { readonly kind: 'shuffle'; readonly args: readonly Expr[]; readonly lanes: readonly number[] }
  | { readonly kind: 'const'; readonly value: number }
  | Local
);

/** A variable of the function. */
export interface Local<T extends ValueType = ValueType> {
  readonly type: T;
  readonly kind: 'local';
  readonly name: string;
  readonly index: number;
}

/** A step of a program. */
export type Stmt =
  | { readonly kind: 'set'; readonly local: Local; readonly value: Expr }
  | {
      readonly kind: 'store';
      readonly op: keyof typeof STORES;
      readonly address: Expr<'i32'>;
      readonly offset: number;
      readonly value: Expr;
    }
  /** Runs the body, and again while the condition holds. */
  | { readonly kind: 'loop'; readonly body: readonly Stmt[]; readonly again: Expr<'i32'> }
  | { readonly kind: 'when'; readonly condition: Expr<'i32'>; readonly body: readonly Stmt[] };

/** A finished function: its parameters are the first locals, all `i32`. */
export interface Program {
  readonly name: string;
  readonly params: number;
  /** A bit per parameter: whether it is the address of scratch, of which every thread has its own. */
  readonly scratch: number;
  readonly locals: readonly Local[];
  readonly body: readonly Stmt[];
}

/** An instruction without immediates: `op('f32x4.add', a, b)`. */
export function op<N extends OpName>(name: N, ...args: Operands<Plain[N][1]>): Expr<Plain[N][2]> {
  const [, operands, type] = PLAIN[name];
  const given = args as readonly Expr[];
  if (given.length !== operands.length || given.some((arg, i) => arg.type !== operands[i]))
    throw new Error(`kernel language: ${name} takes (${operands.join(', ')})`);
  return { kind: 'plain', type, op: name, args: given };
}

export const add = (a: Expr<'i32'>, b: Expr<'i32'>): Expr<'i32'> => op('i32.add', a, b);
export const not = (a: Expr<'i32'>): Expr<'i32'> => op('i32.eqz', a);
/** Unsigned `a < b`. */
export const below = (a: Expr<'i32'>, b: Expr<'i32'>): Expr<'i32'> => op('i32.lt_u', a, b);

/** A whole number; v128 constants would cost a register in a hot loop, so there are none but zero. */
export const i32 = (value: number): Expr<'i32'> => ({ kind: 'const', type: 'i32', value });
/** Four zeros. */
export const zeros: Expr<'v128'> = { kind: 'const', type: 'v128', value: 0 };

function load<N extends keyof typeof LOADS>(name: N) {
  return (address: Expr<'i32'>, offset: number = 0): Expr<(typeof LOADS)[N][1]> => ({
    kind: 'load',
    type: LOADS[name][1],
    op: name,
    address,
    offset: displacement(offset),
  });
}

type Load<T extends ValueType> = (address: Expr<'i32'>, offset?: number) => Expr<T>;
export const loadI32: Load<'i32'> = load('i32.load');
export const loadF32: Load<'f32'> = load('f32.load');
/** Four neighbours in memory, at any alignment. */
export const loadVector: Load<'v128'> = load('v128.load');
/** One number in all four lanes. */
export const loadSplat: Load<'v128'> = load('v128.load32_splat');
/** One number of double precision in both lanes. */
export const loadSplat64: Load<'v128'> = load('v128.load64_splat');

/** Lanes 0–3 of `a` and 4–7 of `b`, in the order named. */
export function shuffle(a: Expr<'v128'>, b: Expr<'v128'>, lanes: readonly number[]): Expr<'v128'> {
  if (lanes.length !== 4 || lanes.some((lane) => !(lane >= 0 && lane < 8)))
    throw new Error('kernel language: shuffle takes four lanes from 0 to 7');
  return { kind: 'shuffle', type: 'v128', args: [a, b], lanes };
}

function displacement(offset: number): number {
  if (!Number.isInteger(offset) || offset < 0 || offset >= 2 ** 31)
    throw new Error(`kernel language: displacement ${offset}`);
  return offset;
}

/** Writes a program statement by statement; `loop` and `when` take their bodies as functions. */
export class Writer {
  readonly locals: Local[] = [];
  body: Stmt[] = [];

  /** A new variable. */
  local<T extends ValueType>(type: T, name: string): Local<T> {
    const local: Local<T> = { kind: 'local', type, name, index: this.locals.length };
    this.locals.push(local);
    return local;
  }

  /** A new variable with a first value. */
  let<T extends ValueType>(name: string, value: Expr<T>): Local<T> {
    const local = this.local(value.type, name);
    this.set(local, value);
    return local;
  }

  set<T extends ValueType>(local: Local<T>, value: Expr<T>): void {
    this.body.push({ kind: 'set', local, value });
  }

  /** `local += step` */
  advance(local: Local<'i32'>, step: Expr<'i32'>): void {
    this.set(local, add(local, step));
  }

  store(address: Expr<'i32'>, value: Expr<'f32' | 'v128'>, offset: number = 0): void {
    const op = `${value.type}.store` as const;
    this.body.push({ kind: 'store', op, address, offset: displacement(offset), value });
  }

  /** Runs the body at least once, and again while the condition that it returns holds. */
  loop(write: () => Expr<'i32'>): void {
    let again: Expr<'i32'> = i32(0);
    const body = this.#inside(() => {
      again = write();
    });
    this.body.push({ kind: 'loop', body, again });
  }

  when(condition: Expr<'i32'>, write: () => void): void {
    this.body.push({ kind: 'when', condition, body: this.#inside(write) });
  }

  #inside(write: () => void): Stmt[] {
    const outer = this.body;
    const body: Stmt[] = [];
    this.body = body;
    write();
    this.body = outer;
    return body;
  }
}

/**
 * A function without a result; its parameters are addresses, counts and steps.
 *
 * @param scratch  parameters that are addresses of scratch, of which every thread has its own
 */
export function program<const P extends readonly string[]>(
  name: string,
  params: P,
  write: (w: Writer, params: { readonly [K in P[number]]: Local<'i32'> }) => void,
  scratch: readonly P[number][] = [],
): Program {
  const w = new Writer();
  const entries = params.map((param) => [param, w.local('i32', param)]);
  write(w, Object.fromEntries(entries) as { readonly [K in P[number]]: Local<'i32'> });
  const bits = params.reduce((all, param, i) => all | (scratch.includes(param) ? 1 << i : 0), 0);
  return { name, params: params.length, scratch: bits, locals: w.locals, body: w.body };
}
