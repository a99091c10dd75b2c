import { describe, expect, test } from 'vitest';
import * as F from '../../src/nn/functional.js';
import * as nn from '../../src/nn/index.js';
import { tensor } from '../../src/tensor/create.js';
import { manualSeed, rand, randn } from '../../src/tensor/random/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { failure } from '../failure.js';

manualSeed(1);
const x = randn([2, 3]);
const y = randn([2, 3]);
const p = rand([2, 3]);
const t = tensor([2, 0], { dtype: 'int64' });
const weight = tensor([1, 2, 3]);
const signs = tensor([1, -1]);

/** Every module beside the function that it calls. */
const MODULES: [nn.Module, Tensor[], Tensor][] = [
  [new nn.MSELoss({ reduction: 'sum' }), [x, y], F.mseLoss(x, y, { reduction: 'sum' })],
  [new nn.L1Loss(), [x, y], F.l1Loss(x, y)],
  [new nn.SmoothL1Loss({ beta: 0.3 }), [x, y], F.smoothL1Loss(x, y, { beta: 0.3 })],
  [new nn.HuberLoss({ delta: 0.3 }), [x, y], F.huberLoss(x, y, { delta: 0.3 })],
  [
    new nn.CrossEntropyLoss({ weight, labelSmoothing: 0.2, ignoreIndex: 0 }),
    [x, t],
    F.crossEntropy(x, t, { weight, labelSmoothing: 0.2, ignoreIndex: 0 }),
  ],
  [new nn.NLLLoss({ weight, ignoreIndex: 2 }), [x, t], F.nllLoss(x, t, { weight, ignoreIndex: 2 })],
  [new nn.BCELoss({ weight }), [p, p], F.binaryCrossEntropy(p, p, { weight })],
  [
    new nn.BCEWithLogitsLoss({ weight, posWeight: weight }),
    [x, p],
    F.binaryCrossEntropyWithLogits(x, p, { weight, posWeight: weight }),
  ],
  [
    new nn.KLDivLoss({ reduction: 'batchmean', logTarget: true }),
    [x, y],
    F.klDiv(x, y, { reduction: 'batchmean', logTarget: true }),
  ],
  [
    new nn.PoissonNLLLoss({ logInput: false, full: true, eps: 0.1 }),
    [p, p],
    F.poissonNllLoss(p, p, { logInput: false, full: true, eps: 0.1 }),
  ],
  [new nn.GaussianNLLLoss({ full: true }), [x, y, p], F.gaussianNllLoss(x, y, p, { full: true })],
  [new nn.HingeEmbeddingLoss({ margin: 2 }), [x, x.sign()], F.hingeEmbeddingLoss(x, x.sign(), { margin: 2 })],
  [new nn.MarginRankingLoss({ margin: 0.5 }), [x, y, p], F.marginRankingLoss(x, y, p, { margin: 0.5 })],
  [new nn.SoftMarginLoss(), [x, y.sign()], F.softMarginLoss(x, y.sign())],
  [new nn.MultiLabelSoftMarginLoss({ weight }), [x, p], F.multilabelSoftMarginLoss(x, p, { weight })],
  [
    new nn.MultiLabelMarginLoss(),
    [
      x,
      tensor(
        [
          [1, -1, 0],
          [0, 2, -1],
        ],
        { dtype: 'int64' },
      ),
    ],
    F.multilabelMarginLoss(
      x,
      tensor(
        [
          [1, -1, 0],
          [0, 2, -1],
        ],
        { dtype: 'int64' },
      ),
    ),
  ],
  [
    new nn.MultiMarginLoss({ p: 2, margin: 0.5, weight }),
    [x, t],
    F.multiMarginLoss(x, t, { p: 2, margin: 0.5, weight }),
  ],
  [new nn.CosineEmbeddingLoss({ margin: 0.1 }), [x, y, signs], F.cosineEmbeddingLoss(x, y, signs, { margin: 0.1 })],
  [
    new nn.TripletMarginLoss({ margin: 3, p: 1, swap: true }),
    [x, y, p],
    F.tripletMarginLoss(x, y, p, { margin: 3, p: 1, swap: true }),
  ],
  [
    new nn.TripletMarginWithDistanceLoss({ margin: 3, distanceFunction: F.mseLoss }),
    [x, y, p],
    F.tripletMarginWithDistanceLoss(x, y, p, { margin: 3, distanceFunction: F.mseLoss }),
  ],
];

