/** @file A layer whose outputs are sums over windows, as the closed forms need it. */

import {
  type LayerSpec,
  type PadMode,
  type Shape,
  type Window,
  layerWindows,
  outputShape,
  parameterShapes,
  plainSpec,
} from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { phrase } from '../explain/words/phrase.js';

/** A convolution, a transposed one, or a pool (whose channels are groups of one, and whose taps have no channels). */
export interface TapsLayer {
  readonly kind: 'conv' | 'convTranspose' | 'pool';
  readonly op: string;
  readonly windows: readonly Window[];
  /** Spatial sizes. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  /** Sizes of the weight; of a pool those of its window. */
  readonly weight: readonly number[];
  /** What the padding shows: zeros, which nobody reads, or copies of cells. */
  readonly padding: PadMode;
}

const SLIDING = /^(Conv|ConvTranspose|MaxPool|AvgPool|LPPool)([123])d$/;

/** Whether taps are known of layers of this class. */
export const hasTaps = (op: string): boolean => SLIDING.test(op.replace(/^Lazy/, ''));

/**
 * Reads a layer and its input.
 *
 * @throws QuestionError for a layer without taps; what PyTorch throws where the layer refuses the input
 */
export function tapsLayer(given: LayerSpec, shape: Shape): TapsLayer {
  const spec = hasTaps(given.op) ? plainSpec(given, shape) : given;
  const match = SLIDING.exec(spec.op);
  if (!match)
    throw new QuestionError(phrase('questionNoTaps', { op: spec.op }), { op: spec.op }, phrase('questionWindows'));
  const rank = Number(match[2]);
  const output = outputShape(spec, shape);
  const windows = layerWindows(spec, shape)!;
  const pool = !match[1]!.startsWith('Conv');
  const mode = spec.args['paddingMode'];
  const padding = mode === undefined || mode === 'zeros' ? 'constant' : (mode as PadMode);
  return {
    kind: pool ? 'pool' : match[1] === 'Conv' ? 'conv' : 'convTranspose',
    op: spec.op,
    windows,
    input: shape.slice(-rank),
    output: output.slice(-rank),
    inChannels: shape.at(-rank - 1)!,
    outChannels: output.at(-rank - 1)!,
    groups: pool ? shape.at(-rank - 1)! : Number(spec.args['groups']),
    weight: pool ? windows.map(({ kernel }) => kernel) : [...parameterShapes(spec)[0]![1]],
    padding,
  };
}
