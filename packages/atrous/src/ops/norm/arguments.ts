/** @file What the normalisations share about their tensors: shapes to check, types that go together, buffers to update. */

import { DTypeError } from '../../errors.js';
import { type FloatArray, unexpectedType } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';
import { checkFloats } from '../float-only.js';
import type { Affine } from './statistics.js';

export interface AffineOptions {
  /** Scale; none by default. */
  readonly weight?: Tensor | null;
  /** Shift; none by default. */
  readonly bias?: Tensor | null;
  /** Added to the variance; default 1e-5. */
  readonly eps?: number;
}

/** PyTorch's default. */
export const EPS = 1e-5;

type Maybe = Tensor | null | undefined;

/** What normalises every channel by itself: statistics that are kept, scale and shift. */
export interface ChannelTensors extends AffineOptions {
  readonly runningMean?: Maybe;
  readonly runningVar?: Maybe;
}

export const shapeOf = (t: Maybe): readonly number[] | null => t?.shape ?? null;

/**
 * That the input and everything beside it have one floating-point type.
 *
 * @throws NotSupportedError for a type that is not computed with, DTypeError for mixed ones
 */
export function sameFloats(kernel: string, input: Tensor, others: readonly Maybe[]): void {
  checkFloats(input, kernel);
  const given = others.filter((t): t is Tensor => (t ?? null) !== null);
  if (given.every((t) => t.dtype === input.dtype)) return;
  const odd = given.find((t) => t.dtype !== input.dtype)!;
  if (given[0]!.dtype === input.dtype)
    throw unexpectedType(input.dtype, odd.dtype, `Convert it: all of them are ${input.dtype}.`);
  const reason = given.every((t) => t.dtype === 'float32')
    ? 'all inputs must share same datatype.'
    : 'expect parameter to have scalar type of Float';
  throw new DTypeError(`mixed dtype (CPU): ${reason}`, {
    hint: `Convert the module or the input, so that all of them are ${input.dtype} or all float32.`,
    fields: { input: input.dtype, others: given.map((t) => t.dtype) },
  });
}

const array = (t: Maybe): FloatArray | null => (t ? (t.storage.array as FloatArray) : null);

export const affineOf = ({ weight, bias }: AffineOptions): Affine => ({ weight: array(weight), bias: array(bias) });

/** `buffer ← (1 − momentum)·buffer + momentum·value`, in place. */
export function moveTowards(buffer: Maybe, values: ArrayLike<number>, momentum: number): void {
  if ((buffer ?? null) === null) return;
  const cells = buffer!.storage.array as FloatArray;
  for (let i = 0; i < cells.length; i++) cells[i] = (1 - momentum) * cells[i]! + momentum * values[i]!;
  buffer!.storage.version++;
}
