/** @file Questions that people ask in words: keep the size, halve it, double it, do as TensorFlow does. */

import { type ExplicitPadding, type PerAxis, perAxis, tensorflowPadding } from 'atrous/spec';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import { axisNames } from '../explain/tokens.js';
import { type SolveResult, solve } from './solve.js';
import type { FixedKnobs, Limits, SolveOp } from './types.js';

export type Wish = 'keep' | 'halve' | 'double';

export interface WishQuery {
  /** Default `'conv'`, for `double` `'convTranspose'`. */
  readonly op?: SolveOp | undefined;
  readonly input: readonly number[];
  readonly fixed?: FixedKnobs | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Where half of an odd size goes: up as a padded convolution takes it, down as a pool does. Default: the layer's own. */
  readonly round?: 'up' | 'down' | undefined;
}

/** The sizes that a wish means. */
export function wishedSizes(wish: Wish, { op, input, round }: WishQuery): number[] {
  if (wish === 'keep') return [...input];
  if (wish === 'double') return input.map((n) => 2 * n);
  const up = (round ?? (op === 'maxPool' || op === 'avgPool' ? 'down' : 'up')) === 'up';
  return input.map((n) => (up ? Math.ceil(n / 2) : Math.max(1, Math.floor(n / 2))));
}

/** `solve` for a wish: `ask('halve', { input: [304, 228] })`. @throws QuestionError as `solve` does */
export function ask(wish: Wish, query: WishQuery): SolveResult {
  const op = query.op ?? (wish === 'double' ? 'convTranspose' : 'conv');
  const { input, fixed, limits } = query;
  return solve({ op, input, output: wishedSizes(wish, { ...query, op }), fixed, limits });
}

/** TensorFlow's SAME for one layer and one input, in PyTorch. */
export interface SameAsTensorFlow {
  /** Zeros per axis, and the size that they give. */
  readonly axes: readonly ExplicitPadding[];
  /** What PyTorch's layer takes instead; null where the two ends differ and the stride is not 1. */
  readonly padding: number[] | 'same' | null;
  /** `F.pad`'s list for where no argument does it. */
  readonly pad: readonly number[];
  /** Lines of PyTorch. */
  readonly code: string;
  /** One sentence per axis. */
  readonly notes: readonly Phrase[];
}

/**
 * What TensorFlow's `padding='SAME'` does to an input of these sizes, and how PyTorch does the same: `⌈n/s⌉` outputs, the odd
 * zero at the end. With a stride the padding depends on the input's size, so that it holds for this size only.
 */
export function sameAsTensorFlow(
  input: readonly number[],
  window: { readonly kernel: PerAxis; readonly stride?: PerAxis; readonly dilation?: PerAxis },
): SameAsTensorFlow {
  const rank = input.length;
  const kernel = perAxis(window.kernel, rank);
  const stride = perAxis(window.stride ?? 1, rank);
  const dilation = perAxis(window.dilation ?? 1, rank);
  const axes = input.map((n, i) =>
    tensorflowPadding('SAME', n, { kernel: kernel[i]!, stride: stride[i]!, dilation: dilation[i]! }),
  );
  const pad = [...axes].reverse().flatMap(({ before, after }) => [before, after]);
  const padding = argumentFor(axes, stride);
  const names = axisNames(rank);
  const notes = axes.map(({ before, after }, i) => phrase('sameAsTensorFlow', { before, after, axis: names[i]! }));
  return { axes, padding, pad, code: codeFor(padding, pad, kernel, stride, dilation), notes };
}

function argumentFor(axes: readonly ExplicitPadding[], stride: readonly number[]): number[] | 'same' | null {
  if (axes.every(({ before, after }) => before === after)) return axes.map(({ before }) => before);
  return stride.every((s) => s === 1) ? 'same' : null;
}

const python = (values: readonly number[]): string =>
  values.every((v) => v === values[0]) ? String(values[0]) : `(${values.join(', ')})`;

function codeFor(
  padding: number[] | 'same' | null,
  pad: readonly number[],
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): string {
  const parts = [python(kernel), `stride=${python(stride)}`];
  if (dilation.some((d) => d !== 1)) parts.push(`dilation=${python(dilation)}`);
  if (padding !== null) parts.push(`padding=${padding === 'same' ? "'same'" : python(padding)}`);
  const call = `nn.Conv${kernel.length}d(in_channels, out_channels, ${parts.join(', ')})`;
  return padding === null ? `x = F.pad(x, (${pad.join(', ')}))\n${call}` : call;
}
