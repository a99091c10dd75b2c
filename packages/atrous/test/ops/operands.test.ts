/** Calls that no compiler checked. */
import { describe, expect, test } from 'vitest';
import { cat, F, floor, gather, isnan, nn, ones, type Tensor, zerosLike } from '../../src/index.js';

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
    ["nll_loss_nd(): argument 'input' (position 1) must be Tensor, not list", () => F.nllLoss(list, pair)],
    ["log_sigmoid(): argument 'input' (position 1) must be Tensor, not list", () => F.logsigmoid(list)],
    ["im2col(): argument 'input' (position 1) must be Tensor, not list", () => F.unfold(list, 2)],
    ["alpha_dropout(): argument 'input' (position 1) must be Tensor, not list", () => F.alphaDropout(list)],
    [
      "cosine_embedding_loss(): argument 'target' (position 3) must be Tensor, not list",
      () => F.cosineEmbeddingLoss(pair, pair, list),
    ],
    ["floor(): argument 'input' (position 1) must be Tensor, not list", () => floor(list)],
    ["isnan(): argument 'input' (position 1) must be Tensor, not list", () => isnan(list)],
    ["gather(): argument 'index' (position 3) must be Tensor, not list", () => gather(pair, 0, list)],
    ["zeros_like(): argument 'input' (position 1) must be Tensor, not list", () => zerosLike(list)],
    ['expected Tensor as element 1 in argument 0, but got list', () => cat([pair, list])],
    ["linear(): argument 'bias' must be Tensor, not list", () => F.linear(pair, ones([2, 2]), { bias: list })],
    ["batch_norm(): argument 'running_mean' must be Tensor, not list", () => F.batchNorm(pair, list, null)],
    [
      "LazyConv2d.forward(): argument 'input' (position 1) must be Tensor, not list",
      () => new nn.LazyConv2d(1, 1).forward(list),
    ],
  ])('is refused: %s', (message, call) => {
    expect(call).toThrow(`${message}\n${HINT}`);
  });

  test('is no list of tensors', () => {
    expect(() => cat(pair as unknown as Tensor[])).toThrow(
      "cat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor\nWrite `cat([a, b])`.",
    );
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
