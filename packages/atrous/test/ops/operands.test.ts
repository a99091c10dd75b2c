/** Calls that no compiler checked. */
import { describe, expect, test } from 'vitest';
import { F, nn, ones, type Tensor } from '../../src/index.js';

const list = [1, 2] as unknown as Tensor;
const pair = ones([1, 2]);
const HINT = 'Make it one: `tensor([1, 2])`, or `fromTypedArray(array, shape)`.';

describe('what is no tensor', () => {
  test.each([
    ["conv2d(): argument 'input' (position 1) must be Tensor, not list", () => new nn.Conv2d(1, 1, 1).forward(list)],
    ["conv2d(): argument 'weight' (position 2) must be Tensor, not list", () => F.conv2d(ones([1, 1, 2, 2]), list)],
    [
      "conv_transpose1d(): argument 'input' (position 1) must be Tensor, not list",
      () => F.convTranspose1d(list, ones([1, 1, 1])),
    ],
    ["linear(): argument 'input' (position 1) must be Tensor, not list", () => new nn.Linear(2, 2).forward(list)],
    ["max_pool2d(): argument 'input' (position 1) must be Tensor, not list", () => F.maxPool2d(list, 2)],
    ["avg_pool1d(): argument 'input' (position 1) must be Tensor, not list", () => F.avgPool1d(list, 2)],
    ["batch_norm(): argument 'input' (position 1) must be Tensor, not list", () => F.batchNorm(list, null, null)],
    ["relu(): argument 'input' (position 1) must be Tensor, not list", () => F.relu(list)],
    ["cross_entropy_loss(): argument 'target' (position 2) must be Tensor, not list", () => F.crossEntropy(pair, list)],
  ])('is refused: %s', (message, call) => {
    expect(call).toThrow(`${message}\n${HINT}`);
  });

  test('is no operand of arithmetic', () => {
    expect(() => pair.add(list)).toThrow(`argument must be Tensor or Number, not list\n${HINT}`);
  });

  test('is no dimension either, such as options', () => {
    expect(() => pair.mean({ dim: 1 } as unknown as number)).toThrow(
      "argument 'dim' must be tuple of ints, not dict\nIt stands before the options, as in `mean(1, { keepdim: true })`.",
    );
  });
});
