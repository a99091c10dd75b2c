import { cat, F, manualSeed, nn, noGrad, ones, rand, randn, type Tensor } from 'atrous';
import { channelMap, heatmap } from 'atrous/vision';
import { describe, expect, test } from 'vitest';

/** Maps that are easy to check: a convolution, an activation that overwrites it, and a linear head over the means. */
class Net extends nn.Module {
  conv = new nn.Conv2d(1, 3, 3, { padding: 1, stride: 2 });
  act = new nn.ReLU({ inplace: true });
  pool = new nn.AdaptiveAvgPool2d(1);
  head = new nn.Linear(3, 4);

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.pool.forward(this.act.forward(this.conv.forward(x))).flatten({ startDim: 1 }));
  }
}

const closeTo = (actual: Tensor, expected: Tensor): void => {
  expect(actual.shape).toEqual(expected.shape);
  // One rounding per product and sum in float32.
  expect(actual.allclose(expected, { atol: 1e-6, rtol: 1e-5 })).toBe(true);
};

manualSeed(3);
const net = new Net().eval();
const x = randn([2, 1, 8, 6]);
const conv = noGrad(() => net.conv.forward(x)); // [2, 3, 4, 3]
const upsampled = (map: Tensor): Tensor =>
  F.interpolate(map, { size: [8, 6], mode: 'bilinear', alignCorners: false }).squeeze(1);

describe('heat maps of a layer', () => {
  test('join its channels and have the size of the input', () => {
    closeTo(heatmap(net, net.conv, x, { by: 'mean' }), upsampled(conv.mean(1, { keepdim: true })));
    closeTo(heatmap(net, net.conv, x, { by: 'max' }), upsampled(conv.amax(1, { keepdim: true })));
    closeTo(heatmap(net, 'conv', x), upsampled(conv.square().sum(1, { keepdim: true }).sqrt()));
  });

  test('are those of the maps, where somebody has them already', () => {
    for (const by of ['mean', 'max', 'norm'] as const)
      closeTo(channelMap(conv, [8, 6], by), heatmap(net, 'conv', x, { by }));
  });

  test('work along one axis and three', () => {
    const line = new nn.Conv1d(1, 2, 3);
    expect(heatmap(line, line, rand([2, 1, 9])).shape).toEqual([2, 9]);
    const volume = new nn.Conv3d(1, 2, 3, { stride: 2 });
    expect(heatmap(volume, '', rand([2, 1, 5, 6, 7])).shape).toEqual([2, 5, 6, 7]);
  });

  test('leave nothing behind', () => {
    heatmap(net, net.conv, x, { by: 'gradcam' });
    expect([...net.parameters()].every(({ grad }) => grad === null)).toBe(true);
    expect(Object.hasOwn(net.conv, 'forward')).toBe(false);
    expect(heatmap(net, net.conv, x).requiresGrad).toBe(false);
  });
});

describe('Grad-CAM', () => {
  /** Through means and a linear head, ∂score/∂A is the head's weight over the number of positions, where ReLU lets through. */
  function byHand(target: (sample: number) => number): Tensor {
    const values = [0, 1].map((sample) => {
      const maps = conv.select(0, sample); // [3, 4, 3]
      const row = net.head.weight.select(0, target(sample)); // [3]
      const passed = maps.gt(0).float().mean([1, 2]); // share of positions with a gradient
      const alpha = row.mul(passed).div(12).reshape([3, 1, 1]);
      return F.relu(alpha.mul(maps).sum(0)).reshape([1, 1, 4, 3]);
    });
    return noGrad(() => upsampled(cat(values, 0)));
  }

  test('weighs channels by the mean gradient of the target', () => {
    for (const target of [0, 3])
      closeTo(
        heatmap(net, net.conv, x, { by: 'gradcam', target }),
        byHand(() => target),
      );
  });

  test("takes each sample's highest score where no target is given", () => {
    const best = noGrad(() => net.forward(x).argmax(1)).tolist() as number[];
    closeTo(
      heatmap(net, net.conv, x, { by: 'gradcam' }),
      byHand((sample) => best[sample]!),
    );
  });

  test('is the same for frozen networks, under noGrad and in float64', () => {
    const expected = heatmap(net, net.conv, x, { by: 'gradcam', target: 1 });
    const frozen = new Net().eval().requiresGrad_(false);
    frozen.loadStateDict(net.stateDict());
    closeTo(
      noGrad(() => heatmap(frozen, 'conv', x, { by: 'gradcam', target: 1 })),
      expected,
    );
    const double = heatmap(frozen.double(), 'conv', x.double(), { by: 'gradcam', target: 1 });
    expect(double.dtype).toBe('float64');
    closeTo(double.float(), expected);
  });

  test('of a network that gives maps sums the target over positions', () => {
    const maps = new nn.Sequential(new nn.Conv2d(1, 2, 1), new nn.Conv2d(2, 3, 1));
    const [first, second] = [...maps.children()] as nn.Conv2d[];
    const given = noGrad(() => first!.forward(x));
    const row = second!.weight.select(0, 2).reshape([1, 2, 1, 1]);
    closeTo(
      heatmap(maps, '0', x, { by: 'gradcam', target: 2 }),
      noGrad(() => F.relu(row.mul(given).sum(1))),
    );
  });
});

describe('mistakes', () => {
  test('are told', () => {
    expect(() => heatmap(net, net.conv, x, { by: 'gradCam' as 'gradcam' })).toThrow(
      "heat maps are made by mean, max, norm or gradcam, not by 'gradCam'\nDid you mean 'gradcam'?",
    );
    expect(() => heatmap(net, net.conv, x, { target: 1 })).toThrow(
      "target is for gradcam: 'norm' looks at the layer alone\nLeave out `target`, or set `by: 'gradcam'`.",
    );
    expect(() => heatmap(net, net.conv, x, { by: 'gradcam', target: 4 })).toThrow(
      'target 4 is out of bounds for 4 classes\nGive a whole number from 0 to 3.',
    );
    expect(() => heatmap(net, new nn.ReLU(), x)).toThrow(
      'the layer did not run as the network did\nGive a layer of this network that its forward calls.',
    );
    expect(() => heatmap(net, net.head, x)).toThrow(
      'a map of size [2, 4] does not lie over an input of size [2, 1, 8, 6]\n' +
        'Both need a batch, channels and 1, 2 or 3 axes: choose a layer before the maps are flattened.',
    );
    const flat = new nn.Sequential(new nn.Conv2d(1, 2, 1), new nn.Flatten({ startDim: 0 }));
    expect(() => heatmap(flat, '0', ones([1, 1, 2, 2]), { by: 'gradcam' })).toThrow(
      'an output of size [8] has no scores of classes\ngradcam needs a network that gives [N, classes] or [N, channels, …].',
    );
  });
});
