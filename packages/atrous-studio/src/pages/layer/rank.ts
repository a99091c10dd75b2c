/** @file How many spatial axes a layer has. */

import type { LayerSpec } from 'atrous/spec';

/** As its name says; what works on any number of axes has those of its input. */
export const spatialRank = ({ op }: Pick<LayerSpec, 'op'>, input: readonly number[]): number =>
  Number(/([123])d$/.exec(op)?.[1] ?? Math.max(1, input.length - 2));
