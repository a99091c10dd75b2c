/** @file What the values of each channel are like: range, strength, whether it is dead, what is not a number. */

/** One channel; range and means are over its finite values. */
export interface ChannelStatistics {
  /** Infinity when no value is finite. */
  readonly min: number;
  /** -Infinity when no value is finite. */
  readonly max: number;
  readonly mean: number;
  /** Mean square distance from the mean. */
  readonly variance: number;
  /** Mean of |value|: how strongly the channel answers. */
  readonly strength: number;
  readonly nan: number;
  readonly plusInfinity: number;
  readonly minusInfinity: number;
  /** Several values, and all of them equal: the channel tells nothing about the picture. */
  readonly dead: boolean;
}

/** Statistics of each of `channels` runs of `plane` values. */
export function channelStatistics(map: Float32Array, channels: number, plane: number): ChannelStatistics[] {
  return Array.from({ length: channels }, (_, channel) =>
    statistics(map.subarray(channel * plane, (channel + 1) * plane)),
  );
}

function statistics(values: Float32Array): ChannelStatistics {
  let [min, max, sum, absolute] = [Infinity, -Infinity, 0, 0];
  let [nan, plusInfinity, minusInfinity] = [0, 0, 0];
  for (const value of values) {
    if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      absolute += value < 0 ? -value : value;
    } else if (value === Infinity) plusInfinity++;
    else if (value === -Infinity) minusInfinity++;
    else nan++;
  }
  const other = nan + plusInfinity + minusInfinity;
  const finite = Math.max(1, values.length - other);
  const mean = sum / finite;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) * (value - mean);
  const dead = other === 0 && values.length > 1 && min === max;
  return {
    min,
    max,
    mean,
    variance: squares / finite,
    strength: absolute / finite,
    nan,
    plusInfinity,
    minusInfinity,
    dead,
  };
}

/** The numbers of the `count` strongest channels, strongest first; of equals the lower number first. */
export function strongestChannels(statistics: readonly ChannelStatistics[], count: number): number[] {
  return statistics
    .map((_, channel) => channel)
    .sort((a, b) => statistics[b]!.strength - statistics[a]!.strength || a - b)
    .slice(0, count);
}

/** How many values are not finite, by kind. */
export interface Unusual {
  readonly nan: number;
  readonly plusInfinity: number;
  readonly minusInfinity: number;
}

export function countUnusual(statistics: readonly Unusual[]): Unusual {
  const sum = (kind: keyof Unusual): number => statistics.reduce((total, channel) => total + channel[kind], 0);
  return { nan: sum('nan'), plusInfinity: sum('plusInfinity'), minusInfinity: sum('minusInfinity') };
}
