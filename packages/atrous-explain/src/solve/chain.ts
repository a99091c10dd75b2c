/** @file Several layers in a row: sizes between them are gone through, one usual setting per step. */

import { poolCount, transposedSize, windowCount } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { axisNames } from '../explain/tokens.js';
import { type Question, isPool, readQuery } from './query.js';
import { type Rank, compareRanks, rankOf } from './rank.js';
import { type Part, dilationsOf, kernelsOf, paddingRange, stridesOf, windowOf } from './settings.js';
import { ranked } from './solution.js';
import type { AxisKnobs, FixedKnobs, Solution, SolveOp } from './types.js';
import { phrase } from '../explain/words/phrase.js';

/** One layer of a chain: its kind and what of it is decided. */
export interface ChainLayer {
  readonly op?: SolveOp | undefined;
  readonly fixed?: FixedKnobs | undefined;
}

export interface ChainQuery {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly layers: readonly ChainLayer[];
}

/** Settings of all layers in a row. */
export interface ChainSolution {
  readonly steps: readonly ChainStep[];
}

export interface ChainStep {
  readonly op: SolveOp;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly setting: Solution;
}

/** Settings that people use; what is fixed may go beyond. */
const USUAL = { kernel: 7, stride: 4, padding: 3, dilation: 1 };
/** Sizes kept between two layers, and ways to each of them. */
const MOST = { layers: 8, sizes: 400, ways: 3 };

interface Way {
  readonly sizes: readonly (readonly number[])[];
  readonly knobs: readonly AxisKnobs[];
  readonly ranks: readonly Rank[];
}

interface Move {
  readonly output: readonly number[];
  readonly knobs: AxisKnobs;
  readonly rank: Rank;
}

function sizesAfter(op: SolveOp, input: readonly number[], knobs: AxisKnobs): number[] {
  const window = windowOf(knobs);
  return input.map((size) => {
    if (op === 'convTranspose') return transposedSize(size, window, knobs.outputPadding);
    return isPool(op) ? poolCount(size, window, knobs.ceilMode) : windowCount(size, window);
  });
}

function* usualKnobs(question: Question): Generator<AxisKnobs> {
  const part: Part = { question, axes: question.input.map((_, axis) => axis) };
  const { op, fixed, ceilModes } = question;
  for (const stride of stridesOf(part))
    for (const kernel of kernelsOf(part).filter((k) => k >= stride || fixed.kernel !== undefined))
      for (const dilation of dilationsOf(part, kernel)) {
        const [low, high] = paddingRange(part, kernel);
        const reach = fixed.padding === undefined ? Math.floor((kernel * dilation) / 2) : high;
        for (let padding = low; padding <= Math.min(high, reach); padding++)
          for (const ceilMode of ceilModes)
            for (const outputPadding of outputPaddings(op, fixed.outputPadding?.[0], stride))
              yield { kernel, stride, padding, dilation, ceilMode, outputPadding };
      }
}

function outputPaddings(op: SolveOp, fixed: number | undefined, stride: number): number[] {
  if (fixed !== undefined) return [fixed];
  return op === 'convTranspose' ? Array.from({ length: stride }, (_, i) => i) : [0];
}

/** The best setting to every size that one layer reaches. */
function moves(question: Question): Move[] {
  const best = new Map<string, Move>();
  const { op, input } = question;
  const names = axisNames(input.length);
  for (const knobs of usualKnobs(question)) {
    const output = sizesAfter(op, input, knobs);
    if (output.some((size) => size < 1)) continue;
    const rank = rankOf(
      op,
      input.map((n, i) => ({ ...knobs, axis: names[i]!, input: n, output: output[i]! })),
    );
    const before = best.get(output.join());
    if (!before || compareRanks(rank, before.rank) < 0) best.set(output.join(), { output, knobs, rank });
  }
  return [...best.values()];
}

/** Criteria that weigh more than an even course: cells skipped or left out. */
const HARD = 2;

/** The squares of `log₂` of the steps, summed: least where all layers shrink (or grow) alike. */
function unevenness({ sizes }: Way): number {
  const steps = sizes.slice(1).map((size, i) => Math.log2(size[0]! / sizes[i]![0]!) ** 2);
  return Number(steps.reduce((sum, step) => sum + step, 0).toFixed(6));
}

