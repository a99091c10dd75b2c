/** @file How arguments are offered: names of axes, words to choose among, which of them always stand in the call. */

import type { Arg, ArgRule } from 'atrous/spec';
import { exampleOf, type LayerPageState, rankOf } from './state.js';

/** `H`, `W`; as many as there are values. */
export function axisNamesOf(op: string, count: number): readonly string[] {
  const rank = rankOf(op);
  if (count !== rank) return Array.from({ length: count }, (_, i) => String(i));
  return rank === 1 ? ['L'] : ['D', 'H', 'W'].slice(3 - rank);
}

/** Names of the axes of an input: N, C, then the spatial ones. */
export function inputAxes(op: string, count: number): readonly string[] {
  const rank = rankOf(op);
  const spatial =
    count - 2 === rank ? axisNamesOf(op, rank) : Array.from({ length: Math.max(0, count - 2) }, (_, i) => `${i + 2}`);
  return ['N', 'C', ...spatial].slice(0, count);
}

const CHOICES: Readonly<Record<string, readonly (string | null)[]>> = {
  paddingMode: ['zeros', 'reflect', 'replicate', 'circular'],
  mode: ['nearest', 'linear', 'bilinear', 'bicubic', 'trilinear', 'area', 'nearest-exact'],
  approximate: ['none', 'tanh'],
};

/** Words that an argument can be; none for numbers. `'same'` and `'valid'` have buttons beside the number. */
export function choicesOf({ name, kind }: ArgRule): readonly (string | null)[] {
  if (kind === 'perAxisOrString') return ['same', 'valid'];
  return CHOICES[name] ?? [];
}

const ALWAYS: ReadonlySet<string> = new Set(['stride', 'padding']);

const isSame = (a: Arg, b: Arg | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether an argument stands in the call though it has its usual value. */
export function isShown(rule: ArgRule, value: Arg): boolean {
  if (rule.default === undefined) return true;
  if (ALWAYS.has(rule.name) && value !== null) return true;
  return !isSame(value, rule.default);
}

/** A number for an argument that is None: what a pool's stride would be anyway, otherwise the example's. */
export function usualNumber({ op, args }: LayerPageState, { name }: ArgRule): Arg {
  const example = exampleOf(op).args[name];
  if (example !== null && example !== undefined) return example;
  return name === 'stride' && args['kernelSize'] !== undefined ? args['kernelSize'] : 1;
}
