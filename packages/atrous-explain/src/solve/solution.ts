/** @file Settings as solutions: one value per axis, the text, the spec. */

import { type Arg, type LayerSpec, layerSpec } from 'atrous/spec';
import { type Rank, compareRanks, leftOver, rankOf, rankedAxes } from './rank.js';
import type { Question } from './query.js';
import type { AxisKnobs, SolveOp, Solution } from './types.js';

/** A number where all axes agree, otherwise Python's tuple. */
const python = (values: readonly number[]): string =>
  new Set(values).size === 1 ? String(values[0]) : `(${values.join(', ')})`;

/** PyTorch's arguments, those with their default left out; a pool's stride is always written. */
function textOf(op: SolveOp, knobs: readonly AxisKnobs[]): string {
  const all = (of: (axis: AxisKnobs) => number): number[] => knobs.map(of);
  const parts = [`kernel_size=${python(all((a) => a.kernel))}`];
  const add = (name: string, values: number[], usual: number): void => {
    if (values.some((v) => v !== usual)) parts.push(`${name}=${python(values)}`);
  };
  add(
    'stride',
    all((a) => a.stride),
    op.endsWith('Pool') ? 0 : 1,
  );
  add(
    'padding',
    all((a) => a.padding),
    0,
  );
  add(
    'output_padding',
    all((a) => a.outputPadding),
    0,
  );
  add(
    'dilation',
    all((a) => a.dilation),
    1,
  );
  if (knobs[0]!.ceilMode) parts.push('ceil_mode=True');
  return parts.join(', ');
}

function solutionOf(op: SolveOp, question: Question, knobs: readonly AxisKnobs[], rank: Rank): Solution {
  const left = rankedAxes(knobs, question.input, question.output).map((axis) => Math.max(0, leftOver(axis)));
  return {
    kernel: knobs.map((a) => a.kernel),
    stride: knobs.map((a) => a.stride),
    padding: knobs.map((a) => a.padding),
    dilation: knobs.map((a) => a.dilation),
    outputPadding: knobs.map((a) => a.outputPadding),
    ceilMode: knobs[0]!.ceilMode,
    unread: op === 'convTranspose' ? knobs.map(() => 0) : left,
    reasons: rank.reasons,
    text: textOf(op, knobs),
  };
}

/** Settings as solutions, the best first. */
export function ranked(question: Question, settings: readonly (readonly AxisKnobs[])[]): Solution[] {
  const { op, input, output } = question;
  return settings
    .map((knobs) => ({ knobs, rank: rankOf(op, rankedAxes(knobs, input, output)) }))
    .sort((a, b) => compareRanks(a.rank, b.rank))
    .map(({ knobs, rank }) => solutionOf(op, question, knobs, rank));
}

/**
 * A solution as a layer.
 *
 * @param channels  of the input and the output; a pool takes none
 * @throws ArgumentError for channels that are none
 */
export function solutionSpec(op: SolveOp, solution: Solution, channels: readonly [number, number] = [1, 1]): LayerSpec {
  const rank = solution.kernel.length;
  const { kernel, stride, padding, dilation, outputPadding, ceilMode } = solution;
  const windows: Record<string, Arg> = { kernelSize: [...kernel], stride: [...stride], padding: [...padding] };
  if (op === 'maxPool') return layerSpec(`MaxPool${rank}d`, [], { ...windows, dilation: [...dilation], ceilMode });
  if (op === 'avgPool') return layerSpec(`AvgPool${rank}d`, [], { ...windows, ceilMode });
  const args: Record<string, Arg> = { ...windows, dilation: [...dilation] };
  if (op === 'conv') return layerSpec(`Conv${rank}d`, [...channels], args);
  return layerSpec(`ConvTranspose${rank}d`, [...channels], { ...args, outputPadding: [...outputPadding] });
}
