/** @file A question made complete: sizes checked, defaults and limits filled in. */

import { type PerAxis, perAxis, snakeCase } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import type { FixedKnobs, Limits, SolveOp, SolveQuery } from './types.js';
import { phrase } from '../explain/words/phrase.js';

/** A question with everything filled in. */
export interface Question {
  readonly op: SolveOp;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** One value per axis, or undefined where it is open. */
  readonly fixed: Readonly<Record<KnobName, readonly number[] | undefined>>;
  readonly ceilModes: readonly boolean[];
  readonly limits: Limits;
  readonly shared: boolean;
}

type KnobName = Exclude<keyof FixedKnobs, 'ceilMode'>;
const KNOBS: readonly KnobName[] = ['kernel', 'stride', 'padding', 'dilation', 'outputPadding'];
/** The least legal value of each. */
const LEAST: Readonly<Record<KnobName, number>> = { kernel: 1, stride: 1, padding: 0, dilation: 1, outputPadding: 0 };

/** More sizes or larger values than any layer has; a question beyond them is a mistake or an attack. */
const MOST = { axes: 3, size: 1_000_000, knob: 4096, settings: 5_000_000 };

const isPool = (op: SolveOp): boolean => op === 'maxPool' || op === 'avgPool';

function checkSizes(name: string, sizes: readonly number[]): void {
  if (sizes.length >= 1 && sizes.length <= MOST.axes && sizes.every((n) => isWhole(n, 1, MOST.size))) return;
  throw new QuestionError(
    phrase('questionSizes', { name, axes: MOST.axes, most: MOST.size, given: JSON.stringify(sizes) }),
    { [name]: sizes },
    phrase('questionSpatialOnly'),
  );
}

const isWhole = (n: number, least: number, most: number): boolean => Number.isInteger(n) && n >= least && n <= most;

/** A fixed value, one per axis. @throws QuestionError for a value that no layer has */
function fixedValues(name: KnobName, value: PerAxis | undefined, rank: number): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const values = perAxis(value, rank);
  if (values.length === rank && values.every((v) => isWhole(v, LEAST[name], MOST.knob))) return values;
  throw new QuestionError(
    phrase('questionKnob', { name: snakeCase(name), least: LEAST[name], rank, given: JSON.stringify(value) }),
    { [name]: value },
  );
}

/** How many times larger the larger size is, rounded up, over all axes. */
const ratioOf = (from: readonly number[], to: readonly number[]): number =>
  Math.max(...from.map((n, axis) => Math.ceil(n / to[axis]!)));

/**
 * The limits where none are given: enough for usual layers, for `ratio`-fold patches, and for one window over a whole
 * small map.
 */
function limitsOf(op: SolveOp, input: readonly number[], output: readonly number[], given: Partial<Limits>): Limits {
  const [long, short] = op === 'convTranspose' ? [output, input] : [input, output];
  const ratio = Math.min(256, ratioOf(long, short));
  const limits = {
    kernel: given.kernel ?? Math.max(11, ratio),
    stride: given.stride ?? (short.every((n) => n === 1) ? 5 : Math.max(5, ratio + 1)),
    padding: given.padding ?? 12,
    dilation: given.dilation ?? 3,
  };
  for (const [name, value] of Object.entries(limits))
    if (!isWhole(value, name === 'padding' ? 0 : 1, MOST.knob))
      throw new QuestionError(phrase('questionLimit', { name, most: MOST.knob, given: value }), limits);
  const settings = limits.kernel * limits.stride * limits.dilation * (limits.padding + 1);
  if (settings > MOST.settings)
    throw new QuestionError(
      phrase('questionManySettings', { settings, most: MOST.settings }),
      limits,
      phrase('questionLowerLimit'),
    );
  return limits;
}

const SAME_ON_ALL = (values: readonly number[] | undefined): boolean => new Set(values).size <= 1;

/** @throws QuestionError for sizes or values that no layer has */
export function readQuery(query: SolveQuery): Question {
  const { op = 'conv', input, output, fixed = {}, limits = {}, shared = true } = query;
  checkSizes('input', input);
  checkSizes('output', output);
  if (input.length !== output.length)
    throw new QuestionError(phrase('questionAxes', { input: input.length, output: output.length }), {
      input,
      output,
    });
  const rank = input.length;
  const values = Object.fromEntries(
    KNOBS.map((name) => [name, fixedValues(name, fixed[name], rank)]),
  ) as Question['fixed'];
  return {
    op,
    input,
    output,
    fixed: values,
    ceilModes: isPool(op) ? (fixed.ceilMode === undefined ? [false, true] : [fixed.ceilMode]) : [false],
    limits: limitsOf(op, input, output, limits),
    // Different values on different axes are no shared setting.
    shared: shared && KNOBS.every((name) => name === 'outputPadding' || SAME_ON_ALL(values[name])),
  };
}

export { isPool };
