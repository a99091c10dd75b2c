/** @file Products of matrices by the dense kernel: rows are its output channels, columns its pixels. */

import { type Engine, theEngine } from './engine.js';
import { runGemv } from './gemv.js';
import { PIXEL_BYTES } from './kernels/dense.js';
import type { Values } from './kept.js';
import type { Machine } from './machine.js';
import { type PackKey, type WeightSteps, packWeights } from './packing.js';
import { type LinearSizes, type Strips, packedStrips, stageBias, stripsOf } from './strips.js';
import { type DenseRun, SPARE_PIXELS, runDense, schedule } from './sums.js';

export type { LinearSizes };

const strided = (count: number, step: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i * step);

/** The table of pixels: four columns each, wherever `from` says that they begin. */
function columnTable(columns: readonly number[], from: (column: number) => number): Int32Array {
  const spare = Array.from({ length: SPARE_PIXELS }, () => columns.at(-1)!);
  return Int32Array.from([...columns, ...spare].flatMap((column) => [from(column), 4 * column]));
}

/** What a product is computed from; addresses. */
interface Product {
  readonly rows: number;
  readonly inner: number;
  /** [rows, inner], or where `steps` says that its numbers lie. */
  readonly a: number;
  readonly steps?: WeightSteps;
  /** What the offsets of the tables are added to. */
  readonly b: number;
  readonly tables: Tables;
  /** [rows, pitch] */
  readonly y: number;
  readonly pitch: number;
  /** Whether `b` is packed in strips. */
  readonly strips: boolean;
}

/** The tables of a product. */
interface Tables {
  readonly pixels: Int32Array;
  readonly taps: Int32Array;
}

function multiply(
  machine: Machine,
  { rows, inner, a, steps, b, tables: { pixels, taps }, y, pitch, strips }: Product,
): void {
  const vectors = pixels.length / (PIXEL_BYTES / 4) - SPARE_PIXELS;
  const plan = schedule(machine, {
    channels: rows,
    tapCount: inner,
    vectors,
    footprint: 4 * inner,
    contiguous: strips,
  });
  machine.borrow((take) => {
    const packed = take(4 * rows * inner);
    const [bias, pixelsAt, tapsAt] = [take(4 * rows), take(4 * pixels.length), take(4 * taps.length)];
    const sizes = { groups: 1, channels: rows, inChannels: inner };
    packWeights(machine, sizes, steps ?? { group: 0, out: inner, in: 1 }, [0], a, packed);
    machine.fill(bias, machine.constant(0), rows);
    machine.writeInts(pixelsAt, pixels);
    machine.writeInts(tapsAt, taps);
    const run: DenseRun = {
      groups: 1,
      channels: rows,
      weight: packed,
      bias,
      pixels: pixelsAt,
      vectors,
      taps: tapsAt,
      tapCount: inner,
      x: b,
      xGroup: 0,
      y,
      yGroup: 0,
      plane: 4 * pitch,
      ascending: false,
    };
    runDense(machine, run, plan);
  });
}

/**
 * `y[r, o] = bias[o] + Σ_k x[r, k] · weight[o, k]` in float32.
 *
 * @param input   [rows, inFeatures]
 * @param weight  [outFeatures, inFeatures]
 * @param bias    [outFeatures], one value for all, or null
 * @param key     what packed weights are remembered by
 * @returns [rows, outFeatures], or undefined where the engine cannot
 */
export function linear(
  sizes: LinearSizes,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null = null,
): Values | undefined {
  const { rows, inFeatures, outFeatures } = sizes;
  const engine = Math.min(rows, inFeatures, outFeatures) < 1 ? null : theEngine();
  if (engine === null) return undefined;
  const operations = 2 * rows * inFeatures * outFeatures;
  return engine.machine.awake(operations, () => runLinear(engine, sizes, input, weight, bias, key));
}

function runLinear(
  engine: Engine,
  sizes: LinearSizes,
  input: Values,
  weight: Values,
  bias: Values | null,
  key: PackKey | null,
): Values {
  const { machine, jobs } = engine;
  const { rows, inFeatures, outFeatures } = sizes;
  const strips = stripsOf(machine, sizes);
  if (rows === 1)
    return runGemv(machine, sizes, strips, input, bias, (take) =>
      packedStrips(engine, sizes, strips, weight, key, take),
    );
  const pitch = 4 * Math.ceil(outFeatures / 4);
  const inner = inFeatures + 1;
  return machine.borrow((take) => {
    const b = packedStrips(engine, sizes, strips, weight, key, take);
    writeBias(machine, strips, outFeatures, bias, b + 4 * strips.width * inFeatures);
    const a = take(4 * rows * inner);
    writeRows(machine, rows, inFeatures, input, a);
    const y = take(4 * rows * pitch);
    const tables = jobs.get(`linear ${inFeatures} ${outFeatures}`, () => stripTables(sizes, strips));
    multiply(machine, { rows, inner, a, b, tables, y, pitch, strips: true });
    if (pitch === outFeatures) return machine.result(y, rows * pitch);
    const dense = take(4 * rows * outFeatures);
    machine.copy(
      dense,
      y,
      { count: rows, to: 4 * outFeatures, from: 4 * pitch },
      { count: outFeatures, to: 4, from: 4 },
    );
    return machine.result(dense, rows * outFeatures);
  });
}

