/** @file Channels as coloured pixels: which range, which order, how small. */

import {
  type ChannelStatistics,
  channelStatistics,
  chooseColouring,
  type ColourMap,
  indexAt,
  oddColour,
  type Plane,
  position,
  type Range,
  reduce,
  type Scale as LibraryScale,
  strongestChannels,
} from 'atrous-explain/pictures';
import type { Clip, LabState, Sort } from '../state.js';
import { type Kept, mapOf, type Ran, valuesOf } from './kept.js';

/** Pixels for a canvas. */
export interface Tile {
  readonly height: number;
  readonly width: number;
  /** RGBA. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

export function paint({ values, height, width }: Plane, colours: ColourMap, range: Range): Tile {
  const pixels = new Uint8ClampedArray(4 * height * width);
  for (let i = 0; i < height * width; i++) {
    const value = values[i]!;
    const odd = oddColour(value);
    const from = odd === undefined ? indexAt(position(value, range)) * 3 : 0;
    const source = odd ?? colours;
    for (let part = 0; part < 3; part++) pixels[4 * i + part] = source[from + part]!;
    pixels[4 * i + 3] = 255;
  }
  return { height, width, pixels };
}

/** One channel of what a node gave; shares its values. */
export function planeOf({ output }: Pick<Kept, 'output'>, channel: number): Plane {
  const [, height, width] = mapOf(output.shape)!;
  const size = height * width;
  return { values: valuesOf(output).subarray(channel * size, (channel + 1) * size), height, width };
}

/** Averaged so that no side is longer than `most`. */
function small(plane: Plane, most: number): Plane {
  const down = Math.ceil(Math.max(plane.height, plane.width) / most);
  return down > 1 ? reduce(plane, down) : plane;
}

const THUMBNAIL = 56;

/** The strongest channel in its own range. */
export function thumbnail(kept: Kept): Tile | undefined {
  if (kept.statistics === undefined) return undefined;
  const [strongest] = strongestChannels(kept.statistics, 1);
  const [, height, width] = mapOf(kept.output.shape)!;
  if (strongest === undefined || height * width === 1) return undefined;
  const { colours, ranges } = chooseColouring([kept.statistics[strongest]!], 'channel');
  return paint(small(planeOf(kept, strongest), THUMBNAIL), colours, ranges[0]!);
}

/** Percentiles of more values than these are taken from every so-manyth of them. */
const MOST_SORTED = 1_000_000;

/** Least and largest value after so many percent were cut off at each end. */
function clipped(values: Float32Array, percent: Clip): Pick<ChannelStatistics, 'min' | 'max'> {
  const step = Math.max(1, Math.ceil(values.length / MOST_SORTED));
  const picked = Float32Array.from({ length: Math.floor(values.length / step) }, (_, i) => values[i * step]!)
    .filter(Number.isFinite)
    .sort();
  if (picked.length === 0) return { min: Infinity, max: -Infinity };
  const at = (share: number): number => picked[Math.round(share * (picked.length - 1))]!;
  return { min: at(percent / 100), max: at(1 - percent / 100) };
}

function withClip(kept: Kept, clip: Clip, scale: LabState['scale']): readonly ChannelStatistics[] {
  const { statistics = [], output } = kept;
  if (clip === 0) return statistics;
  if (scale === 'channel') return statistics.map((one, i) => ({ ...one, ...clipped(planeOf(kept, i).values, clip) }));
  const all = clipped(valuesOf(output), clip);
  return statistics.map((one) => ({ ...one, ...all }));
}

export interface Colours {
  readonly colours: ColourMap;
  readonly signed: boolean;
  /** Of what is scaled together; of a layer scaled per channel, over all of it. */
  readonly range: Range;
  readonly ranges: readonly Range[];
}

type ColourQuestion = Pick<LabState, 'scale' | 'clip' | 'symmetric'>;

/** How a node's channels are coloured. */
export function coloursOf(ran: Ran, kept: Kept, { scale, clip, symmetric }: ColourQuestion): Colours {
  const layers = scale === 'net' ? [...ran.kept.values()].filter(({ statistics }) => statistics) : [kept];
  const all = layers.flatMap((layer) => withClip(layer, clip, scale));
  const within: LibraryScale = scale === 'channel' ? 'channel' : 'layer';
  const signed = symmetric && all.some(({ min }) => min < 0);
  const { colours, range, ranges } = chooseColouring(all, within, undefined, signed);
  const own = scale === 'net' ? kept.statistics!.map(() => range) : ranges;
  return { colours, signed, range, ranges: own };
}

/** The numbers of the channels in an order. */
export function ordered(statistics: readonly ChannelStatistics[], sort: Sort): number[] {
  const channels = statistics.map((_, channel) => channel);
  if (sort === 'index') return channels;
  // NaN would leave the order to chance.
  const key = (channel: number): number =>
    Number.isFinite(statistics[channel]![sort]) ? statistics[channel]![sort] : -Infinity;
  return channels.sort((a, b) => key(b) - key(a) || a - b);
}

export interface MapQuestion extends ColourQuestion, Pick<LabState, 'sort'> {
  readonly run: number;
  readonly layer: string;
  /** Of the channels in order; undefined: where `channel` is. */
  readonly page: number | undefined;
  /** The one that is enlarged; undefined: the first in order that is not dead. */
  readonly channel: number | undefined;
  /** Another one that is enlarged for comparison. */
  readonly other: number | undefined;
}

export interface ChannelTile extends Pick<ChannelStatistics, 'min' | 'max' | 'mean' | 'variance' | 'dead'> {
  readonly channel: number;
  readonly tile: Tile;
  readonly range: Range;
  readonly odd: number;
}

export interface MapAnswer {
  readonly run: number;
  readonly layer: string;
  readonly size: readonly [channels: number, height: number, width: number];
  readonly page: number;
  readonly pages: number;
  readonly tiles: readonly ChannelTile[];
  readonly chosen: ChannelTile & { readonly values: Float32Array };
  readonly other: ChannelTile | undefined;
  readonly signed: boolean;
  readonly range: Range;
  /** RGB of the colour map from low to high. */
  readonly ramp: Uint8Array;
  readonly dead: number;
}

export const TILES_PER_PAGE = 48;
const TILE = 112;

/** The mosaic of a node's channels, and one of them whole; undefined for another run, or no map. */
export function mapAnswer(ran: Ran | undefined, question: MapQuestion): MapAnswer | undefined {
  const kept = ran?.run === question.run ? ran.kept.get(question.layer) : undefined;
  if (ran === undefined || kept?.statistics === undefined) return undefined;
  const { statistics } = kept;
  const size = mapOf(kept.output.shape)!;
  const colouring = coloursOf(ran, kept, question);
  const order = ordered(statistics, question.sort);
  const asked = question.channel ?? order.find((one) => !statistics[one]!.dead) ?? order[0]!;
  const channel = asked < size[0] ? asked : order[0]!;
  const pages = Math.ceil(order.length / TILES_PER_PAGE);
  const page = Math.min(question.page ?? Math.floor(order.indexOf(channel) / TILES_PER_PAGE), pages - 1);
  const tileOf = (number: number, most: number): ChannelTile => {
    const { min, max, mean, variance, dead, nan, plusInfinity, minusInfinity } = statistics[number]!;
    const range = colouring.ranges[number]!;
    const tile = paint(small(planeOf(kept, number), most), colouring.colours, range);
    return { channel: number, tile, range, min, max, mean, variance, dead, odd: nan + plusInfinity + minusInfinity };
  };
  return {
    run: ran.run,
    layer: question.layer,
    size,
    page,
    pages,
    tiles: order.slice(page * TILES_PER_PAGE, (page + 1) * TILES_PER_PAGE).map((number) => tileOf(number, TILE)),
    chosen: { ...tileOf(channel, Infinity), values: planeOf(kept, channel).values.slice() },
    other: question.other === undefined ? undefined : tileOf(Math.min(question.other, size[0] - 1), Infinity),
    signed: colouring.signed,
    range: colouring.range,
    ramp: colouring.colours,
    dead: statistics.filter(({ dead }) => dead).length,
  };
}

/** Statistics of any values as one channel. */
export const statisticsOf = (values: Float32Array): ChannelStatistics =>
  channelStatistics(values, 1, values.length)[0]!;
