/** @file A layer's output as pictures take it: [C, H, W] values with their statistics and colours. */

import { captionWords } from './captions.js';
import type { Legend, Swatch } from './header.js';
import {
  MINUS_INFINITY,
  NAN,
  type Plane,
  PLUS_INFINITY,
  formatNumber,
  plural,
  chooseColouring,
  type Colouring,
  type Scale,
  channelStatistics,
  countUnusual,
  type ChannelStatistics,
  type Unusual,
  type Colour,
} from 'atrous-explain/pictures';

/** Channels, height, width. */
export type MapShape = readonly [channels: number, height: number, width: number];

export interface FeatureMap {
  readonly values: Float32Array;
  readonly shape: MapShape;
  readonly statistics: readonly ChannelStatistics[];
  readonly colouring: Colouring;
  /** Numbers of the channels whose values are all equal. */
  readonly dead: readonly number[];
}

/** Measures a map and chooses its colours. */
export function readMap(values: Float32Array, shape: MapShape, scale: Scale): FeatureMap {
  const [channels, height, width] = shape;
  if (values.length !== channels * height * width || values.length === 0)
    throw new RangeError(`a map of ${shape.join(' × ')} needs as many values, at least one, and got ${values.length}`);
  const statistics = channelStatistics(values, channels, height * width);
  const dead = statistics.flatMap((channel, index) => (channel.dead ? [index] : []));
  return { values, shape, statistics, colouring: chooseColouring(statistics, scale), dead };
}

/** One channel of a map; shares the map's values. */
export function planeOf({ values, shape: [, height, width] }: FeatureMap, channel: number): Plane {
  const size = height * width;
  return { values: values.subarray(channel * size, (channel + 1) * size), height, width };
}

/** The legend of a map: range, scaling, dead channels, values that are not finite. */
export function mapLegend(map: FeatureMap): Legend {
  const { colours, signed, scale, range } = map.colouring;
  const ends =
    scale === 'layer'
      ? { low: formatNumber(range.low), high: formatNumber(range.high) }
      : signed
        ? { low: '−max', high: 'max' }
        : { low: 'min', high: 'max' };
  const middle = signed ? '0' : undefined;
  return { colours, ...ends, middle, note: captionWords().scaling(map.colouring), swatches: swatches(map) };
}

function swatches(map: FeatureMap): Swatch[] {
  const dead: Swatch[] =
    map.dead.length > 0 ? [{ colour: 'hatch', label: `dead: ${map.dead.length} of ${map.shape[0]}` }] : [];
  return [...dead, ...unusualSwatches(countUnusual(map.statistics))];
}

/** One swatch for each kind of value that is not finite and occurs, with its count. */
export function unusualSwatches({ nan, plusInfinity, minusInfinity }: Unusual): Swatch[] {
  const kinds: [number, Colour, string][] = [
    [nan, NAN, 'NaN'],
    [plusInfinity, PLUS_INFINITY, '+∞'],
    [minusInfinity, MINUS_INFINITY, '−∞'],
  ];
  return kinds
    .filter(([count]) => count > 0)
    .map(([count, colour, name]) => ({ colour, label: `${name}: ${plural(count, 'value')}` }));
}
