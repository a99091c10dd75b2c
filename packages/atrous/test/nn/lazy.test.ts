import { describe, expect, test } from 'vitest';
import { chain, traceNetwork } from '../../src/geometry/network.js';
import { layerSpec } from '../../src/geometry/spec.js';
import * as nn from '../../src/nn/index.js';
import { ones, zeros } from '../../src/tensor/create.js';
import { manualSeed, rand, randn } from '../../src/tensor/random/index.js';
import { failure } from '../failure.js';

const names = (entries: Iterable<[string, unknown]>): string[] => Array.from(entries, ([name]) => name);

const WAITING =
  'This error happens when you are using a `LazyModule` or explicitly manipulating ' +
  '`torch.nn.parameter.UninitializedParameter` objects. When using LazyModules Call `forward` with a dummy batch to ' +
  'initialize the parameters before calling torch functions';
const NO_SHAPE =
  "RuntimeError: Can't access the shape of an uninitialized parameter or buffer. This error usually happens in " +
  '`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` to ' +
  'initialize the parameters before accessing their attributes.';

describe('a lazy layer before its first input', () => {
  test('prints no channels, and is a layer of its plain class', () => {
    const lazy = new nn.LazyConv2d(4, 3, { stride: 2, padding: 1 });
    expect(String(lazy)).toBe('LazyConv2d(0, 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))');
    expect(lazy).toBeInstanceOf(nn.Conv2d);
    expect([lazy.inChannels, lazy.outChannels, lazy.stride]).toEqual([0, 4, [2, 2]]);
    expect(String(new nn.LazyLinear(3))).toBe('LazyLinear(in_features=0, out_features=3, bias=True)');
    expect(String(new nn.LazyBatchNorm1d({ eps: 1e-3, momentum: null, trackRunningStats: false }))).toBe(
      'LazyBatchNorm1d(0, eps=0.001, momentum=None, affine=True, bias=True, track_running_stats=False)',
    );
    expect(String(new nn.LazyInstanceNorm3d({ affine: false }))).toBe(
      'LazyInstanceNorm3d(0, eps=1e-05, momentum=0.1, affine=False, bias=False, track_running_stats=True)',
    );
  });

  test('has parameters and buffers without shapes', () => {
    const lazy = new nn.LazyBatchNorm2d();
    expect(names(lazy.namedParameters())).toEqual(['weight', 'bias']);
    expect(names(lazy.namedBuffers())).toEqual(['running_mean', 'running_var', 'num_batches_tracked']);
    expect(String(lazy.weight)).toBe('<UninitializedParameter>');
    expect(String(lazy.runningMean)).toBe('<UninitializedBuffer>');
    expect(Array.from(lazy.numBatchesTracked!.data as BigInt64Array)).toEqual([0n]);
    expect([...lazy.stateDict().values()].slice(0, 2).map(String)).toEqual(Array(2).fill('<UninitializedParameter>'));
    expect(new nn.LazyConv1d(2, 3, { bias: false }).bias).toBeNull();
  });

  test('refuses to show what is not there, in the words of PyTorch', () => {
    const { weight } = new nn.LazyConv2d(4, 3);
    expect(failure(() => weight.shape)).toBe(NO_SHAPE);
    const early = (name: string): string =>
      `ValueError: Attempted to use an uninitialized parameter in <method '${name}' of 'torch._C.TensorBase' objects>. ${WAITING}`;
    expect(failure(() => weight.numel())).toBe(early('numel'));
    expect(failure(() => weight.dim())).toBe(early('dim'));
    expect(failure(() => weight.data)).toBe(early('data'));
    expect(failure(() => new nn.LazyBatchNorm2d().runningMean!.numel())).toBe(
      early('numel').replace('UninitializedParameter', 'UninitializedBuffer'),
    );
  });

  test('changes its type, which the tensors then have', () => {
    const net = new nn.Sequential(new nn.LazyLinear(2), new nn.LazyBatchNorm1d()).double();
    expect(net.forward(rand([3, 5], { dtype: 'float64' })).dtype).toBe('float64');
    expect([...net.parameters()].map(({ dtype }) => dtype)).toEqual(Array(4).fill('float64'));
  });
});

