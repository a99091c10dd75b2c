import { describe, expect, test } from 'vitest';
import {
  type Advice,
  type AdviceId,
  type AdviseOptions,
  advise,
  applySpecEdits,
  say,
  walkNetwork,
} from 'atrous-explain';
import { type LayerSpec, type NetworkSpec, chain, joinSpec, layerSpec, receptiveField } from 'atrous/spec';

const conv = (...args: Parameters<typeof layerSpec> extends [string, ...infer R] ? R : never): LayerSpec =>
  layerSpec('Conv2d', ...args);

/** The advice of one kind. */
function of(id: AdviceId, network: NetworkSpec, input: number[], options?: AdviseOptions): Advice[] {
  return advise(network, input, options).filter((advice) => advice.id === id);
}

/** Edits as text, the first fix's. */
const firstFix = (advice: Advice | undefined): string[] =>
  (advice?.fixes[0]?.edits ?? []).map(({ node, text }) => `${node}: ${text}`);

describe('a bias before a norm', () => {
  const norm = layerSpec('BatchNorm2d', [8]);

  test('is taken away', () => {
    const [advice] = of('biasBeforeNorm', chain([conv([3, 8, 3]), norm, layerSpec('ReLU')]), [1, 3, 9, 9]);
    expect(advice!.problem.text).toBe('0 has a bias that 1 behind it takes away again');
    expect(advice!.reason.text).toBe(
      'The norm subtracts the mean of each channel, and with it the bias: 8 parameters and their gradients for nothing.',
    );
    expect(say(advice!.reason, 'zh')).toBe('归一化减去每个通道的均值，偏置也随之消失：8 个参数及其梯度白费。');
    expect(firstFix(advice)).toEqual(['0: bias=True → bias=False']);
    expect(advice!.fixes[0]!.output).toEqual([1, 8, 7, 7]);
  });

  test('stays where it is none, behind an activation, or where something else reads the layer', () => {
    const none = chain([conv([3, 8, 3], { bias: false }), norm]);
    const between = chain([conv([3, 8, 3]), layerSpec('ReLU'), norm]);
    const shared: NetworkSpec = {
      version: 1,
      nodes: [
        { name: 'c', spec: conv([3, 8, 3]), from: ['input'] },
        { name: 'n', spec: norm, from: ['c'] },
        { name: 'sum', spec: joinSpec('add'), from: ['c', 'n'] },
      ],
    };
    for (const network of [none, between, shared]) expect(of('biasBeforeNorm', network, [1, 3, 9, 9])).toEqual([]);
    const groups = chain([conv([3, 8, 3]), layerSpec('GroupNorm', [2, 8])]);
    expect(of('biasBeforeNorm', groups, [1, 3, 9, 9])).toEqual([]);
  });
});

describe('a transposed kernel that the stride does not divide', () => {
  test('gets a kernel that it divides, for the same sizes', () => {
    const net = chain([layerSpec('ConvTranspose2d', [8, 4, 3], { stride: 2, padding: 1, outputPadding: 1 })]);
    const [advice] = of('unevenTransposed', net, [1, 8, 14, 14]);
    expect(advice!.problem.text).toBe('0: kernel 3 is not divisible by stride 2');
    expect(advice!.reason.text).toBe(
      'Along one axis some cells of the output are a sum over 1 tap and their neighbours over 2: a checkerboard.',
    );
    expect(firstFix(advice)).toEqual(['0: kernel_size=3 → kernel_size=4', '0: output_padding=1 → output_padding=0']);
    expect(advice!.fixes[0]!.output).toEqual([1, 4, 28, 28]);
    expect(of('unevenTransposed', applySpecEdits(net, advice!.fixes[0]!.edits), [1, 8, 14, 14])).toEqual([]);
  });

  test('is no matter at stride 1', () => {
    expect(of('unevenTransposed', chain([layerSpec('ConvTranspose2d', [8, 4, 3])]), [1, 8, 4, 4])).toEqual([]);
  });
});

describe('equal dilations in a row', () => {
  const dilated = (dilation: number): LayerSpec => conv([4, 4, 3], { dilation, padding: dilation, bias: false });
  const net = chain([dilated(2), layerSpec('ReLU'), dilated(2), dilated(2)]);

  test('become 1, 2, 3, whose field has no holes and is as large', () => {
    const [advice, ...others] = of('gridding', net, [1, 4, 31, 31]);
    expect(others).toEqual([]);
    expect(advice!.problem.text).toBe('0, 2, 3 all have dilation 2');
    expect(firstFix(advice)).toEqual([
      '0: dilation=2 → dilation=1',
      '0: padding=2 → padding=1',
      '3: dilation=2 → dilation=3',
      '3: padding=2 → padding=3',
    ]);
    const field = (network: NetworkSpec): number[] => receptiveField(network, [1, 4, 31, 31], '3', [15, 15])[0]!;
    expect(field(net)).toEqual([9, 11, 13, 15, 17, 19, 21]);
    expect(field(applySpecEdits(net, advice!.fixes[0]!.edits))).toEqual(Array.from({ length: 13 }, (_, i) => 9 + i));
  });

  test('is no matter for growing dilations, for one, or behind a stride', () => {
    for (const specs of [[1, 2, 4].map(dilated), [dilated(4)], [dilated(2), layerSpec('MaxPool2d', [2]), dilated(2)]])
      expect(of('gridding', chain(specs), [1, 4, 31, 31])).toEqual([]);
  });
});

