/** @file The latest run, as the lab's thread keeps it. */

import type { Tensor } from 'atrous';
import type { ChannelStatistics } from 'atrous-explain/pictures';
import type { NetworkSpec, NodeSpec } from 'atrous/spec';
import type { NetworkInput } from './input.js';
import type { Model } from './model.js';

/** What a node gave. */
export interface Kept {
  readonly node: NodeSpec;
  readonly inputs: readonly (readonly number[])[];
  readonly output: Tensor;
  readonly elapsed: number;
  readonly statistics: readonly ChannelStatistics[] | undefined;
}

/** The latest run. */
export interface Ran {
  readonly run: number;
  readonly network: NetworkSpec;
  readonly input: NetworkInput;
  readonly model: Model;
  readonly kept: ReadonlyMap<string, Kept>;
}

/** Channels, rows and columns of an output of one picture; vectors are rows. */
export function mapOf(shape: readonly number[]): readonly [number, number, number] | undefined {
  const [batch, channels, ...space] = shape;
  if (batch !== 1 || channels === undefined || shape.includes(0) || space.length > 2) return undefined;
  return [channels, space.length === 2 ? space[0]! : 1, space.at(-1) ?? 1];
}

export const valuesOf = ({ data }: Tensor): Float32Array =>
  data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>, Number);
