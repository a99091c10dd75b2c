/** @file The input's shape, from what was written. */

import type { NetworkSpec, Shape } from 'atrous/spec';

/** The axes that a layer slides over, and the channels that it takes; undefined where the class does not tell. */
function wantsOf({ nodes }: NetworkSpec): { rank: number; channels: number } | undefined {
  const digit = nodes.map(({ spec }) => /([123])d$/.exec(spec.op)?.[1]).find((rank) => rank !== undefined);
  if (digit === undefined) return undefined;
  const channels = nodes
    .map(({ spec: { args } }) => args['inChannels'] ?? args['numFeatures'] ?? args['numChannels'])
    .find((count) => typeof count === 'number');
  return { rank: Number(digit), channels: typeof channels === 'number' ? channels : 1 };
}

/** Spatial sizes alone get a batch of one and the channels of the first layer that tells them; whole shapes stay. */
export function wholeShape(network: NetworkSpec, sizes: Shape): Shape {
  const wants = wantsOf(network);
  return wants?.rank === sizes.length ? [1, wants.channels, ...sizes] : sizes;
}
