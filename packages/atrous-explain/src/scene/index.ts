/**
 * @file Scenes: a layer, a view and a time in, a picture as data out. The same picture is drawn as SVG, as pixels, and
 * read aloud.
 */

import { channelsPicture } from './channels.js';
import type { Shape } from 'atrous/spec';
import { fieldChain, fieldScene } from './field.js';
import { gatherScene } from './gather.js';
import { columnsScene } from './columns.js';
import {
  type ColumnsLayer,
  kernelOf,
  type PicturedLayer,
  picturedLayer,
  type SceneLayer,
  sceneLayer,
  spatialAxes,
  type UnpoolLayer,
} from './layer.js';
import { checkLens } from './lens.js';
import { matrixScene } from './matrix.js';
import type { Scene } from './scene.js';
import { noPicture } from './refused.js';
import { largeSizes, shuffleScene } from './shuffle.js';
import { slideScene } from './slide.js';
import { solidScene } from './solid/index.js';
import { stampScene } from './stamp.js';
import type { LayerState, SceneState, View } from './state.js';
import { framesOf } from './timeline.js';
import { unpoolScene } from './unpool.js';
import { sceneWords } from './words/index.js';

export type { Box, CellRef, Drawn, Grid, LegendEntry, Line, Path, Point, Rect, Role, Scene, Text } from './scene.js';
export { describeScene, drawOrder } from './scene.js';
export { type Hex, type Look, lookOf, paperOf, TAP_COLOURS, type Theme } from './palette.js';
export { type DrawnText, renderSvg, type SvgElement, type SvgOptions, svgPicture, type SvgPicture } from './svg.js';
export { renderTikz, type TikzOptions } from './tikz.js';
export type { CellSelection, FieldState, LayerState, SceneLens, SceneState, View } from './state.js';
export { LEAST_CELLS, MOST_CELLS } from './lens.js';
export type { SceneValues } from './values.js';
export { tapMark } from './taps.js';
export { HOLD } from './timeline.js';
export { type MatrixEntry } from './matrix.js';

/** The views that a layer has, the usual one first; none for a layer without a picture. */
export function sceneViews({ spec, input }: Pick<LayerState, 'spec' | 'input'>): readonly View[] {
  const layer = picturedLayer(spec, input);
  return layer === undefined ? [] : viewsOf(layer);
}

function viewsOf(layer: PicturedLayer): readonly View[] {
  if (layer.kind === 'shuffle' || layer.kind === 'columns' || layer.kind === 'unpool') return ['slide'];
  if (layer.kind === 'transposed')
    return layer.rank === 3 ? ['stamp', 'matrix', 'solid'] : ['stamp', 'gather', 'morph', 'matrix', 'solid'];
  const hasMatrix = layer.operation === 'sum' || layer.operation === 'average';
  // Layers that copy or blend cells have no window of channels to show.
  const isSolid = /^Conv|Pool/.test(layer.spec.op);
  return ['slide', ...(hasMatrix ? (['matrix'] as const) : []), ...(isSolid ? (['solid'] as const) : [])];
}

/**
 * Cells of the largest window that a picture of the layer would show: taps of its kernel. 0 where there is no picture. A page that
 * draws what somebody types asks first.
 *
 * @throws what PyTorch throws where the layer refuses the input
 */
export function windowCells({ spec, input }: Pick<LayerState, 'spec' | 'input'>): number {
  const layer = picturedLayer(spec, input);
  if (layer === undefined) return 0;
  if (layer.kind === 'shuffle') return layer.factor ** 2;
  const isFlat = layer.kind === 'columns' || layer.kind === 'unpool';
  return (isFlat ? layer.axes.map(({ kernel }) => kernel) : kernelOf(layer)).reduce((a, b) => a * b, 1);
}

/**
 * How many frames there are: one per output cell, in `stamp` one per input cell.
 *
 * @throws RangeError where there is no such picture; what PyTorch throws where the layer refuses the input
 */
export function frameCount(state: SceneState): number {
  return state.view === 'field' ? chainOf(state).output : framesOf(frameShape(state));
}

/**
 * The sizes that the frames count, the last one fastest: of the output, in `stamp` of the input, of a shuffle its large plane, of
 * `Unfold` and `Fold` the positions of the block, of an un-pooling its input. Axes that the layer does not have are left out.
 *
 * @throws as `frameCount`
 */
export function frameShape(state: LayerState): Shape {
  const layer = layerOf(state);
  if (layer.kind === 'shuffle') return largeSizes(layer);
  return axesOf(layer)
    .map(({ size, count }) => (state.view === 'stamp' ? size : count))
    .slice(-layer.rank);
}

/**
 * The picture at a time, in frames from 0 on; between two frames it is in motion, unless `reducedMotion` is set.
 *
 * @throws RangeError where there is no such picture; what PyTorch throws where the layer refuses the input
 */
export function scene(state: SceneState, time: number): Scene {
  if (state.view === 'field') return fieldScene(chainOf(state), time);
  checkLens(state);
  const layer = layerOf(state);
  if (layer.kind === 'shuffle') return shuffleScene(layer, state, time);
  if (layer.kind === 'columns') return columnsScene(layer, state, time);
  if (layer.kind === 'unpool') return unpoolScene(layer, state, time);
  if (state.view === 'matrix') return matrixScene(layer, state, time);
  if (state.view === 'solid') return solidScene(layer, state, time);
  if (layer.kind === 'sliding') return slideScene(layer, state, time);
  if (state.view === 'stamp') return stampScene(layer, state, time);
  return gatherScene(layer, state, time, state.view === 'morph' ? (state.morph ?? 0.5) : 1);
}

/**
 * Which input channels each output channel reads: two strips and a ribbon per group.
 *
 * @returns undefined where there is nothing to say about channels
 * @throws what PyTorch throws where the layer refuses the input
 */
export function channelsScene({
  spec,
  input,
  channel = 0,
  lang,
}: Pick<LayerState, 'spec' | 'input' | 'channel' | 'lang'>): Scene | undefined {
  const layer = sceneLayer(spec, input);
  return layer && channelsPicture(layer, channel, lang);
}

function layerOf(state: LayerState): PicturedLayer {
  const layer = picturedLayer(state.spec, state.input);
  const words = sceneWords(state.lang);
  if (layer === undefined) throw new RangeError(noPicture(state.spec.op, words));
  const views = viewsOf(layer);
  if (!views.includes(state.view)) throw new RangeError(words.noView(state.spec.op, state.view, views));
  if (isEmpty(layer)) throw new RangeError(words.noCells(layer.title, state.input.join(' × ')));
  return layer;
}

const isEmpty = (layer: PicturedLayer): boolean =>
  layer.kind === 'shuffle'
    ? layer.small.some((size) => size < 1) || layer.factor < 1
    : axesOf(layer).some(({ size, count }) => size < 1 || count < 1);

const axesOf = (
  layer: SceneLayer | ColumnsLayer | UnpoolLayer,
): readonly { readonly size: number; readonly count: number }[] =>
  layer.kind === 'columns' || layer.kind === 'unpool' ? layer.axes : spatialAxes(layer);

function chainOf(state: Extract<SceneState, { view: 'field' }>): NonNullable<ReturnType<typeof fieldChain>> {
  const whole = fieldChain(state);
  if (whole === undefined) throw new RangeError(sceneWords(state.lang).noField);
  return whole;
}
