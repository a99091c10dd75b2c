/** @file A checkerboard and its remedies as pictures: what each makes of an input that is 1 everywhere. */

import type { CheckerReport, Measured, OverlapMap } from 'atrous-explain';
import { EXIT, Failure } from '../failure.js';
import { DIVERGING, type Figure, sideBySide } from '../pictures/index.js';
import type { Checked } from './checker.js';
import { unevennessText } from './text.js';

interface Plane {
  readonly label: string;
  readonly values: Float32Array;
}

/** Beyond this share of the mean a colour says no more. */
const MOST = 1;

/** How far each value lies from the mean of all, as a share of it. */
function relative(values: ArrayLike<number>): Float32Array {
  const all = Float64Array.from(values);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const size = Math.abs(mean) || 1;
  return Float32Array.from(all, (value) => Math.max(-MOST, Math.min(MOST, (value - mean) / size)));
}

/** The channel that ripples most, for all maps the same. */
function rippling({ unevenness: { means } }: Measured): number {
  const spread = (phases: readonly number[]): number => {
    const mean = phases.reduce((a, b) => a + b, 0) / phases.length;
    return (Math.max(...phases) - Math.min(...phases)) / (Math.abs(mean) || 1);
  };
  return means.reduce((best, phases, i) => (spread(phases) > spread(means[best]!) ? i : best), 0);
}

function channelOf({ output: { shape, data } }: Measured, channel: number, rank: number): ArrayLike<number> {
  const cells = shape.slice(-rank).reduce((a, b) => a * b, 1);
  return Array.from({ length: cells }, (_, i) => data[channel * cells + i]!);
}

function overlapValues(map: OverlapMap): number[] {
  const [rows, columns] = map.shape.length === 1 ? [1, map.shape[0]!] : (map.shape as [number, number]);
  return Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return map.at(map.shape.length === 1 ? [column] : [row, column]);
  });
}

function planesOf({ overlap, own, remedies }: CheckerReport, channel: number, weighted: boolean): Plane[] {
  const rank = overlap.shape.length;
  const response = (name: string, measured: Measured): Plane => ({
    label: `${name}: unevenness ${unevennessText(measured)}`,
    values: relative(channelOf(measured, channel, rank)),
  });
  return [
    { label: `products per cell: unevenness ${unevennessText(overlap)}`, values: relative(overlapValues(overlap)) },
    response(weighted ? 'with its weights' : 'with random weights', own),
    ...remedies.map((remedy) => response(remedy.id, remedy)),
  ];
}

/** @throws Failure for a layer of three axes */
export function checkerFigure({ row, report }: Checked, weighted: boolean): Figure {
  const { shape } = report.overlap;
  if (shape.length > 2)
    throw new Failure(EXIT.usage, `--png draws one or two axes, and ${row.layer} has ${shape.length}`);
  const channel = rippling(report.own);
  const size = shape.length === 1 ? ([1, shape[0]!] as const) : ([shape[0]!, shape[1]!] as const);
  return sideBySide(planesOf(report, channel, weighted), {
    title: row.layer,
    lines: [
      `output channel ${channel} for an input that is 1 everywhere; borders differ, since nothing lies behind them`,
    ],
    size,
    colours: DIVERGING,
    range: { low: -MOST, high: MOST },
    low: '−100 %',
    middle: 'mean',
    high: '+100 %',
    note: 'How far each cell lies from the mean of its map: an even output is white inside.',
  });
}