describe('the first input', () => {
  test('makes it the plain layer, with the weights that this would have drawn', () => {
    manualSeed(0);
    const lazy = new nn.LazyConv2d(4, 3);
    const { weight } = lazy;
    expect(lazy.forward(ones([1, 2, 5, 5])).shape).toEqual([1, 4, 3, 3]);
    manualSeed(0);
    const plain = new nn.Conv2d(2, 4, 3);
    expect(String(lazy)).toBe(String(plain));
    expect(Object.getPrototypeOf(lazy)).toBe(nn.Conv2d.prototype);
    expect([lazy.inChannels, lazy.spec]).toEqual([2, plain.spec]);
    expect(lazy.weight).toBe(weight);
    expect(weight).not.toBeInstanceOf(nn.UninitializedParameter);
    expect([weight.data, lazy.bias!.data]).toEqual([plain.weight.data, plain.bias!.data]);
  });

  test.each<[nn.TensorModule, number[], number[], string]>([
    [new nn.LazyConv1d(4, 3), [2, 5], [4, 3], 'Conv1d(2, 4, kernel_size=(3,), stride=(1,))'],
    [
      new nn.LazyConv3d(4, 3),
      [1, 2, 5, 5, 5],
      [1, 4, 3, 3, 3],
      'Conv3d(2, 4, kernel_size=(3, 3, 3), stride=(1, 1, 1))',
    ],
    [new nn.LazyConvTranspose1d(4, 3), [1, 2, 5], [1, 4, 7], 'ConvTranspose1d(2, 4, kernel_size=(3,), stride=(1,))'],
    [
      new nn.LazyConvTranspose2d(4, 3, { bias: false }),
      [1, 2, 5, 5],
      [1, 4, 7, 7],
      'ConvTranspose2d(2, 4, kernel_size=(3, 3), stride=(1, 1), bias=False)',
    ],
    [
      new nn.LazyConvTranspose3d(4, 3),
      [2, 5, 5, 5],
      [4, 7, 7, 7],
      'ConvTranspose3d(2, 4, kernel_size=(3, 3, 3), stride=(1, 1, 1))',
    ],
    [new nn.LazyLinear(3), [2, 5], [2, 3], 'Linear(in_features=5, out_features=3, bias=True)'],
    [
      new nn.LazyBatchNorm1d(),
      [3, 4],
      [3, 4],
      'BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
    ],
    [
      new nn.LazyBatchNorm3d({ bias: false }),
      [2, 3, 2, 2, 2],
      [2, 3, 2, 2, 2],
      'BatchNorm3d(3, eps=1e-05, momentum=0.1, affine=True, bias=False, track_running_stats=True)',
    ],
    [
      new nn.LazyInstanceNorm1d(),
      [2, 3, 4],
      [2, 3, 4],
      'InstanceNorm1d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
    ],
    [
      new nn.LazyInstanceNorm2d({ affine: false, trackRunningStats: false }),
      [2, 3, 4, 4],
      [2, 3, 4, 4],
      'InstanceNorm2d(3, eps=1e-05, momentum=0.1, affine=False, bias=False, track_running_stats=False)',
    ],
    [
      new nn.LazyInstanceNorm3d(),
      [2, 3, 2, 2, 2],
      [2, 3, 2, 2, 2],
      'InstanceNorm3d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
    ],
  ])('%s becomes its plain class', (lazy, input, output, text) => {
    expect(lazy.forward(randn(input)).shape).toEqual(output);
    expect(String(lazy)).toBe(text);
    expect(lazy.forward(randn(input)).shape).toEqual(output);
  });

  test('hands the wanted size on', () => {
    const lazy = new nn.LazyConvTranspose2d(1, 3, { stride: 2 });
    expect(lazy.forward(ones([1, 2, 3, 3]), [8, 8]).shape).toEqual([1, 1, 8, 8]);
  });

  test.each<[string, () => unknown]>([
    [
      'RuntimeError: Expected 3D (unbatched) or 4D (batched) input to LazyConv2d, but got input of size: torch.Size([8, 8])',
      () => new nn.LazyConv2d(4, 3).forward(zeros([8, 8])),
    ],
    [
      'RuntimeError: Expected 2D (unbatched) or 3D (batched) input to LazyConvTranspose1d, but got input of size: torch.Size([8])',
      () => new nn.LazyConvTranspose1d(4, 3).forward(zeros([8])),
    ],
    [
      'ValueError: in_channels must be divisible by groups',
      () => new nn.LazyConv2d(4, 3, { groups: 2 }).forward(zeros([1, 3, 5, 5])),
    ],
    ['ValueError: groups must be a positive integer', () => new nn.LazyConv2d(4, 3, { groups: 0 })],
    ['IndexError: tuple index out of range', () => new nn.LazyLinear(3).forward(zeros([]))],
    ['IndexError: tuple index out of range', () => new nn.LazyBatchNorm1d().forward(zeros([3]))],
    ['ValueError: expected 4D input (got 5D input)', () => new nn.LazyBatchNorm2d().forward(zeros([2, 3, 3, 3, 3]))],
    [
      "ValueError: expected input's size at dim=0 to match num_features (4), but got: 3.",
      () => new nn.LazyInstanceNorm1d().forward(randn([3, 4])),
    ],
    [
      "TypeError: LazyConv2d.__init__() got an unexpected keyword argument 'inChannels'",
      () => new nn.LazyConv2d(4, 3, { inChannels: 3 } as never),
    ],
  ])('is refused where it does not fit: %s', (message, run) => {
    expect(failure(run)).toBe(message);
  });

  test('leaves the layer lazy where it says no channels', () => {
    const lazy = new nn.LazyConv2d(4, 3);
    expect(failure(() => lazy.forward(zeros([8, 8])))).not.toBe('nothing');
    expect(lazy.forward(zeros([1, 2, 5, 5])).shape).toEqual([1, 4, 3, 3]);
  });
});