function stripTables({ inFeatures, outFeatures }: LinearSizes, { width, bytes }: Strips): Tables {
  const columns = [...strided(Math.ceil(outFeatures / 4), 4)];
  const pixels = columnTable(columns, (column) => Math.floor(column / width) * bytes + 4 * (column % width));
  return { pixels, taps: strided(inFeatures + 1, 4 * width) };
}

/** The bias as the last row of every strip, from the address of the first one's on. */
function writeBias(machine: Machine, strips: Strips, outFeatures: number, bias: Values | null, to: number): void {
  machine.borrow((take) => {
    const staged = take(4 * strips.count * strips.width);
    stageBias(machine, strips, outFeatures, bias, staged);
    const strip = { count: strips.count, to: strips.bytes, from: 4 * strips.width };
    machine.copy(to, staged, strip, { count: strips.width, to: 4, from: 4 });
  });
}

/** The inputs with a 1 at the end of every row. */
function writeRows(machine: Machine, rows: number, inFeatures: number, input: Values, to: number): void {
  machine.borrow((take) => {
    const raw = take(4 * (input.length + 1));
    const one = raw + 4 * input.length;
    machine.write(raw, input);
    machine.floats[one / 4] = 1;
    const row = { count: rows, to: 4 * (inFeatures + 1), from: 4 * inFeatures };
    machine.copy(to, raw, row, { count: inFeatures, to: 4, from: 4 });
    machine.copy(to + 4 * inFeatures, one, { ...row, from: 0 }, { count: 1, to: 4, from: 4 });
  });
}

/** Least columns of a product: vectors of four columns overlap at the end of a row. */
export const LEAST_COLUMNS = 4;

/** Sizes of a product: [rows, inner] · [inner, columns]. */
interface MatrixSizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/**
 * The product of two matrices in float32.
 *
 * @param a  [rows, inner]
 * @param b  [inner, columns]
 * @returns [rows, columns], or undefined where the engine cannot
 */
export function matmul(sizes: MatrixSizes, a: Values, b: Values): Values | undefined {
  return matrixProduct(sizes, a, { group: 0, out: sizes.inner, in: 1 }, b);
}

/**
 * `gradX[r, k] = Σ_o gradY[r, o] · weight[o, k]` in float32.
 *
 * @param gradY   [rows, outFeatures]
 * @param weight  [outFeatures, inFeatures]
 * @returns [rows, inFeatures], or undefined where the engine cannot
 */
export function linearInputGradient(
  { rows, inFeatures, outFeatures }: LinearSizes,
  gradY: Values,
  weight: Values,
): Values | undefined {
  return matmul({ rows, inner: outFeatures, columns: inFeatures }, gradY, weight);
}

/**
 * `gradWeight[o, k] = Σ_r gradY[r, o] · x[r, k]` in float32.
 *
 * @param x      [rows, inFeatures]
 * @param gradY  [rows, outFeatures]
 * @returns [outFeatures, inFeatures], or undefined where the engine cannot
 */
export function linearWeightGradient(
  { rows, inFeatures, outFeatures }: LinearSizes,
  x: Values,
  gradY: Values,
): Values | undefined {
  const sizes = { rows: outFeatures, inner: rows, columns: inFeatures };
  return matrixProduct(sizes, gradY, { group: 0, out: 1, in: outFeatures }, x);
}

/** `steps` says where the numbers of `a` lie. */
function matrixProduct(
  { rows, inner, columns }: MatrixSizes,
  a: Values,
  steps: WeightSteps,
  b: Values,
): Values | undefined {
  const engine = Math.min(rows, inner, columns - LEAST_COLUMNS + 1) < 1 ? null : theEngine();
  if (engine === null) return undefined;
  const { machine, jobs } = engine;
  const tables = jobs.get(`matmul ${inner} ${columns}`, () => ({
    pixels: columnTable(
      [...strided(Math.ceil(columns / 4), 4)].map((column) => Math.min(column, columns - 4)),
      (column) => 4 * column,
    ),
    taps: strided(inner, 4 * columns),
  }));
  const run = (take: (bytes: number) => number): Values => {
    const [aAt, bAt, y] = [machine.bring(a, take), machine.bring(b, take), take(4 * rows * columns)];
    multiply(machine, { rows, inner, a: aAt, steps, b: bAt, tables, y, pitch: columns, strips: false });
    return machine.result(y, rows * columns);
  };
  return machine.awake(2 * rows * inner * columns, () => machine.borrow(run));
}