describe('loss modules', () => {
  test.each(MODULES.map(([module, ...rest]) => [module.typeName(), module, ...rest] as const))(
    '%s computes what its function computes, and prints without arguments',
    (name, module, inputs, expected) => {
      const loss = module.forward(...(inputs as never[])) as Tensor;
      expect(loss.item()).toBe(expected.item());
      expect(String(module)).toBe(`${name}()`);
    },
  );

  test('keep their options as fields, with PyTorch’s defaults', () => {
    const loss = new nn.CrossEntropyLoss();
    expect([loss.reduction, loss.ignoreIndex, loss.labelSmoothing, loss.weight]).toEqual(['mean', -100, 0, null]);
    const triplet = new nn.TripletMarginLoss();
    expect([triplet.margin, triplet.p, triplet.eps, triplet.swap]).toEqual([1, 2, 1e-6, false]);
  });

  test('keep weights in the state dict, under PyTorch’s names', () => {
    const loss = new nn.BCEWithLogitsLoss({ weight, posWeight: weight });
    expect([...loss.stateDict().keys()]).toEqual(['weight', 'pos_weight']);
    expect([...new nn.CrossEntropyLoss({ weight }).stateDict().keys()]).toEqual(['weight']);
    expect([...new nn.CrossEntropyLoss().stateDict().keys()]).toEqual([]);
    expect([...loss.parameters()]).toEqual([]);
    expect(loss.posWeight).toBe(loss.pos_weight);
  });

  test('move with their module’s type', () => {
    const loss = new nn.CrossEntropyLoss({ weight }).double();
    expect(loss.weight!.dtype).toBe('float64');
    expect(loss.forward(x.to('float64'), t).dtype).toBe('float64');
  });

  test('refuse what they do not know, deprecated options too', () => {
    expect(failure(() => new nn.MSELoss({ sizeAverage: false } as object))).toBe(
      "TypeError: MSELoss.__init__() got an unexpected keyword argument 'sizeAverage'",
    );
    expect(failure(() => new nn.BCEWithLogitsLoss({ pos_weight: weight } as object))).toBe(
      "TypeError: BCEWithLogitsLoss.__init__() got an unexpected keyword argument 'pos_weight'",
    );
  });

  test('refuse margins, powers and weights that make no sense', () => {
    expect(failure(() => new nn.TripletMarginLoss({ margin: 0 }))).toBe(
      'ValueError: TripletMarginLoss: expected margin to be greater than 0, got 0 instead',
    );
    expect(failure(() => new nn.TripletMarginWithDistanceLoss({ margin: -1 }))).toBe(
      'ValueError: TripletMarginWithDistanceLoss: expected margin to be greater than 0, got -1 instead',
    );
    expect(failure(() => new nn.MultiMarginLoss({ p: 3 }))).toBe('ValueError: only p == 1 and p == 2 supported');
    expect(failure(() => new nn.MultiMarginLoss({ weight: tensor([[1]]) }))).toBe(
      'ValueError: MultiMarginLoss: expected weight to be None or 1D tensor, got 2D instead',
    );
  });

  test('train: a linear layer learns two classes', () => {
    manualSeed(0);
    const layer = new nn.Linear(3, 2);
    const loss = new nn.CrossEntropyLoss();
    const target = tensor([1, 0], { dtype: 'int64' });
    const first = loss.forward(layer.forward(x), target).item();
    for (let step = 0; step < 200; step++) {
      layer.zeroGrad();
      loss.forward(layer.forward(x), target).backward();
      for (const parameter of layer.parameters()) {
        const values = parameter.data as Float32Array;
        (parameter.grad!.data as Float32Array).forEach((g, i) => (values[i]! -= 0.5 * g));
        parameter.touch();
      }
    }
    expect(loss.forward(layer.forward(x), target).item()).toBeLessThan(first / 4);
  });
});
