/** @file The pictures of one run: which maps are drawn, under which file names. */

import { nn, type Tensor } from 'atrous';
import type { TraceRow } from 'atrous/spec';
import type { Lang } from 'atrous-explain/read';
import { EXIT, Failure } from '../failure.js';
import {
  contactSheet,
  encodePng,
  type Figure,
  filterTiles,
  heatMap,
  type MapShape,
  type Picture,
  strongest,
} from '../pictures/index.js';
import type { FigureKind } from '../report/index.js';
import { shapeText } from './format.js';
import { type HeatSource, heatValues } from './heat.js';
import { refusalWords } from '../words/refusals.js';

/** A picture of the run, ready to be written. */
export interface Drawn {
  readonly kind: FigureKind;
  /** Index of the layer that it shows. */
  readonly layer: number;
  readonly file: string;
  readonly figure: Figure;
  readonly png: Uint8Array;
}

/** One layer with what it gave. */
export interface LayerResult {
  readonly row: TraceRow;
  /** Undefined for functions of tensors. */
  readonly module: nn.Module | undefined;
  readonly output: Tensor;
}

export interface DrawOptions {
  readonly scale: 'layer' | 'channel';
  readonly shown: Picture;
  readonly heat: HeatSource;
  /** Of the captions. */
  readonly lang: Lang;
}

/**
 * The output of a batch of one as [C, H, W]: vectors as bars, sequences as one row per channel.
 * Undefined for outputs that no picture shows.
 */
export function mapShape(shape: readonly number[]): MapShape | undefined {
  const [batch, channels, ...space] = shape;
  if (batch !== 1 || channels === undefined || shape.includes(0) || space.length > 2) return undefined;
  return [channels, space.length === 2 ? space[0]! : 1, space.at(-1) ?? 1];
}

/** Whether an output lies over the picture: maps with height and width, of more than one value each. */
const isOverPicture = ({ shape }: Tensor): boolean =>
  shape.length === 4 && mapShape(shape) !== undefined && shape[2]! * shape[3]! > 1;

/** `0-conv2d`: the place keeps files in order, the class says what they show. */
const fileStem = ({ name, spec }: TraceRow, place: number): string =>
  [String(place), ...(name === String(place) ? [] : [name]), spec.op.toLowerCase()]
    .join('-')
    .replaceAll(/[^\w.-]/g, '_');

const valuesOf = (tensor: Tensor): Float32Array =>
  tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data as Float64Array);

type Named = Omit<Drawn, 'png'>;

function drawSheet({ row, output }: LayerResult, layer: number, { scale, lang }: DrawOptions): Named[] {
  const shape = mapShape(output.shape);
  if (shape === undefined) return [];
  const figure = contactSheet(valuesOf(output), shape, {
    title: row.layer,
    subtitle: `layer ${row.name} of the network`,
    scale,
    lang,
  });
  return [{ kind: 'channels', layer, file: `${fileStem(row, layer)}.png`, figure }];
}

/** The filters of the first 2-d convolution. */
function drawFilters(results: readonly LayerResult[], { lang }: DrawOptions): Named[] {
  const layer = results.findIndex(({ module }) => module instanceof nn.Conv2d);
  if (layer < 0) return [];
  const { row, module } = results[layer]!;
  const { weight } = module as nn.Conv2d;
  const shape = weight.shape as readonly [number, number, number, number];
  const figure = filterTiles(valuesOf(weight), shape, {
    title: row.layer,
    subtitle: `the filters of layer ${row.name}`,
    scale: 'layer',
    lang,
  });
  return [{ kind: 'filters', layer, file: `${fileStem(row, layer)}-filters.png`, figure }];
}

/** @throws Failure where a heat map was asked for, and no layer has one */
function checkNotAsked({ by }: HeatSource, lang: Lang): void {
  if (by !== undefined) throw new Failure(EXIT.data, refusalWords(lang).noHeatMap);
}

/** The strongest maps and the heat map of the last layer whose maps lie over the picture. */
function drawLast(results: readonly LayerResult[], { shown, heat, lang }: DrawOptions): Named[] {
  // What a function gives goes on unwatched: Grad-CAM looks at modules.
  const isShown = ({ output, module }: LayerResult): boolean =>
    isOverPicture(output) && (heat.by !== 'gradcam' || module !== undefined);
  const layer = results.findLastIndex(isShown);
  if (layer < 0) {
    checkNotAsked(heat, lang);
    return [];
  }
  const { row, output } = results[layer]!;
  const shape = mapShape(output.shape)!;
  const values = valuesOf(output);
  const words = { title: row.layer, subtitle: `layer ${row.name}, ${shapeText(output.shape)} (N×C×H×W)`, lang };
  const from = [shape[1], shape[2]] as const;
  const { map, by } = heatValues(heat, row.name, output, results.at(-1)!.output, [shown.height, shown.width]);
  return [
    {
      kind: 'strongest',
      layer,
      file: `${fileStem(row, layer)}-strongest.png`,
      figure: strongest(values, shape, shown, words),
    },
    {
      kind: 'heat',
      layer,
      file: `${fileStem(row, layer)}-heat.png`,
      figure: heatMap(shown, valuesOf(map), { ...words, by: by.en, said: by[lang], from }),
    },
  ];
}

/** Draws and encodes everything. */
export async function drawAll(results: readonly LayerResult[], options: DrawOptions): Promise<Drawn[]> {
  const named = [
    ...drawFilters(results, options),
    ...results.flatMap((result, layer) => drawSheet(result, layer, options)),
    ...drawLast(results, options),
  ];
  return Promise.all(named.map(async (drawing) => ({ ...drawing, png: await encodePng(drawing.figure) })));
}
