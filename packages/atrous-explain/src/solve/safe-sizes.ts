/** @file Which sizes of the input go through a network, and the rule in them. */

import type { NetworkSpec, Shape } from 'atrous/spec';
import { QuestionError } from '../explain/error.js';
import { type Phrase, phrase } from '../explain/words/phrase.js';
import { walkNetwork } from './walk.js';

export interface SafeSizesOptions {
  /** Which axes of the input take the size, together; default all from the third on (`[N, C, …]`). */
  readonly axes?: readonly number[] | undefined;
  /** First and last size that is tried; default 1 and 512. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Sizes from `least` on work exactly where `size mod modulus` is one of `residues`. */
export interface SizePattern {
  readonly modulus: number;
  readonly residues: readonly number[];
  readonly least: number;
}

export interface SafeSizes {
  readonly from: number;
  readonly to: number;
  /** The sizes that work, ascending. */
  readonly sizes: readonly number[];
  /** null where no rule repeats within the range. */
  readonly pattern: SizePattern | null;
  /** The rule in words. */
  readonly note: Phrase;
}

const MOST = { size: 8192, modulus: 256, listed: 8 };

/**
 * Tries every size of the range. The rule is read off what was found: the smallest modulus whose pattern repeats at least twice
 * up to the end of the range, such as multiples of 16 for four halvings with skips.
 *
 * @param input  a shape of the input; its sizes at `axes` are replaced
 * @throws QuestionError for a range or axes that are none
 */
export function safeSizes(network: NetworkSpec, input: Shape, options: SafeSizesOptions = {}): SafeSizes {
  const { axes = input.map((_, axis) => axis).slice(2), from = 1, to = 512 } = options;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 1 && from <= to && to <= MOST.size))
    throw new QuestionError(phrase('questionRange', { most: MOST.size, from, to }), { from, to });
  if (axes.length === 0 || axes.some((axis) => input[axis] === undefined))
    throw new QuestionError(phrase('questionNoAxes', { input: JSON.stringify(input), axes: JSON.stringify(axes) }), {
      input,
      axes,
    });
  const works: boolean[] = [];
  for (let size = from; size <= to; size++) {
    const shape = input.map((given, axis) => (axes.includes(axis) ? size : given));
    const { failure, output } = walkNetwork(network, shape);
    works.push(failure === undefined && !output.includes(0));
  }
  const sizes = works.flatMap((ok, i) => (ok ? [from + i] : []));
  const pattern = patternOf(works, from);
  return { from, to, sizes, pattern, note: noteOf(sizes, pattern, from, to) };
}

/** The nearest sizes that work, below (or equal) and above. */
export function nearestSafe(
  { sizes }: SafeSizes,
  size: number,
): { below: number | undefined; above: number | undefined } {
  return { below: sizes.findLast((n) => n <= size), above: sizes.find((n) => n >= size) };
}

function patternOf(works: readonly boolean[], from: number): SizePattern | null {
  for (let modulus = 1; modulus <= Math.min(MOST.modulus, works.length / 2); modulus++) {
    const least = repeatsFrom(works, modulus);
    // Two whole periods, and at least half of what was tried.
    if (works.length - least < 2 * modulus || least > works.length / 2) continue;
    const period = works.slice(works.length - modulus);
    const first = from + works.length - modulus;
    const residues = period.flatMap((ok, i) => (ok ? [(first + i) % modulus] : []));
    return { modulus, residues: residues.sort((a, b) => a - b), least: from + least };
  }
  return null;
}

/** The first place from which on the list repeats with this period. */
function repeatsFrom(works: readonly boolean[], modulus: number): number {
  let least = works.length - modulus;
  while (least > 0 && works[least - 1] === works[least - 1 + modulus]) least--;
  return least;
}

function noteOf(sizes: readonly number[], pattern: SizePattern | null, least: number, most: number): Phrase {
  if (sizes.length === 0) return phrase('safeNone', { least, most });
  if (pattern === null || pattern.residues.length === 0) {
    const more = sizes.length > MOST.listed ? ', …' : '';
    return phrase('safeOnly', { sizes: sizes.slice(0, MOST.listed).join(', ') + more });
  }
  const { modulus, residues } = pattern;
  const first = sizes.find((size) => size >= pattern.least)!;
  if (modulus === 1) return phrase('safeAll', { least: first });
  if (residues.length === 1 && residues[0] === 0) return phrase('safeMultiples', { modulus, least: first });
  return phrase('safeClass', { modulus, residues: residues.join(', '), least: first });
}
