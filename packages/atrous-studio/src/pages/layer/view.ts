/** @file From the page's state to the picture's: which view a tab is, which frame a selection is, what is looked at. */

import {
  type CellSelection,
  type LayerState,
  type SceneLens,
  type View,
  frameShape,
  sceneViews,
  windowCells,
} from 'atrous-explain';
import { spatialRank } from './rank.js';
import type { LayerPageState, Selection, Tab } from './state.js';
import type { Legal } from './verdict.js';

const PLANES = { in: 'input', out: 'output', tap: 'kernel' } as const;

/** Kernels of more taps are not drawn: no screen shows them. */
const MOST_TAPS = 2500;

/** Whether a picture is left out because the kernel has too many taps. */
export const isTooLarge = ({ spec, input }: Legal): boolean => windowCells({ spec, input }) > MOST_TAPS;

/** Pictures of these have numbers in their cells. */
const SHOWS_VALUES = /^(Conv|ConvTranspose|(Adaptive)?(Max|Avg)Pool|LPPool|\w+Pad)[12]d$|^Upsampl/;

/** The tabs that a layer has, the usual one first; none where there is no picture. */
export function tabsOf(legal: Legal): readonly Tab[] {
  const { spec, input, output } = legal;
  if ([...input, ...output].some((size) => size < 1) || isTooLarge(legal)) return [];
  const views = sceneViews({ spec, input });
  const pictures = (['slide', 'stamp', 'gather', 'matrix'] as const).filter((tab) => views.includes(tab));
  if (pictures.length === 0) return [];
  const tabs: readonly Tab[] = SHOWS_VALUES.test(spec.op) ? [...pictures, 'values'] : pictures;
  return views.includes('solid') ? [...tabs, 'solid'] : tabs;
}

/** The tab that is shown: the one that is wanted, where the layer has it. */
export const tabOf = (wanted: Tab, tabs: readonly Tab[]): Tab | undefined => (tabs.includes(wanted) ? wanted : tabs[0]);

/** The picture's view on a tab. */
export function viewOf(tab: Tab, { spec }: Legal, morph: number): View {
  if (tab === 'values') return spec.op.startsWith('ConvTranspose') ? 'gather' : 'slide';
  if (tab === 'gather') return morph === 1 ? 'gather' : 'morph';
  return tab;
}

/** Spatial axes of a layer on its input. */
export const rankIn = ({ spec, input }: Legal): number => spatialRank(spec, input);

/** The sizes that the frames of a view count. */
export const frameSizes = (view: View, { spec, input }: Legal): readonly number[] => frameShape({ spec, input, view });

/** Row-major place of an index; undefined for one outside. */
export function frameOf(index: readonly number[], sizes: readonly number[]): number | undefined {
  if (index.length !== sizes.length || index.some((at, axis) => at < 0 || at >= sizes[axis]!)) return undefined;
  return index.reduce((frame, at, axis) => frame * sizes[axis]! + at, 0);
}

/** The index at a row-major place. */
export function indexOf(frame: number, sizes: readonly number[]): number[] {
  const index: number[] = [];
  let rest = frame;
  for (const size of sizes.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** What the frames of a view are of. */
export const framesAre = (view: View): Selection['what'] => (view === 'stamp' ? 'in' : 'out');

/** Whether an index is one of the layer: of its frames, its input, its output or its kernel. */
export function isInside(legal: Legal, view: View, { what, index }: Selection): boolean {
  const sizes = what === framesAre(view) ? frameSizes(view, legal) : sizesOf(legal, what);
  return frameOf(index, sizes) !== undefined;
}

/** Spatial sizes of what a selection can be of. */
export function sizesOf(legal: Legal, what: Selection['what']): readonly number[] {
  const { spec, input, output, explanation } = legal;
  const rank = rankIn(legal);
  if (what !== 'tap') return (what === 'in' ? input : output).slice(-rank);
  const weight = explanation.weight.parameters.find(({ parameter }) => parameter === 'weight');
  if (weight && weight.axes.length > rank) return weight.axes.slice(-rank).map(({ size }) => size);
  const kernel = spec.args['kernelSize'];
  return Array.isArray(kernel) ? kernel.map(Number) : Array<number>(rank).fill(Number(kernel ?? 1));
}

/** Planes of more cells are not drawn whole, on whatever screen. */
const WHOLE = 28;

/** Whether a picture may show a part of the layer only. */
export const isCut = (legal: Legal, lens: SceneLens | undefined): boolean =>
  [...sizesOf(legal, 'in'), ...sizesOf(legal, 'out')].some((size) => size > (lens?.cells ?? WHOLE));

/** The selection as the picture takes it; undefined where the frame itself shows it. */
export function lookedAt(view: View, selection: Selection | undefined): CellSelection | undefined {
  if (selection === undefined || selection.what === framesAre(view) || view === 'morph') return undefined;
  return { plane: PLANES[selection.what], index: selection.index };
}

export interface Pictured {
  readonly tab: Tab;
  readonly state: LayerPageState;
  readonly legal: Legal;
  readonly narrow: boolean;
  readonly reducedMotion: boolean;
  readonly lang: LayerState['lang'];
  readonly selection: Selection | undefined;
  readonly values: LayerState['values'];
}

/** What the picture is of. */
export function sceneState({ tab, state, legal, selection, ...how }: Pictured): LayerState {
  const view = viewOf(tab, legal, state.morph);
  const { spec, input } = legal;
  const { channel, morph, lens } = state;
  return { spec, input, view, channel, morph, lens, bare: true, selection: lookedAt(view, selection), ...how };
}

/** The input channels that an output channel reads: the first of them, and how many. Layers without groups read their own. */
export function readChannels(legal: Legal, channel: number): readonly [first: number, count: number] {
  const { inChannels, outChannels, groups } = legal.spec.args;
  if (inChannels === undefined) return [channel, 1];
  const [each, made] = [Number(inChannels) / Number(groups), Number(outChannels) / Number(groups)];
  return [Math.floor(channel / made) * each, each];
}
