/** @file Weights as people keep them: what is found in a checkpoint, and what fits into a model. */

import { describe, expect, test } from 'vitest';
import { CheckpointError, manualSeed, nn, type Tensor, zeros } from '../../src/index.js';
import { fitWeights, formatSafetensors, loadWeights, save } from '../../src/io/index.js';

const values = (tensors: ReadonlyMap<string, Tensor>): unknown =>
  [...tensors].map(([name, { shape, data }]) => [name, [...shape], [...(data as Float32Array)]]);

function layer(seed: number): nn.Conv2d {
  manualSeed(seed);
  return new nn.Conv2d(1, 2, 3);
}

describe('loadWeights', () => {
  const state = layer(1).stateDict();

  test.each(['a.pt', 'a.pth', 'a.ckpt', 'a.bin', 'A.PT'])('%s is read as a checkpoint of PyTorch', (name) => {
    expect(values(loadWeights(save(state), name))).toEqual(values(state));
  });

  test.each(['a.safetensors', 'weights', 'a.pt.safetensors'])('%s is read as safetensors', (name) => {
    expect(values(loadWeights(formatSafetensors(state), name))).toEqual(values(state));
  });

  test.each(['state_dict', 'model_state_dict', 'model'])(
    'a state dict is found under %s, beside other things',
    (key) => {
      const checkpoint = new Map<string, unknown>([
        ['epoch', 3],
        [key, state],
        ['optimizer', new Map([['lr', 0.1]])],
      ]);
      expect(values(loadWeights(save(checkpoint), 'a.pt'))).toEqual(values(state));
    },
  );

  test.each<[string, unknown]>([
    ['numbers', new Map([['epoch', 3]])],
    ['an empty dictionary', new Map()],
    ['a state dict with something else in it', new Map<string, unknown>([...state, ['epoch', 3]])],
    ['a lone tensor', zeros([2])],
  ])('%s is no state dict, in words', (_, content) => {
    expect(() => loadWeights(save(content), 'a.pt')).toThrow(
      'the checkpoint holds no state dict\nIt may lie at the top, or under state_dict, model_state_dict, model.',
    );
  });

  test('a file of the other kind is refused', () => {
    expect(() => loadWeights(formatSafetensors(state), 'a.pt')).toThrow(CheckpointError);
    expect(() => loadWeights(save(state), 'a.safetensors')).toThrow(CheckpointError);
  });
});

describe('fitWeights', () => {
  test('puts every tensor into its place, and names what it has no place for', () => {
    const model = new nn.Sequential(layer(2), new nn.BatchNorm2d(2));
    const other = new nn.Sequential(layer(3), new nn.BatchNorm2d(2));
    const tensors = new Map([...other.stateDict(), ['head.weight', zeros([4])], ['head.bias', zeros([1])]]);
    expect(fitWeights(model, tensors)).toEqual(['head.weight', 'head.bias']);
    expect(values(model.stateDict())).toEqual(values(other.stateDict()));
  });

  test('bare names belong to the one layer that has parameters', () => {
    const model = new nn.Sequential(new nn.ReLU(), layer(4));
    const bare = layer(5).stateDict();
    expect([...bare].map(([name]) => name)).toEqual(['weight', 'bias']);
    expect(fitWeights(model, bare)).toEqual([]);
    expect(values(model.getSubmodule('1').stateDict())).toEqual(values(bare));
  });

  test('with two such layers a bare name has no place, and the missing ones are told in PyTorch’s words', () => {
    const model = new nn.Sequential(layer(6), new nn.Conv2d(2, 2, 1));
    expect(() => fitWeights(model, layer(7).stateDict())).toThrow(
      'Missing key(s) in state_dict: "0.weight", "0.bias", "1.weight", "1.bias"',
    );
  });

  test('another size is refused, and nothing is loaded', () => {
    const model = layer(8);
    const before = values(model.stateDict());
    expect(() => fitWeights(model, new nn.Conv2d(1, 5, 3).stateDict())).toThrow('size mismatch for weight');
    expect(values(model.stateDict())).toEqual(before);
  });
});
