/** @file The way back: which sizes a convolution takes to the same, and what the transposed one needs to return to this one. */

import {
  type Arg,
  type LayerSpec,
  type Shape,
  type Window,
  layerSpec,
  layerWindows,
  plainSpec,
  sizesOfCount,
  transposedSize,
} from 'atrous/spec';
import { outputOf } from './call.js';
import { type Step, type Token, axisNames, formula } from './tokens.js';
import { type Phrase, phrase } from './words/phrase.js';

/** One axis of the side that a convolution reads. */
export interface BackAxis {
  readonly axis: string;
  /** The sizes that a convolution of these settings takes to the same one, both ends included. */
  readonly low: number;
  readonly high: number;
  /** What a transposed convolution of these settings adds so that it ends at this layer's size. */
  readonly outputPadding: number;
}

/** `303 or 304 × 227 or 228 → ConvTranspose2d needs output_padding=1 for 304×228`; its value is how many such sizes there are. */
export interface BackExplanation extends Step {
  readonly axes: readonly BackAxis[];
  /** The layer that goes the other way; undefined where there is none, since padding differs at the two ends. */
  readonly opposite: LayerSpec | undefined;
}

/** Whether there is anything to choose: at stride 1 every size has an output of its own. */
export const hasChoice = (back: BackExplanation | undefined): back is BackExplanation =>
  back !== undefined && back.value > 1;

/** Padding modes that copy cells need as many. */
const LEAST: Readonly<Record<string, (padding: number) => number>> = {
  reflect: (padding) => padding + 1,
  circular: (padding) => padding,
};

/**
 * A convolution takes `stride` neighbouring sizes to one, and `output_padding` of the transposed one says to which of them it
 * goes back. Told from both sides: of a convolution what goes back, of a transposed one what came here.
 *
 * @returns undefined for layers that are neither
 * @throws what PyTorch throws where the layer refuses this input
 */
export function explainBack(layer: LayerSpec, input: Shape): BackExplanation | undefined {
  const spec = plainSpec(layer, input);
  if (!/^Conv(Transpose)?[123]d$/.test(spec.op)) return undefined;
  const windows = layerWindows(spec, input)!;
  const rank = windows.length;
  const output = outputOf(spec, input);
  const isTransposed = spec.op.startsWith('ConvTranspose');
  const [large, small] = isTransposed
    ? [output.slice(-rank), input.slice(-rank)]
    : [input.slice(-rank), output.slice(-rank)];
  const axes = windows.map((window, i) => axisOf(spec, axisNames(rank)[i]!, window, large[i]!, small[i]!));
  const opposite = oppositeOf(spec, windows, axes);
  const note = opposite && (isTransposed ? convNote : transposedNote)(opposite, axes, large, small);
  const tokens = [...sizesTokens(axes), ...(note ? formula(' → ', note) : [])];
  return { id: 'back', tokens, value: axes.reduce((n, { low, high }) => n * (high - low + 1), 1), axes, opposite };
}

function axisOf({ args }: LayerSpec, axis: string, window: Window, large: number, small: number): BackAxis {
  const { low, high } = sizesOfCount(small, window);
  const least = LEAST[String(args['paddingMode'])]?.(window.padBefore) ?? 1;
  return { axis, low: Math.max(low, least), high, outputPadding: large - transposedSize(small, window, 0) };
}

/** The same settings in the other class: channels change places. */
function oppositeOf(
  { op, args }: LayerSpec,
  windows: readonly Window[],
  axes: readonly BackAxis[],
): LayerSpec | undefined {
  if (windows.some(({ padBefore, padAfter }) => padBefore !== padAfter)) return undefined;
  const isTransposed = op.startsWith('ConvTranspose');
  const { inChannels, outChannels, kernelSize, stride, dilation, groups, bias } = args as Record<string, Arg>;
  const shared = { stride, dilation, groups, bias, padding: windows.map(({ padBefore }) => padBefore) };
  const added = isTransposed ? {} : { outputPadding: axes.map(({ outputPadding }) => outputPadding) };
  const name = isTransposed ? op.replace('Transpose', '') : op.replace('Conv', 'ConvTranspose');
  return layerSpec(name, [outChannels!, inChannels!, kernelSize!], { ...shared, ...added } as LayerSpec['args']);
}

/** `303 or 304 × 227 or 228`, `301 to 304`. */
function sizesTokens(axes: readonly BackAxis[]): Token[] {
  return axes.flatMap(({ low, high }, i) => [
    ...(i === 0 ? [] : formula(' × ')),
    ...(low >= high ? formula(high) : formula(low, phrase(high === low + 1 ? 'backOr' : 'to'), high)),
  ]);
}

const sizesText = (sizes: Shape): string => sizes.join('×');

function transposedNote({ op }: LayerSpec, axes: readonly BackAxis[], large: Shape): Phrase {
  const amounts = axes.map(({ outputPadding }) => outputPadding);
  const sizes = sizesText(large);
  if (amounts.every((amount) => amount === 0)) return phrase('backPlain', { op, sizes });
  const isOne = amounts.every((amount) => amount === amounts[0]);
  return phrase('backNeeds', { op, sizes, amount: isOne ? amounts[0]! : `(${amounts.join(', ')})` });
}

/** What only the dilation allows to add leads beyond the sizes that a convolution takes here. */
function convNote({ op }: LayerSpec, axes: readonly BackAxis[], large: Shape, small: Shape): Phrase {
  const isAmong = axes.every(({ low, high }, i) => large[i]! >= low && large[i]! <= high);
  const values = { op, sizes: sizesText(small) };
  return isAmong ? phrase('backConv', values) : phrase('backBeyond', { ...values, output: sizesText(large) });
}
