/** @file Layers that are put into a network fit where they come. */

import { outputShape } from 'atrous/spec';
import { describe, expect, test } from 'vitest';
import { OPS } from '../../src/pages/layer/state.js';
import { starter } from '../../src/pages/network/starter.js';

/** Classes that have another number of axes, or fold what was unfolded. */
const OTHERS = /1d$|3d$|^(Fold|Unflatten|MaxUnpool2d)$/;

describe('a layer for a place', () => {
  test.each(OPS.filter((op) => !OTHERS.test(op)))('%s takes 1 × 8 × 12 × 12', (op) => {
    expect(() => outputShape(starter(op, [1, 8, 12, 12]), [1, 8, 12, 12])).not.toThrow();
  });

  test('convolutions, norms and linear layers keep what comes', () => {
    for (const op of ['Conv2d', 'BatchNorm2d', 'GroupNorm', 'LayerNorm', 'ReLU'])
      expect(outputShape(starter(op, [2, 6, 7, 9]), [2, 6, 7, 9]), op).toEqual([2, 6, 7, 9]);
    expect(outputShape(starter('Linear', [2, 40]), [2, 40])).toEqual([2, 40]);
  });

  test('where nothing is known, it is the example of its page', () => {
    expect(starter('Conv2d', undefined).args).toMatchObject({ inChannels: 1, outChannels: 1, kernelSize: [3, 3] });
  });
});
