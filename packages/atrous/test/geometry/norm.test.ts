import { describe, expect, it } from 'vitest';
import {
  batchNormGeometry,
  checkBatchNormRank,
  checkInstanceNormInput,
  groupNormGeometry,
  instanceNormGeometry,
  layerNormGeometry,
  localResponseNormShape,
  type NormShapes,
} from '../../src/geometry/norm.js';

const EPS = 1e-5;

/** Batch norm of two channels in evaluation mode. */
const evaluate = (shapes: NormShapes) => (): unknown => batchNormGeometry([4, 2], shapes, false, EPS);

describe('the sets that share a mean and a variance', () => {
  it('are channels for batch norm, channels of an image for instance norm, groups of them for group norm', () => {
    const shape = [2, 6, 4, 5];
    expect(batchNormGeometry(shape, {}, true, EPS)).toMatchObject({ outer: 2, sets: 6, inner: 20, channels: 6 });
    expect(instanceNormGeometry(shape, {}, true)).toMatchObject({ outer: 1, sets: 12, inner: 20, channels: 6 });
    expect(groupNormGeometry(shape, 3, {})).toMatchObject({ outer: 1, sets: 6, inner: 40, channels: 6, spatial: 20 });
  });

  it('are the trailing axes for layer norm', () => {
    expect(layerNormGeometry([2, 3, 4, 5], [4, 5], {})).toMatchObject({ outer: 1, sets: 6, inner: 20 });
    expect(layerNormGeometry([5], [5], {})).toMatchObject({ sets: 1, inner: 5 });
  });
});

describe('batchNormGeometry', () => {
  it('asks for buffers and parameters in the order of PyTorch', () => {
    const wrong = { runningMean: [1], runningVar: [1], weight: [1], bias: [1] };
    const right = [2];
    expect(evaluate(wrong)).toThrow('running_mean should contain 2 elements not 1');
    expect(evaluate({ ...wrong, runningMean: right })).toThrow('running_var should contain 2 elements not 1');
    expect(evaluate({ ...wrong, runningMean: right, runningVar: right })).toThrow(
      'weight should contain 2 elements not 1',
    );
    expect(evaluate({ runningMean: right, runningVar: right, bias: [3] })).toThrow(
      'bias should contain 2 elements not 3',
    );
    expect(evaluate({ runningMean: right })).toThrow('running_var must be defined in evaluation mode\n');
  });

  it('checks no buffers for an empty batch', () => {
    expect(() => batchNormGeometry([0, 2], { runningMean: [1] }, true, EPS)).not.toThrow();
  });
});

describe('groupNormGeometry', () => {
  it('refuses 0 groups as Python does, and a bias that is no vector of the channels', () => {
    expect(() => groupNormGeometry([2, 4, 5], 0, {})).toThrow('integer division or modulo by zero\n');
    expect(() => groupNormGeometry([2, 4, 5], 2, { bias: [1, 4] })).toThrow(
      'Expected bias to be a vector of size equal to the number of channels in input, ' +
        'but got bias of shape [1, 4] and input of shape [2, 4, 5]',
    );
    expect(() => groupNormGeometry([2, 4, 5], -1, {})).toThrow('Expected num groups to be greater than 0, got -1');
  });
});

describe('what the layers ask first', () => {
  it('batch norm: its rank', () => {
    expect(() => checkBatchNormRank(1, [2, 3])).not.toThrow();
    expect(() => checkBatchNormRank(1, [2, 3, 4])).not.toThrow();
    expect(() => checkBatchNormRank(1, [3])).toThrow('expected 2D or 3D input (got 1D input)');
    expect(() => checkBatchNormRank(2, [2, 3, 4])).toThrow('expected 4D input (got 3D input)');
  });

  it('instance norm: its rank, then its channels where it has weights', () => {
    expect(() => checkInstanceNormInput(2, [3, 4, 4], 3, true)).not.toThrow();
    expect(() => checkInstanceNormInput(2, [5, 4, 4], 3, false)).not.toThrow();
    expect(() => checkInstanceNormInput(2, [5, 4, 4], 3, true)).toThrow(
      "expected input's size at dim=0 to match num_features (3), but got: 5.",
    );
    expect(() => checkInstanceNormInput(1, [5], 3, true)).toThrow('expected 2D or 3D input (got 1D input)');
  });
});

describe('localResponseNormShape', () => {
  it('keeps the shape, and names the pooling window that PyTorch runs', () => {
    expect(localResponseNormShape([2, 3, 4], 5)).toEqual([2, 3, 4]);
    expect(() => localResponseNormShape([2, 3, 4, 5], 0)).toThrow(
      'kernel size should be greater than zero, but got kT: 0 kH: 1 kW: 1\n',
    );
    expect(localResponseNormShape([0, 3, 4], 0)).toEqual([0, 3, 4]);
  });
});
