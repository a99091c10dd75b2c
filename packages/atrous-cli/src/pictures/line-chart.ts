/** @file Lines over a common axis, as SVG: how a loss falls. */

import { escapeHtml as escapeXml } from '../report/escape.js';
import { formatNumber, type Colour } from 'atrous-explain/pictures';
import { INK, LINE, MUTED, PAPER } from './theme.js';
import { linearTicks, logTicks } from './ticks.js';
import { vectorText, vectorTextWidth } from './vector-text.js';

/** One line. Values that are not finite leave a gap. */
export interface Series {
  /** In the legend; '' for a line without an entry of its own. */
  readonly name: string;
  readonly colour: Colour;
  /** x and y of each point, x rising. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A thin, pale line: single values beside their mean. Default false. */
  readonly faint?: boolean;
}

export interface ChartOptions {
  /** First line, in bold. */
  readonly title: string;
  /** Second line. Default: none. */
  readonly subtitle?: string;
  /** What the axes count. */
  readonly x: string;
  readonly y: string;
  /** Of the y axis. Default 'linear'; 'log' needs values above 0 and leaves others out. */
  readonly scale?: 'linear' | 'log';
}

const SIZE = { width: 880, height: 500 };
const PLOT = { left: 84, right: 32, top: 118, bottom: 68 };
const TITLE = 15;
const TEXT = 10;
const LABEL = 9;

const css = ([red, green, blue]: Colour): string => `rgb(${red},${green},${blue})`;
const rounded = (value: number): string => String(Math.round(value * 100) / 100);

type Point = readonly [x: number, y: number];

/** From values to pixels. */
interface Axes {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

/** A range that is never empty. */
const widened = ([low, high]: Point): Point => (high > low ? [low, high] : [low - 0.5, high + 0.5]);

const rangeOf = (values: readonly number[]): Point =>
  values.length === 0
    ? [0, 1]
    : values.reduce<Point>(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);

function linearRange(values: readonly number[]): Point {
  const [low, high] = widened(rangeOf(values));
  // A loss begins at 0.
  return [low >= 0 && low < high / 2 ? 0 : low, high + (high - low) * 0.04];
}

function logRange(values: readonly number[]): Point {
  if (values.length === 0) return [1, 10];
  const [low, high] = rangeOf(values);
  return high > low ? [low / 1.15, high * 1.15] : [low / 2, high * 2];
}

function axesOf(points: readonly Point[], isLog: boolean): Axes {
  const [xLow, xHigh] = widened(rangeOf(points.map(([x]) => x)));
  const values = points.map(([, y]) => y);
  const [yLow, yHigh] = isLog ? logRange(values) : linearRange(values);
  const place = isLog ? Math.log : (value: number): number => value;
  const [bottom, height] = [SIZE.height - PLOT.bottom, SIZE.height - PLOT.bottom - PLOT.top];
  const width = SIZE.width - PLOT.left - PLOT.right;
  return {
    x: (value) => PLOT.left + ((value - xLow) / (xHigh - xLow)) * width,
    y: (value) => bottom - ((place(value) - place(yLow)) / (place(yHigh) - place(yLow))) * height,
    xTicks: linearTicks(xLow, xHigh, 8),
    yTicks: isLog ? logTicks(yLow, yHigh) : linearTicks(yLow, yHigh),
  };
}

/** Grid lines with their numbers, and the names of the axes. */
function frame(axes: Axes, { x, y, scale }: ChartOptions): string[] {
  const [right, bottom] = [SIZE.width - PLOT.right, SIZE.height - PLOT.bottom];
  const muted = { size: LABEL, colour: css(MUTED) };
  const horizontal = axes.yTicks.flatMap((tick) => {
    const at = rounded(axes.y(tick));
    return [
      `<path d="M${PLOT.left} ${at}H${right}" stroke="${css(LINE)}"/>`,
      vectorText(formatNumber(tick), PLOT.left - 10, axes.y(tick) + LABEL / 2, { ...muted, align: 'right' }),
    ];
  });
  const vertical = axes.xTicks.flatMap((tick) => [
    `<path d="M${rounded(axes.x(tick))} ${bottom}v5" stroke="${css(MUTED)}"/>`,
    vectorText(formatNumber(tick), axes.x(tick), bottom + 22, { ...muted, align: 'centre' }),
  ]);
  return [
    ...horizontal,
    `<path d="M${PLOT.left} ${bottom}H${right}" stroke="${css(MUTED)}"/>`,
    ...vertical,
    vectorText(x, (PLOT.left + right) / 2, bottom + 48, { size: TEXT, colour: css(INK), align: 'centre' }),
    vectorText(scale === 'log' ? `${y} (log scale)` : y, 24, PLOT.top - 16, { size: TEXT, colour: css(INK) }),
  ];
}

/** The points of a line, with a new start behind each gap. */
function pathOf(points: readonly Point[], axes: Axes, isShown: (value: number) => boolean): string {
  let pen = 'M';
  return points
    .map(([x, y]) => {
      if (!isShown(y)) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${rounded(axes.x(x))} ${rounded(axes.y(y))}`;
      pen = 'L';
      return step;
    })
    .join('');
}

function line({ colour, faint = false, points }: Series, axes: Axes, isShown: (value: number) => boolean): string {
  const style = faint ? 'stroke-width="1" stroke-opacity="0.4"' : 'stroke-width="2.25"';
  const d = pathOf(points, axes, isShown);
  return `<path d="${d}" fill="none" stroke="${css(colour)}" ${style} stroke-linejoin="round" stroke-linecap="round"/>`;
}

/** A dash and a name for each line, right of each other, over the plot's right end. */
function legend(series: readonly Series[]): string[] {
  let right = SIZE.width - PLOT.right;
  return [...series].reverse().flatMap(({ name, colour, faint = false }) => {
    if (name === '') return [];
    const text = vectorText(name, right, PLOT.top - 16, { size: TEXT, colour: css(INK), align: 'right' });
    const left = right - vectorTextWidth(name, TEXT) - 34;
    right = left - 24;
    const style = faint ? 'stroke-width="1.5" stroke-opacity="0.5"' : 'stroke-width="3"';
    return [text, `<path d="M${rounded(left)} ${PLOT.top - 21}h24" stroke="${css(colour)}" ${style}/>`];
  });
}

/** What the chart says, for somebody who cannot see it. */
function sentence(series: readonly Series[], { title }: ChartOptions): string {
  const ends = series.flatMap(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    return name !== '' && first && last ? [`${name} from ${formatNumber(first[1])} to ${formatNumber(last[1])}`] : [];
  });
  return `${title}: ${ends.join('; ')}.`;
}

/** A chart of lines as a whole SVG document, 880 × 500 pixels. */
export function lineChart(series: readonly Series[], options: ChartOptions): string {
  const isLog = options.scale === 'log';
  const isShown = (value: number): boolean => Number.isFinite(value) && (!isLog || value > 0);
  const axes = axesOf(
    series.flatMap(({ points }) => points.filter(([, y]) => isShown(y))),
    isLog,
  );
  const { title, subtitle = '' } = options;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(sentence(series, options))}</desc>`,
    `<rect width="100%" height="100%" fill="${css(PAPER)}"/>`,
    vectorText(title, 24, 40, { size: TITLE, colour: css(INK), bold: true }),
    vectorText(subtitle, 24, 66, { size: TEXT, colour: css(MUTED) }),
    ...frame(axes, options),
    ...series.map((one) => line(one, axes, isShown)),
    ...legend(series),
    '</svg>\n',
  ].join('\n');
}
