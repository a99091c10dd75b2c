/** @file From values to colours: which range a tile is drawn in, and how that is said. */

import { DIVERGING, SEQUENTIAL, type ColourMap } from './colour-maps.js';
import { formatNumber } from './format.js';
import type { ChannelStatistics } from './statistics.js';

/** One range for all channels, or each channel in its own. */
export type Scale = 'layer' | 'channel';

/** The values that the two ends of a colour map stand for. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** How a whole map is coloured. */
export interface Colouring {
  readonly colours: ColourMap;
  /** Ranges are symmetric about 0, as they are by default where some finite value is below 0. */
  readonly signed: boolean;
  readonly scale: Scale;
  /** Over all channels. */
  readonly range: Range;
  /** What each channel is drawn in. */
  readonly ranges: readonly Range[];
}

/**
 * Chooses ranges for the channels of a map. Signed maps get [−a, a] with a = max |value|, so that white is 0; others
 * get [min, max]. Channels that hold no finite value have the empty range [0, 0].
 *
 * @param colours for signed and for other maps. Default: blue – white – red, viridis.
 * @param signed whether ranges are symmetric about 0. Default: where a value is below 0.
 */
export function chooseColouring(
  statistics: readonly ChannelStatistics[],
  scale: Scale,
  colours: { signed: ColourMap; positive: ColourMap } = { signed: DIVERGING, positive: SEQUENTIAL },
  signed: boolean = statistics.some((channel) => channel.min < 0),
): Colouring {
  const min = statistics.reduce((least, channel) => Math.min(least, channel.min), Infinity);
  const max = statistics.reduce((most, channel) => Math.max(most, channel.max), -Infinity);
  const range = rangeOf(min, max, signed);
  const ranges = statistics.map((channel) => (scale === 'layer' ? range : rangeOf(channel.min, channel.max, signed)));
  return { colours: signed ? colours.signed : colours.positive, signed, scale, range, ranges };
}

function rangeOf(min: number, max: number, signed: boolean): Range {
  if (min > max) return { low: 0, high: 0 };
  if (!signed) return { low: min, high: max };
  const reach = Math.max(Math.abs(min), Math.abs(max));
  return { low: -reach, high: reach };
}

/** Where a value lies between the ends of a range, 0 to 1; in the middle when the range is one point. */
export function position(value: number, { low, high }: Range): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

/** `±0.93` or `0 … 3.2`. */
export function formatRange({ low, high }: Range, signed: boolean): string {
  return signed ? `±${formatNumber(high)}` : `${formatNumber(low)} … ${formatNumber(high)}`;
}
