/** @file What kind of value an option takes: numbers, truth values and words, as PyTorch's argument parser checks them. */

import { wrongKind } from '../geometry/ints.js';
import { snakeCase } from '../geometry/names.js';
import { entryOf } from '../geometry/options.js';
import type { Tensor } from './tensor.js';

/** Whether it is a tensor, of another copy of this library too. */
export const isTensor = (value: unknown): boolean => typeof (value as Tensor | null | undefined)?.storage === 'object';

/** The kinds of options, wherever they occur; `?` takes None too. */
const KINDS: Readonly<Record<string, string>> = /* @__PURE__ */ Object.fromEntries(
  Object.entries({
    bool: 'ceilMode countIncludePad equalNan full keepdim logInput logTarget training useInputStats',
    int: 'endDim ignoreIndex startDim',
    'int?': 'divisorOverride',
    str: 'approximate mode',
    float: 'atol delta eps labelSmoothing margin momentum rtol',
    'float?': 'value',
    'Tensor?': 'bias posWeight randomSamples runningMean runningVar weight',
    Number: 'alpha beta k lambd lower maxVal negativeSlope threshold upper',
  }).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind])),
);

function isOfKind(kind: string, value: unknown): boolean {
  if (kind.endsWith('?')) return value === null || isOfKind(kind.slice(0, -1), value);
  if (kind === 'Tensor') return isTensor(value);
  if (kind === 'int') return Number.isSafeInteger(value);
  if (kind === 'str') return typeof value === 'string';
  return typeof value === 'boolean' || (kind !== 'bool' && typeof value === 'number');
}

/**
 * Refuses values of another kind than an option takes.
 *
 * @param known  names of the options, some with their position, `eps 5`, and those with a kind of their own: `dim 1 int?`
 * @throws ArgumentError (Python's TypeError)
 */
export function checkValues(callee: string, options: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    const entry = value === undefined ? undefined : entryOf(known, name);
    if (entry === undefined) continue;
    const [, position = 0, kind = KINDS[name]] = entry === name ? [] : entry.split(' ');
    if (kind !== undefined && !isOfKind(kind, value))
      throw wrongKind(callee, snakeCase(name), Number(position), kind.replace('?', ''), value);
  }
}
