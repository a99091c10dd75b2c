/** @file What `atrous net` was asked to do. */

import { InvalidArgumentError } from 'commander';
import { formatCount } from '../units.js';
import type { Form } from '../words/options.js';

export interface ModuleOptions {
  /** A JavaScript module whose default export is the network. */
  readonly path: string;
  /** One shape per input of `forward`. */
  readonly shapes: readonly (readonly number[])[];
  readonly form: Form;
}

/** More elements than this are refused before anything is allocated: 1 GiB in float32. */
const MOST_ELEMENTS = 2 ** 28;

/** `1,64,56,56` or `1x64x56x56`; after the ones before, where the option is given several times. */
export function parseShape(text: string, before: readonly number[][] = []): number[][] {
  const parts = text.split(/[,x×]/).map((part) => part.trim());
  if (!parts.every((part) => /^\d+$/.test(part)))
    throw new InvalidArgumentError('Give whole numbers separated by commas, the batch first: 1,64,56,56.');
  const shape = parts.map(Number);
  if (shape.reduce((product, size) => product * size, 1) > MOST_ELEMENTS)
    throw new InvalidArgumentError(`At most ${formatCount(MOST_ELEMENTS)} elements can be run.`);
  return [...before, shape];
}
