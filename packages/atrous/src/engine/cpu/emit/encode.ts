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

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
/** Names are ASCII. */
const text = (value: string): number[] => vector(Array.from(value, (letter) => [letter.charCodeAt(0)]));
const section = (id: number, bytes: readonly number[]): number[] => [id, ...unsigned(bytes.length), ...bytes];

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
function code({ params, locals, body }: Program): number[] {
  const declared = locals.slice(params).map((local) => [1, VALUE_TYPES[local.type]]);
  const bytes = vector(declared);
  for (const s of body) statement(s, bytes);
  bytes.push(ops.END);
  return [...unsigned(bytes.length), ...bytes];
}

/** The names of the functions, for profilers and stack traces. */
function names(programs: readonly Program[]): number[] {
  const functions = vector(programs.map(({ name }, i) => [...unsigned(i), ...text(name)]));
  return section(0, [...text('name'), ...section(1, functions)]);
}

/** `\0asm`, version 1. */
const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Pages of 64 KiB that a memory can have. */
export const MAX_PAGES = 65536;

/**
 * A module of `programs`. It imports `m.m`, a memory.
 *
 * @param shared  whether that memory is shared between threads
 */
export function encode(programs: readonly Program[], shared: boolean = false): Uint8Array<ArrayBuffer> {
  const type = ({ params }: Program): number[] => [0x60, ...vector(Array.from({ length: params }, () => [0x7f])), 0];
  const limits = shared ? [3, 0, ...unsigned(MAX_PAGES)] : [0, 0];
  return new Uint8Array([
    ...MAGIC,
    ...section(1, vector(programs.map(type))),
    ...section(2, vector([[...text('m'), ...text('m'), 2, ...limits]])),
    ...section(3, vector(programs.map((_, i) => unsigned(i)))),
    ...section(7, vector(programs.map(({ name }, i) => [...text(name), 0, ...unsigned(i)]))),
    ...section(10, vector(programs.map(code))),
    ...names(programs),
  ]);
}
