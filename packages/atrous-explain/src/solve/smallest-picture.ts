/** @file Which pictures a network takes, found by trying: sizes are arithmetic, so thousands of them cost nothing. */

import { type NetworkSpec, type Shape, traceNetwork } from 'atrous/spec';

/** Rows, then columns. */
export type PictureSize = readonly [height: number, width: number];

/** As large as any picture; divisible by every factor up to 10. */
const AMPLE = 20_160;
/** Sizes tried along one axis. */
const MOST_TRIES = 1024;
/** Layers sized in all, so that deep networks answer quickly as well. */
const MOST_WORK = 40_000;

type Takes = (height: number, width: number) => boolean;

/** Whether a network runs on pictures of a size and leaves something of them. */
function taker(network: NetworkSpec, channels: number): Takes {
  return (height, width) => {
    const { failure, rows } = traceNetwork(network, [1, channels, height, width]);
    return failure === null && !rows.at(-1)!.output.includes(0);
  };
}

function firstSize(tries: number, fits: (size: number) => boolean): number | undefined {
  for (let size = 1; size <= tries; size++) if (fits(size)) return size;
  return undefined;
}

/**
 * The smallest picture that goes through the network.
 *
 * For a network that takes one size only (`Flatten`, then `Linear`) it is the square one. Undefined where no size up to
 * about a thousand pixels works.
 *
 * @param picture shape [1, C, H, W] of the picture that was refused
 */
export function smallestPicture(network: NetworkSpec, picture: Shape): PictureSize | undefined {
  const takes = taker(network, picture[1]!);
  const tries = Math.min(MOST_TRIES, Math.floor(MOST_WORK / network.nodes.length));
  const height = firstSize(tries, (size) => takes(size, AMPLE));
  const width = height === undefined ? undefined : firstSize(tries, (size) => takes(AMPLE, size));
  if (height !== undefined && width !== undefined && takes(height, width)) return [height, width];
  const side = firstSize(tries, (size) => takes(size, size));
  return side === undefined ? undefined : [side, side];
}
