/** @file The two spellings of argument names. */

import { expect, test } from 'vitest';
import { camelCase, snakeCase } from '../../src/geometry/names.js';

test.each([
  ['kernelSize', 'kernel_size'],
  ['in1Features', 'in1_features'],
  ['p', 'p'],
  ['recomputeScaleFactor', 'recompute_scale_factor'],
])('%s is PyTorch’s %s', (camel, snake) => {
  expect(snakeCase(camel)).toBe(snake);
  expect(camelCase(snake)).toBe(camel);
});

test('digits behind an underscore close up', () => {
  expect(camelCase('conv_2')).toBe('conv2');
});

test('a leading underscore stays', () => {
  expect(camelCase('_random_samples')).toBe('_randomSamples');
});
