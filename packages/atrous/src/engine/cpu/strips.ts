/** @file The matrix of a linear layer in strips of columns, as the kernels read it. */

import type { Engine } from './engine.js';
import { type Values, arrayOf } from './kept.js';
import type { Machine } from './machine.js';
import type { PackKey } from './packing.js';

/** The sizes of a linear layer; geometry's `LinearGeometry` is one. */
export interface LinearSizes {
  readonly rows: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/** Strips of a packed matrix, [strip][inFeatures + 1][width]; the last row holds the bias, which every input has a 1 for. */
export interface Strips {
  readonly count: number;
  /** Columns that lie side by side: as many as the widest tile has. */
  readonly width: number;
  readonly bytes: number;
}

export function stripsOf({ tileSet }: Machine, { inFeatures, outFeatures }: LinearSizes): Strips {
  const width = 4 * tileSet.tiles[0]!.vectors;
  return { count: Math.ceil(outFeatures / width), width, bytes: 4 * width * (inFeatures + 1) };
}

/**
 * Packs `weight`, [outFeatures, inFeatures], into strips; missing columns of the last one are zero.
 *
 * @param from  address of the weight
 */
function packStrips(
  machine: Machine,
  sizes: LinearSizes,
  { count, width, bytes }: Strips,
  from: number,
  to: number,
): void {
  const { inFeatures, outFeatures } = sizes;
  machine.fill(to, machine.constant(0), (count * bytes) / 4);
  const column = { to: 4, from: 4 * inFeatures };
  const feature = { count: inFeatures, to: 4 * width, from: 4 };
  const whole = Math.floor(outFeatures / width);
  const strip = { count: whole, to: bytes, from: 4 * width * inFeatures };
  machine.copy(to, from, strip, { count: width, ...column }, feature);
  const rest = { count: outFeatures % width, ...column };
  machine.copy(to + whole * bytes, from + whole * strip.from, rest, feature);
}

function packRaw(machine: Machine, sizes: LinearSizes, strips: Strips, weight: Values, to: number): void {
  machine.borrow((take) => {
    const raw = take(4 * weight.length);
    machine.write(raw, weight);
    packStrips(machine, sizes, strips, raw, to);
  });
}

/** The address of packed weights; without a key they are packed into memory that `take` gives. */
export function packedStrips(
  { machine, packs }: Engine,
  sizes: LinearSizes,
  strips: Strips,
  weight: Values,
  key: PackKey | null,
  take: (bytes: number) => number,
): number {
  const bytes = strips.count * strips.bytes;
  const pack = (to: number): void => packRaw(machine, sizes, strips, weight, to);
  return packs.packedOr(take, key, `linear ${sizes.inFeatures}`, bytes, pack);
}

/** Writes a bias, or one value for all, strip by strip; missing columns are zero. */
export function stageBias(
  machine: Machine,
  { count, width }: Strips,
  outFeatures: number,
  bias: Values | null,
  to: number,
): void {
  const values = bias && arrayOf(bias);
  const staged = machine.floats.subarray(to / 4, to / 4 + count * width);
  if (values === null) staged.fill(0);
  else if (values.length === 1) staged.fill(0).fill(values[0]!, 0, outFeatures);
  else {
    staged.set(values);
    staged.fill(0, outFeatures);
  }
}
