/** @file Sizes in, settings out. */

import { phrase, type Phrase } from '../explain/words/phrase.js';
import { proveStride } from './proof.js';
import { type Question, readQuery } from './query.js';
import { type Part, type Setting, settingsAt, stridesOf } from './settings.js';
import { ranked } from './solution.js';
import type { AxisKnobs, SolveOp, Solution, SolveQuery, StrideProof } from './types.js';

export interface SolveResult {
  readonly op: SolveOp;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Whether every solution has the same settings on all axes. */
  readonly shared: boolean;
  /** All of them, the best first; of settings that differ per axis the best `MOST_COMBINED`. */
  readonly solutions: readonly Solution[];
  /** How many there are. */
  readonly count: number;
  /** One entry per stride that was tried; where settings differ per axis, one list per axis behind each other. */
  readonly proof: readonly StrideProof[];
  /** What is to be said of the whole: that axes need settings of their own, or that nothing fits. */
  readonly notes: readonly Phrase[];
}

/** Of settings that differ per axis so many combinations are listed; `count` tells all. */
export const MOST_COMBINED = 1000;

interface Found {
  readonly settings: Setting[];
  readonly proof: StrideProof[];
}

function solvePart(part: Part): Found {
  const settings: Setting[] = [];
  const proof: StrideProof[] = [];
  for (const ceilMode of part.question.ceilModes)
    for (const stride of stridesOf(part)) {
      const found = settingsAt(part, stride, ceilMode);
      settings.push(...found);
      proof.push(proveStride(part, stride, ceilMode, found));
    }
  return { settings, proof };
}

const onAxis = ({ outputPadding, ...rest }: Setting, i: number): AxisKnobs => ({
  ...rest,
  outputPadding: outputPadding[i]!,
});

function solveShared(question: Question): SolveResult {
  const axes = question.input.map((_, axis) => axis);
  const { settings, proof } = solvePart({ question, axes });
  const solutions = ranked(
    question,
    settings.map((setting) => axes.map((_, i) => onAxis(setting, i))),
  );
  return resultOf(question, true, solutions, solutions.length, proof, []);
}

/** Each axis by itself; the settings are combined from the best of each, ceil_mode alike on all. */
function solveApart(question: Question): SolveResult {
  const parts = question.input.map((_, axis) => solvePart({ question, axes: [axis] }));
  let combined: AxisKnobs[][] = [];
  let count = 0;
  for (const ceilMode of question.ceilModes) {
    const lists = parts.map(({ settings }, axis) => bestOfAxis(question, axis, settings, ceilMode));
    count += lists.reduce((product, list) => product * list.length, 1);
    const kept = Math.ceil(MOST_COMBINED ** (1 / lists.length));
    const short = lists.map((list) => list.slice(0, kept));
    combined = combined.concat(
      short.reduce<AxisKnobs[][]>((rows, list) => rows.flatMap((row) => list.map((one) => [...row, one])), [[]]),
    );
  }
  const solutions = ranked(question, combined).slice(0, MOST_COMBINED);
  return resultOf(
    question,
    false,
    solutions,
    count,
    parts.flatMap(({ proof }) => proof),
    [],
  );
}

function bestOfAxis(question: Question, axis: number, settings: readonly Setting[], ceilMode: boolean): AxisKnobs[] {
  const alone = { ...question, input: [question.input[axis]!], output: [question.output[axis]!] };
  const knobs = settings.filter((s) => s.ceilMode === ceilMode).map((setting) => [onAxis(setting, 0)]);
  return ranked(alone, knobs).map((solution) => ({
    kernel: solution.kernel[0]!,
    stride: solution.stride[0]!,
    padding: solution.padding[0]!,
    dilation: solution.dilation[0]!,
    outputPadding: solution.outputPadding[0]!,
    ceilMode: solution.ceilMode,
  }));
}

function resultOf(
  { op, input, output }: Question,
  shared: boolean,
  solutions: readonly Solution[],
  count: number,
  proof: readonly StrideProof[],
  notes: readonly Phrase[],
): SolveResult {
  return { op, input, output, shared, solutions, count, proof, notes };
}

const crossed = (sizes: readonly number[]): string => sizes.join('×');

/**
 * Kernel, stride, padding and dilation (and `output_padding`, `ceil_mode`) that take `input` to `output`: all of them within
 * the limits, the best first, with the proof per stride. Where no one setting does it on all axes, each axis has its own.
 *
 *     solve({ input: [304, 228], output: [152, 114] }).solutions[0].text   // kernel_size=3, stride=2, padding=1
 *
 * Formula: `s(o−1) + 1 − n ≤ 2p − d(k−1) ≤ s·o − n` per axis, see `boundsOf`.
 *
 * @throws QuestionError for sizes or values that no layer has; never because nothing fits
 */
export function solve(query: SolveQuery): SolveResult {
  const question = readQuery(query);
  const { input, output } = question;
  const nothing = phrase('nothingFits', { input: crossed(input), output: crossed(output) });
  const first = question.shared ? solveShared(question) : solveApart(question);
  if (first.count > 0) return first;
  if (!question.shared || input.length === 1) return { ...first, notes: [nothing] };
  const apart = solveApart({ ...question, shared: false });
  if (apart.count === 0) return { ...first, notes: [nothing] };
  return { ...apart, proof: [...first.proof, ...apart.proof], notes: [phrase('oneSettingPerAxis')] };
}
