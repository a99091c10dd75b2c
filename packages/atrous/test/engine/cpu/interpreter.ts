/** @file Runs programs of the kernel language without wasm: the meaning of every statement, spelled out. */

import type { Expr, Program, Stmt } from '../../../src/engine/cpu/emit/language.js';

/** Vectors as the bits of their four lanes. */
type Value = number | Uint32Array;

const bitsOf = (lanes: Iterable<number>): Uint32Array => new Uint32Array(Float32Array.from(lanes).buffer);
const lanesOf = (value: Value): Float32Array => new Float32Array((value as Uint32Array).slice().buffer);
const bits64Of = (lanes: Iterable<number>): Uint32Array => new Uint32Array(Float64Array.from(lanes).buffer);
const lanes64Of = (value: Value): Float64Array => new Float64Array((value as Uint32Array).slice().buffer);

type Lanewise = (a: number, b: number, c: number) => number;

/** What each instruction does to numbers, or to the numbers in a lane. */
const ARITHMETIC: Readonly<Record<string, Lanewise>> = {
  'f32x4.add': (a, b) => a + b,
  'f32x4.sub': (a, b) => a - b,
  'f32x4.mul': (a, b) => a * b,
  'f32x4.div': (a, b) => a / b,
  'f32x4.max': (a, b) => Math.max(a, b),
  'f32x4.min': (a, b) => Math.min(a, b),
  'f32x4.abs': Math.abs,
  'f32x4.neg': (a) => -a,
  'f32x4.sqrt': Math.sqrt,
  'f32x4.pmax': (a, b) => (a < b ? b : a),
  'f32x4.pmin': (a, b) => (b < a ? b : a),
  'f32x4.nearest': (a) => {
    const down = Math.floor(a);
    return a - down < 0.5 || (a - down === 0.5 && down % 2 === 0) ? down : Math.ceil(a);
  },
  // The product of two float32 is exact in a double, so this rounds as a fused one does but for rare double roundings.
  'f32x4.relaxed_madd': (a, b, c) => a * b + c,
};

/** The same of doubles. */
const ARITHMETIC_64: Readonly<Record<string, Lanewise>> = {
  'f64x2.add': (a, b) => a + b,
  'f64x2.sub': (a, b) => a - b,
  'f64x2.mul': (a, b) => a * b,
  'f64x2.div': (a, b) => a / b,
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  'f32x4.eq': (a, b) => a === b,
  'f32x4.ne': (a, b) => a !== b,
  'f32x4.lt': (a, b) => a < b,
  'f32x4.gt': (a, b) => a > b,
  'f32x4.le': (a, b) => a <= b,
  'f32x4.ge': (a, b) => a >= b,
};

const COMPARISONS_64: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  'f64x2.eq': (a, b) => a === b,
  'f64x2.gt': (a, b) => a > b,
};

/** What each instruction does to the bits in a lane. */
const BITWISE: Readonly<Record<string, Lanewise>> = {
  'v128.or': (a, b) => a | b,
  'v128.and': (a, b) => a & b,
  'v128.andnot': (a, b) => a & ~b,
  'v128.bitselect': (a, b, mask) => (a & mask) | (b & ~mask),
  'i32x4.add': (a, b) => a + b,
  'i32x4.sub': (a, b) => a - b,
};

