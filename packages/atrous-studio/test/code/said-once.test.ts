/** @file The same problem in many places is said once. */

import { parsePython } from 'atrous-explain';
import { expect, test } from 'vitest';
import { saidOnce } from '../../src/pages/code/said-once.js';

test('five layers with the same slip are one problem with its lines', () => {
  const { problems } = parsePython(`${'nn.Conv2D(3, 8, 3),\n'.repeat(5)}nn.ReLu()\n`);
  const all = saidOnce(problems);
  expect(all.map(({ message, places }) => [message.text, places.map(({ line }) => line)])).toEqual([
    ["module 'torch.nn' has no attribute 'Conv2D'", [1, 2, 3, 4, 5]],
    ["module 'torch.nn' has no attribute 'ReLu'", [6]],
  ]);
  expect(problems).toHaveLength(6);
});