describe('cells that are never read', () => {
  test('are read with ceil_mode or more padding', () => {
    const [pool] = of('unreadCells', chain([layerSpec('MaxPool2d', [2])]), [1, 3, 9, 8]);
    expect(pool!.problem.text).toBe('0 never reads the last row of its input');
    expect(firstFix(pool)).toEqual(['0: ceil_mode=False → ceil_mode=True']);
    const [strided] = of('unreadCells', chain([conv([3, 4, 3], { stride: 3 })]), [1, 3, 11, 11]);
    expect(strided!.problem.text).toBe('0 never reads the last 2 rows of its input');
    expect(firstFix(strided)).toEqual(['0: padding=0 → padding=1']);
  });

  test('are no matter where only padding is left over', () => {
    expect(of('unreadCells', chain([conv([3, 4, 3], { stride: 2, padding: 1 })]), [1, 3, 8, 8])).toEqual([]);
  });

  test('between windows are told with their share', () => {
    const [advice] = of('skippedCells', chain([conv([3, 4, 1], { stride: 2 })]), [1, 3, 8, 8]);
    expect(advice!.problem.text).toBe('0 skips 75 % of its input');
    expect(advice!.fixes).toEqual([]);
  });
});

describe('a pool without a stride', () => {
  const net = chain([layerSpec('MaxPool2d', [3], { padding: 1 }), layerSpec('AvgPool2d', [3])]);

  test('steps by its window, where 1 or 2 was meant', () => {
    const found = of('poolStride', net, [1, 3, 30, 30]);
    expect(found.map((advice) => [advice.problem.text, ...firstFix(advice)])).toEqual([
      ['0 steps by its whole window, 3', '0: stride=3 → stride=1'],
      ['1 steps by its whole window, 3', '1: stride=3 → stride=2'],
    ]);
  });

  test('is no matter where the stride is written, for 2×2, or where one window is all', () => {
    expect(of('poolStride', net, [1, 3, 30, 30], { isWritten: (_, name) => name === 'stride' })).toEqual([]);
    expect(of('poolStride', chain([layerSpec('MaxPool2d', [2])]), [1, 3, 30, 30])).toEqual([]);
    expect(of('poolStride', chain([layerSpec('AvgPool2d', [7])]), [1, 3, 7, 7])).toEqual([]);
  });
});

describe('channels that do not chain', () => {
  test('are found one after the other, with both ways out', () => {
    const net = chain([conv([3, 8, 3]), layerSpec('BatchNorm2d', [6]), layerSpec('ReLU'), conv([16, 4, 3])]);
    const found = of('channels', net, [1, 3, 9, 9]);
    expect(found.map(({ problem }) => problem.text)).toEqual([
      '1, BatchNorm2d, takes 6 channels or features and gets 8',
      '3, Conv2d, takes 16 channels or features and gets 8',
    ]);
    expect(found[0]!.fixes.map(({ edits }) => edits.map(({ node, text }) => `${node}: ${text}`))).toEqual([
      ['1: num_features=6 → num_features=8'],
      ['0: out_channels=8 → out_channels=6'],
    ]);
    const repaired = found.reduce((network, { fixes }) => applySpecEdits(network, fixes[0]!.edits), net);
    expect(walkNetwork(repaired, [1, 3, 9, 9])).toMatchObject({ failure: undefined, output: [1, 4, 5, 5] });
    expect(advise(net, [1, 3, 9, 9])[0]!.severity).toBe('error');
  });

  test('of a picture stored the other way round are told so', () => {
    const [advice] = of('channels', chain([conv([3, 8, 3])]), [1, 224, 225, 3]);
    expect(advice!.reason.text).toBe(
      'The last axis of the input is 3: it seems to be (H, W, C). PyTorch takes (C, H, W): x.permute(0, 3, 1, 2).',
    );
    expect(advice!.fixes).toEqual([]);
  });

  test('includes features behind a flatten', () => {
    const net = chain([layerSpec('Flatten'), layerSpec('Linear', [10, 2])]);
    expect(of('channels', net, [1, 3, 2, 2]).map(firstFix)).toEqual([['1: in_features=10 → in_features=12']]);
  });
});

describe('a depthwise convolution written with groups=1', () => {
  const inverted = chain([
    conv([8, 48, 1], { bias: false }),
    conv([48, 48, 3], { padding: 1, bias: false }),
    layerSpec('ReLU6'),
    conv([48, 8, 1], { bias: false }),
  ]);

  test('is known by its neighbours or its name', () => {
    const [advice] = of('depthwise', inverted, [1, 8, 9, 9]);
    expect(advice!.problem.text).toBe('1 joins all 48 channels with each other');
    expect(firstFix(advice)).toEqual(['1: groups=1 → groups=48']);
    const named: NetworkSpec = {
      version: 1,
      nodes: [{ name: 'block.depthwise', spec: conv([8, 8, 3]), from: ['input'] }],
    };
    expect(of('depthwise', named, [1, 8, 9, 9]).length).toBe(1);
  });

  test("is not a bottleneck's 3×3", () => {
    const bottleneck = chain([conv([64, 16, 1]), conv([16, 16, 3], { padding: 1 }), conv([16, 64, 1])]);
    expect(of('depthwise', bottleneck, [1, 64, 9, 9])).toEqual([]);
  });
});

describe('advise', () => {
  test('has nothing to say about a network that is right, and never throws because of sizes', () => {
    const net = chain([conv([3, 8, 3], { padding: 1, bias: false }), layerSpec('BatchNorm2d', [8]), layerSpec('ReLU')]);
    expect(advise(net, [1, 3, 8, 8])).toEqual([]);
    expect(advise(net, [3])).toEqual([]);
    expect(advise({ version: 1, nodes: [] }, [1])).toEqual([]);
  });
});