function plain(op: string, args: readonly Value[]): Value {
  const [a, b] = args as readonly number[];
  switch (op) {
    case 'i32.add':
      return (a! + b!) | 0;
    case 'i32.mul':
      return Math.imul(a!, b!);
    case 'i32.and':
      return a! & b!;
    case 'i32.or':
      return a! | b!;
    case 'i32.eqz':
      return a === 0 ? 1 : 0;
    case 'i32.lt_u':
      return a! >>> 0 < b! >>> 0 ? 1 : 0;
    case 'i8x16.swizzle':
    case 'i8x16.relaxed_swizzle': {
      const [bytes, places] = args.map((arg) => new Uint8Array((arg as Uint32Array).slice().buffer));
      return new Uint32Array(places!.map((place) => bytes![place] ?? 0).buffer);
    }
    case 'i32x4.shl':
      return (args[0] as Uint32Array).map((bits) => bits << b!);
    case 'i32x4.shr_s':
      return (args[0] as Uint32Array).map((bits) => bits >> b!);
    case 'f32x4.convert_i32x4_s':
      return bitsOf(new Int32Array((args[0] as Uint32Array).slice().buffer));
    case 'i32x4.trunc_sat_f32x4_s':
      return Uint32Array.from(lanesOf(args[0]!), (value) => Math.max(-(2 ** 31), Math.min(value, 2 ** 31 - 1)));
    case 'f32x4.demote_f64x2_zero':
      return bitsOf([...lanes64Of(args[0]!), 0, 0]);
    case 'f64x2.eq':
    case 'f64x2.gt': {
      const [x, y] = args.map(lanes64Of);
      const masks = Array.from(x!, (value, i) => (COMPARISONS_64[op]!(value, y![i]!) ? 0xffffffff : 0));
      return Uint32Array.from(masks.flatMap((mask) => [mask, mask]));
    }
    case 'f64x2.promote_low_f32x4':
      return bits64Of(lanesOf(args[0]!).subarray(0, 2));
    default: {
      const [bitwise, compare, wide] = [BITWISE[op], COMPARISONS[op], ARITHMETIC_64[op]];
      const vectors = args as readonly Uint32Array[];
      if (bitwise) return vectors[0]!.map((bits, i) => bitwise(bits, vectors[1]![i]!, vectors[2]?.[i] ?? 0));
      if (compare) {
        const [x, y] = args.map(lanesOf);
        return Uint32Array.from(x!, (value, i) => (compare(value, y![i]!) ? 0xffffffff : 0));
      }
      if (wide) {
        const [x, y] = args.map(lanes64Of);
        return bits64Of(x!.map((value, i) => wide(value, y![i]!, 0)));
      }
      const lanes = args.map(lanesOf);
      return bitsOf(
        Array.from({ length: 4 }, (_, i) => ARITHMETIC[op]!(lanes[0]![i]!, lanes[1]?.[i] ?? 0, lanes[2]?.[i] ?? 0)),
      );
    }
  }
}

/** Runs a program on a memory. */
export function interpret({ locals, body }: Program, memory: ArrayBuffer, args: readonly number[]): void {
  const view = new DataView(memory);
  const values: Value[] = locals.map(({ type }, i) => args[i] ?? (type === 'v128' ? new Uint32Array(4) : 0));

  const bitsAt = (at: number, step: number): Uint32Array =>
    Uint32Array.from({ length: 4 }, (_, i) => view.getUint32(at + i * step, true));

  const value = (e: Expr): Value => {
    switch (e.kind) {
      case 'local':
        return values[e.index]!;
      case 'const':
        return e.type === 'v128' ? new Uint32Array(4) : e.value;
      case 'plain':
        return plain(e.op, e.args.map(value));
      case 'shuffle': {
        const both = e.args.flatMap((arg) => [...(value(arg) as Uint32Array)]);
        return Uint32Array.from(e.lanes, (lane) => both[lane]!);
      }
      default: {
        const at = ((value(e.address) as number) >>> 0) + e.offset;
        if (e.op === 'i32.load') return view.getInt32(at, true);
        if (e.op === 'f32.load') return view.getFloat32(at, true);
        if (e.op === 'v128.load64_splat')
          return Uint32Array.from([0, 4, 0, 4], (byte) => view.getUint32(at + byte, true));
        return bitsAt(at, e.op === 'v128.load' ? 4 : 0);
      }
    }
  };

  const run = (s: Stmt): void => {
    switch (s.kind) {
      case 'set':
        values[s.local.index] = value(s.value);
        break;
      case 'store': {
        const at = ((value(s.address) as number) >>> 0) + s.offset;
        const stored = value(s.value);
        if (typeof stored === 'number') view.setFloat32(at, stored, true);
        else stored.forEach((bits, i) => view.setUint32(at + 4 * i, bits, true));
        break;
      }
      case 'loop':
        do s.body.forEach(run);
        while (value(s.again) !== 0);
        break;
      case 'when':
        if (value(s.condition) !== 0) s.body.forEach(run);
    }
  };
  body.forEach(run);
}
