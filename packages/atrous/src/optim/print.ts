/** @file An optimiser as PyTorch prints it. */

import { snakeCase } from '../geometry/names.js';
import { asGiven, float } from '../geometry/python.js';
import type { Arg } from '../geometry/types.js';

/** Options that are floats by their nature: `1.0` and not `1`. The others print whole numbers as integers. */
const FLOATS = new Set(
  'lr eps betas rho alpha momentumDecay initialLr maxLr minLr baseMomentum maxMomentum'.split(' '),
);

function printed(name: string, value: unknown): string {
  if (name === 'paramNames') return `[${(value as string[]).map((text) => `'${text}'`).join(', ')}]`;
  if (!FLOATS.has(name)) return asGiven(value as Arg);
  return Array.isArray(value) ? `(${value.map(float).join(', ')})` : float(value as number);
}

/**
 *     SGD (
 *     Parameter Group 0
 *         dampening: 0
 *         …
 *     )
 */
export function printOptimizer(name: string, groups: readonly object[]): string {
  const lines = groups.map((group, i) => {
    const options = Object.entries(group)
      .filter(([key]) => key !== 'params')
      .map(([key, value]) => `    ${snakeCase(key)}: ${printed(key, value)}\n`);
    return `\nParameter Group ${i}\n${options.sort().join('')}`;
  });
  return `${name} (${lines.join('')})`;
}
