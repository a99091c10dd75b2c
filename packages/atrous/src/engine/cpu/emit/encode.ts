/** @file Programs as the bytes of a wasm module that imports one memory and exports every function by its name. */

import type { Expr, Program, Stmt } from './language.js';
import * as ops from './ops.js';

const { SIMD } = ops;

const SIMD_PREFIX = 0xfd;

const VALUE_TYPES: Readonly<Record<ops.ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Appends an unsigned LEB128. */
export function unsigned(value: number, out: number[] = []): number[] {
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) out.push((rest & 0x7f) | 0x80);
  out.push(rest);
  return out;
}

/** Appends a signed LEB128 of a 32-bit number. */
export function signed(value: number, out: number[] = []): number[] {
  let rest = value | 0;
  for (; rest < -64 || rest > 63; rest >>= 7) out.push((rest & 0x7f) | 0x80);
  out.push(rest & 0x7f);
  return out;
}

/**
 * Appends what `write` appends, behind its length in bytes. One list takes the whole module: while V8 still interprets
 * this, joining lists by spreading them took longer than all else that a kernel's first call does.
 */
function sized(out: number[], write: () => void): void {
  const start = out.length;
  write();
  out.splice(start, 0, ...unsigned(out.length - start));
}

/** Appends items behind their number. */
function vector<T>(out: number[], items: readonly T[], append: (item: T, i: number) => void): void {
  unsigned(items.length, out);
  items.forEach(append);
}

/** Appends a name, which is ASCII. */
function text(value: string, out: number[]): void {
  unsigned(value.length, out);
  for (let i = 0; i < value.length; i++) out.push(value.charCodeAt(i));
}

function section(id: number, out: number[], write: () => void): void {
  out.push(id);
  sized(out, write);
}

/** Appends an instruction's code: one byte, or a prefix and a number. */
function instruction(code: number, out: number[]): void {
  if (code < SIMD) {
    out.push(code);
    return;
  }
  out.push(SIMD_PREFIX);
  unsigned(code - SIMD, out);
}

function memory(code: number, offset: number, out: number[]): void {
  instruction(code, out);
  out.push(0);
  unsigned(offset, out);
}

function expression(e: Expr, out: number[]): void {
  switch (e.kind) {
    case 'local':
      out.push(ops.LOCAL_GET);
      unsigned(e.index, out);
      break;
    case 'const':
      if (e.type === 'i32') {
        out.push(ops.I32_CONST);
        signed(e.value, out);
      } else {
        instruction(ops.V128_CONST, out);
        for (let byte = 0; byte < 16; byte++) out.push(0);
      }
      break;
    case 'load':
      expression(e.address, out);
      memory(ops.LOADS[e.op][0], e.offset, out);
      break;
    case 'shuffle':
      for (const arg of e.args) expression(arg, out);
      instruction(ops.SHUFFLE, out);
      for (const lane of e.lanes) for (let byte = 0; byte < 4; byte++) out.push(4 * lane + byte);
      break;
    case 'plain':
      for (const arg of e.args) expression(arg, out);
      instruction(ops.PLAIN[e.op][0], out);
  }
}

function statement(s: Stmt, out: number[]): void {
  switch (s.kind) {
    case 'set':
      expression(s.value, out);
      out.push(ops.LOCAL_SET);
      unsigned(s.local.index, out);
      break;
    case 'store':
      expression(s.address, out);
      expression(s.value, out);
      memory(ops.STORES[s.op], s.offset, out);
      break;
    case 'loop':
      out.push(ops.LOOP, ops.NO_RESULT);
      for (const inner of s.body) statement(inner, out);
      expression(s.again, out);
      out.push(ops.BR_IF, 0, ops.END);
      break;
    case 'when':
      expression(s.condition, out);
      out.push(ops.IF, ops.NO_RESULT);
      for (const inner of s.body) statement(inner, out);
      out.push(ops.END);
  }
}

/** The body of a function with its variables; parameters are declared by the type. */
function code({ params, locals, body }: Program, out: number[]): void {
  sized(out, () => {
    vector(out, locals.slice(params), (local) => out.push(1, VALUE_TYPES[local.type]));
    for (const s of body) statement(s, out);
    out.push(ops.END);
  });
}

/** The type of a function: addresses and counts in, nothing out. */
function type({ params }: Program, out: number[]): void {
  out.push(FUNCTION);
  unsigned(params, out);
  for (let i = 0; i < params; i++) out.push(VALUE_TYPES.i32);
  out.push(0);
}

/** The memory `m.m`. */
function memoryImport(shared: boolean, out: number[]): void {
  text('m', out);
  text('m', out);
  out.push(MEMORY, shared ? LIMITED | SHARED : 0, 0);
  if (shared) unsigned(MAX_PAGES, out);
}

/** The names of the functions, for profilers and stack traces. */
function names(programs: readonly Program[], out: number[]): void {
  text('name', out);
  section(SECTIONS.functionNames, out, () =>
    vector(out, programs, ({ name }, i) => {
      unsigned(i, out);
      text(name, out);
    }),
  );
}

/** `\0asm`, version 1. */
const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SECTIONS = { custom: 0, types: 1, functionNames: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const;
const FUNCTION = 0x60;
/** What is imported, and how large it may be. */
const MEMORY = 2;
const LIMITED = 1;
const SHARED = 2;

/** Pages of 64 KiB that a memory can have. */
export const MAX_PAGES = 65536;

/**
 * A module of `programs`. It imports `m.m`, a memory.
 *
 * @param shared  whether that memory is shared between threads
 */
export function encode(programs: readonly Program[], shared: boolean = false): Uint8Array<ArrayBuffer> {
  const out = [...MAGIC];
  section(SECTIONS.types, out, () => vector(out, programs, (program) => type(program, out)));
  section(SECTIONS.imports, out, () => vector(out, [shared], (isShared) => memoryImport(isShared, out)));
  section(SECTIONS.functions, out, () => vector(out, programs, (_, i) => unsigned(i, out)));
  section(SECTIONS.exports, out, () =>
    vector(out, programs, ({ name }, i) => {
      text(name, out);
      out.push(0);
      unsigned(i, out);
    }),
  );
  section(SECTIONS.code, out, () => vector(out, programs, (program) => code(program, out)));
  section(SECTIONS.custom, out, () => names(programs, out));
  return new Uint8Array(out);
}