/** The sums of all layers' costs, with the unevenness behind the hard ones. */
function wayRank(way: Way): Rank {
  const costs = (way.ranks[0]?.costs ?? []).map((_, i) =>
    way.ranks.reduce((total, rank) => total + (rank.costs[i] ?? 0), 0),
  );
  return { costs: costs.toSpliced(HARD, 0, unevenness(way)), reasons: [] };
}

const compareWays = (a: Way, b: Way): number => compareRanks(wayRank(a), wayRank(b));

/** Sizes nearest to the even course from the input to the output are kept where there are too many. */
function kept(ways: ReadonlyMap<string, Way[]>, target: readonly number[], share: number): Map<string, Way[]> {
  if (ways.size <= MOST.sizes) return new Map(ways);
  const off = (list: readonly Way[]): number => {
    const { sizes } = list[0]!;
    return sizes.at(-1)!.reduce((sum, n, i) => {
      const even = sizes[0]![i]! * (target[i]! / sizes[0]![i]!) ** share;
      return sum + Math.abs(Math.log(n / even));
    }, 0);
  };
  return new Map([...ways].sort((a, b) => off(a[1]) - off(b[1])).slice(0, MOST.sizes));
}

function question({ op, fixed }: ChainLayer, input: readonly number[]): Question {
  return readQuery({ op, fixed, input, output: input.map(() => 1), limits: USUAL });
}

/** Every way is taken one layer further; of equal sizes the best few stay. */
function advance(ways: ReadonlyMap<string, Way[]>, layer: ChainLayer): Map<string, Way[]> {
  const next = new Map<string, Way[]>();
  for (const list of ways.values()) {
    for (const move of moves(question(layer, list[0]!.sizes.at(-1)!))) {
      const key = move.output.join();
      const longer = list.map((way) => ({
        sizes: [...way.sizes, move.output],
        knobs: [...way.knobs, move.knobs],
        ranks: [...way.ranks, move.rank],
      }));
      next.set(key, [...(next.get(key) ?? []), ...longer].sort(compareWays).slice(0, MOST.ways));
    }
  }
  return next;
}

/** The last layer's best settings to the very size that is wanted. */
function lastMoves(ways: ReadonlyMap<string, Way[]>, layer: ChainLayer, output: readonly number[]): Way[] {
  const done: Way[] = [];
  for (const list of ways.values()) {
    const move = moves(question(layer, list[0]!.sizes.at(-1)!)).find((one) => one.output.join() === output.join());
    if (move)
      for (const { sizes, knobs, ranks } of list)
        done.push({
          sizes: [...sizes, move.output],
          knobs: [...knobs, move.knobs],
          ranks: [...ranks, move.rank],
        });
  }
  return done.sort(compareWays);
}

/**
 * Settings of several layers in a row that take `input` to `output`, the same on every axis, the best first: kernels to 7,
 * strides to 4, padding to 3 and at most half of the kernel, no dilation, where nothing else is fixed. Not all of them: one
 * way per sizes between the layers, and of these the most even.
 *
 * @param count  so many are returned
 * @throws QuestionError for sizes that are none, or more than 8 layers
 */
export function solveChain({ input, output, layers }: ChainQuery, count: number = 5): ChainSolution[] {
  if (layers.length < 1 || layers.length > MOST.layers)
    throw new QuestionError(phrase('questionChain', { most: MOST.layers, given: layers.length }), { layers });
  readQuery({ input, output });
  let ways = new Map<string, Way[]>([[input.join(), [{ sizes: [input], knobs: [], ranks: [] }]]]);
  layers.slice(0, -1).forEach((layer, i) => {
    ways = kept(advance(ways, layer), output, (i + 1) / layers.length);
  });
  return lastMoves(ways, layers.at(-1)!, output)
    .slice(0, count)
    .map(({ sizes, knobs }) => ({ steps: knobs.map((one, i) => stepOf(layers[i]!, one, sizes[i]!, sizes[i + 1]!)) }));
}

function stepOf(layer: ChainLayer, knobs: AxisKnobs, input: readonly number[], output: readonly number[]): ChainStep {
  const asked = { ...question(layer, input), output };
  const [setting] = ranked(asked, [input.map(() => knobs)]);
  return { op: asked.op, input, output, setting: setting! };
}
