import { describe, expect, it } from 'vitest';
import { channelStatistics, countUnusual, strongestChannels } from '../../src/pictures/statistics.js';

describe('channel statistics', () => {
  it('range, mean and mean of |value| are over the finite values', () => {
    const [channel] = channelStatistics(Float32Array.of(-1, 3, NaN, Infinity, -Infinity, 0), 1, 6);
    expect(channel).toEqual({
      min: -1,
      max: 3,
      mean: 2 / 3,
      variance: expect.closeTo(26 / 9, 12) as number,
      strength: 4 / 3,
      nan: 1,
      plusInfinity: 1,
      minusInfinity: 1,
      dead: false,
    });
  });

  it('a channel whose values are all equal is dead, whatever the value', () => {
    const dead = channelStatistics(Float32Array.of(0, 0, 0.4, 0.4, 0, 1), 3, 2).map((channel) => channel.dead);
    expect(dead).toEqual([true, true, false]);
  });

  it('a single value, and a channel with NaN, are not dead', () => {
    expect(channelStatistics(Float32Array.of(0), 1, 1)[0]!.dead).toBe(false);
    expect(channelStatistics(Float32Array.of(NaN, NaN), 1, 2)[0]!.dead).toBe(false);
  });

  it('orders channels by mean of |value|, equals by number', () => {
    const statistics = channelStatistics(Float32Array.of(1, 1, -3, -3, 1, 1, 2, 0), 4, 2);
    expect(strongestChannels(statistics, 3)).toEqual([1, 0, 2]);
    expect(strongestChannels(statistics, 9)).toEqual([1, 0, 2, 3]);
  });

  it('counts what is not finite over all channels', () => {
    const statistics = channelStatistics(Float32Array.of(NaN, 1, Infinity, NaN), 2, 2);
    expect(countUnusual(statistics)).toEqual({ nan: 2, plusInfinity: 1, minusInfinity: 0 });
  });
});