describe('a state dict', () => {
  const plain = new nn.Conv2d(3, 4, 3);

  test('gives a lazy layer its shapes and values, which the first input then keeps', () => {
    const lazy = new nn.LazyConv2d(4, 3);
    expect(String(lazy.loadStateDict(plain.stateDict()))).toBe('<All keys matched successfully>');
    expect(String(lazy)).toBe('LazyConv2d(0, 4, kernel_size=(3, 3), stride=(1, 1))');
    const x = randn([1, 3, 5, 5]);
    expect(lazy.forward(x).data).toEqual(plain.forward(x).data);
    expect(String(lazy)).toBe(String(plain));
  });

  test('of a lazy layer fills a lazy layer with nothing, and a plain one not at all', () => {
    const lazy = new nn.LazyConv2d(4, 3);
    lazy.loadStateDict(new nn.LazyConv2d(4, 3).stateDict());
    expect(String(lazy.weight)).toBe('<UninitializedParameter>');
    expect(failure(() => plain.loadStateDict(new nn.LazyConv2d(4, 3).stateDict()))).toBe(NO_SHAPE);
  });

  test('that brings a part, or other sizes, is found out at the first input', () => {
    const part = new nn.LazyConv2d(4, 3);
    part.loadStateDict({ weight: plain.weight }, { strict: false });
    expect(failure(() => part.forward(zeros([1, 3, 5, 5])))).toBe(
      'AssertionError: self.weight must be an UninitializedParameter',
    );
    const other = new nn.LazyConv2d(4, 5);
    other.loadStateDict(plain.stateDict());
    expect(failure(() => other.forward(zeros([1, 3, 9, 9])))).toBe(
      'RuntimeError: size mismatch for weight: copying a param with shape torch.Size([4, 3, 3, 3]) from checkpoint, ' +
        'the shape in current model is torch.Size([4, 3, 5, 5]).',
    );
  });
});

describe('without tensors', () => {
  test('a trace sizes and counts lazy layers by what reaches them', () => {
    const { rows, failure: stop } = traceNetwork(
      chain([layerSpec('LazyConv2d', [8, 3]), layerSpec('LazyBatchNorm2d'), layerSpec('LazyConv2d', [4, 1])]),
      [1, 3, 8, 8],
    );
    expect(stop).toBeNull();
    expect(rows.map(({ output, parameters }) => [output, parameters])).toEqual([
      [[1, 8, 6, 6], 8 * 3 * 9 + 8],
      [[1, 8, 6, 6], 16],
      [[1, 4, 6, 6], 4 * 8 + 4],
    ]);
    expect(rows[0]!.macs.nominal).toBe(8 * 36 * 27);
  });

  test('build makes them, describe gives them back', () => {
    const spec = layerSpec('LazyConvTranspose2d', [4, 3], { stride: 2, groups: 2 });
    const lazy = nn.build(spec);
    expect(lazy).toBeInstanceOf(nn.LazyConvTranspose2d);
    expect(nn.describe(lazy)).toEqual(spec);
    lazy.forward(zeros([1, 2, 3, 3]));
    expect(nn.describe(lazy)).toEqual(layerSpec('ConvTranspose2d', [2, 4, 3], { stride: 2, groups: 2 }));
  });
});

describe('tensors without a shape', () => {
  test('get one, zeros, and their plain class', () => {
    const p = new nn.UninitializedParameter({ dtype: 'float64' });
    p.materialize([2, 3]);
    expect([p.shape, p.dtype, p.numel(), p.constructor]).toEqual([[2, 3], 'float64', 6, nn.Parameter]);
    const b = new nn.UninitializedBuffer({ persistent: false });
    b.materialize([2]);
    expect([b.shape, Array.from(b.data as Float32Array), b.persistent, b.constructor]).toEqual([
      [2],
      [0, 0],
      false,
      nn.Buffer,
    ]);
  });

  test.each([nn.UninitializedParameter, nn.UninitializedBuffer])('refuse unknown options', (Made) => {
    expect(failure(() => new Made({ shape: [2] } as never))).toBe(
      `TypeError: ${Made.name}() got an unexpected keyword argument 'shape'`,
    );
  });
});
