import { describe, expect, test } from 'vitest';
import { nearestSafe, repairInFeatures, repairSkips, safeSizes, walkNetwork } from 'atrous-explain';
import { type Arg, type NetworkSpec, type NodeSpec, chain, joinSpec, layerSpec } from 'atrous/spec';

const layer = (name: string, from: string, op: string, args: Arg[], options: Record<string, Arg> = {}): NodeSpec => ({
  name,
  spec: layerSpec(op, args, options),
  from: [from],
});

/** A U-Net of two halvings whose decoder doubles; `options` of its transposed convolutions. */
function unet(options: Record<string, Arg> = { padding: 1 }): NetworkSpec {
  const plain = options['padding'] === undefined;
  const kernel = plain ? 2 : 3;
  const down = (name: string, from: string, channels: number): NodeSpec =>
    plain
      ? layer(name, from, 'MaxPool2d', [2])
      : layer(name, from, 'Conv2d', [channels, channels, 3], { stride: 2, padding: 1 });
  return {
    version: 1,
    nodes: [
      layer('a', 'input', 'Conv2d', [3, 4, 3], { padding: 1 }),
      down('down1', 'a', 4),
      layer('b', 'down1', 'Conv2d', [4, 8, 3], { padding: 1 }),
      down('down2', 'b', 8),
      layer('up1', 'down2', 'ConvTranspose2d', [8, 8, kernel], { stride: 2, ...options }),
      { name: 'cat1', spec: joinSpec('cat', { dim: 1 }), from: ['b', 'up1'] },
      layer('c', 'cat1', 'Conv2d', [16, 4, 3], { padding: 1 }),
      layer('up2', 'c', 'ConvTranspose2d', [4, 4, kernel], { stride: 2, ...options }),
      { name: 'cat2', spec: joinSpec('cat', { dim: 1 }), from: ['a', 'up2'] },
    ],
  };
}

describe('safeSizes', () => {
  test('two halvings with skips take multiples of 4', () => {
    const safe = safeSizes(unet({}), [1, 3, 64, 64], { to: 100 });
    expect(safe.pattern).toEqual({ modulus: 4, residues: [0], least: 1 });
    expect(safe.note.text).toBe('multiples of 4, from 4');
    expect(safe.sizes.slice(0, 3)).toEqual([4, 8, 12]);
    expect(nearestSafe(safe, 30)).toEqual({ below: 28, above: 32 });
  });

  test('a convolution takes every size that its kernel fits', () => {
    const net = chain([layerSpec('Conv2d', [3, 4, 5])]);
    expect(safeSizes(net, [1, 3, 9, 9], { to: 50 }).note.text).toBe('every size from 5');
  });

  test('a linear layer behind a flatten takes a few sizes', () => {
    const net = chain([layerSpec('MaxPool2d', [2]), layerSpec('Flatten'), layerSpec('Linear', [3 * 16, 2])]);
    const safe = safeSizes(net, [1, 3, 9, 9], { to: 50 });
    expect(safe.sizes).toEqual([8, 9]);
    expect(safe.note.text).toBe('only 8, 9');
  });

  test('says that no size works, and refuses ranges that are none', () => {
    const net = chain([layerSpec('Conv2d', [4, 4, 5])]);
    expect(safeSizes(net, [1, 3, 9, 9], { to: 20 }).note.text).toBe('no size from 1 to 20');
    expect(() => safeSizes(net, [1, 3, 9, 9], { from: 5, to: 4 })).toThrow(
      'sizes go from 1 to at most 8192, not from 5 to 4',
    );
    expect(() => safeSizes(net, [1, 3], {})).toThrow('an input of [1,3] has no axes []');
  });

  test('every size that the pattern promises works, and no other', () => {
    const safe = safeSizes(unet({}), [1, 3, 64, 64], { to: 60 });
    for (let size = safe.pattern!.least; size <= 60; size++)
      expect(safe.sizes.includes(size)).toBe(safe.pattern!.residues.includes(size % safe.pattern!.modulus));
  });
});

describe('repairInFeatures', () => {
  test('finds in_features behind a flatten', () => {
    const net = chain([
      layerSpec('Conv2d', [1, 6, 5]),
      layerSpec('MaxPool2d', [2]),
      layerSpec('Flatten'),
      layerSpec('Linear', [400, 10]),
      layerSpec('Linear', [12, 2]),
    ]);
    const { edits, failure, output } = repairInFeatures(net, [1, 1, 28, 28]);
    expect(edits.map(({ node, text }) => `${node}: ${text}`)).toEqual([
      '3: in_features=400 → in_features=864',
      '4: in_features=12 → in_features=10',
    ]);
    expect(failure).toBeUndefined();
    expect(output).toEqual([1, 2]);
  });

  test('leaves a network alone that runs, and says what else is in the way', () => {
    const fine = chain([layerSpec('Linear', [4, 2])]);
    expect(repairInFeatures(fine, [1, 4]).edits).toEqual([]);
    const wrong = chain([layerSpec('Conv2d', [4, 4, 3])]);
    expect(repairInFeatures(wrong, [1, 3, 9, 9]).failure!.message).toContain(
      'expected input[1, 3, 9, 9] to have 4 channels',
    );
  });
});

describe('repairSkips', () => {
  test.each([
    [
      64,
      64,
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      63,
      65,
      [
        [1, 0],
        [0, 0],
      ],
    ],
    [
      62,
      61,
      [
        [0, 0],
        [1, 0],
      ],
    ],
  ])('chooses output_padding per stage for %i×%i', (h, w, expected) => {
    const { edits, failure, network, output } = repairSkips(unet(), [1, 3, h, w]);
    expect(failure).toBeUndefined();
    expect(output).toEqual([1, 8, h, w]);
    const chosen = ['up1', 'up2'].map(
      (name) => network.nodes.find((node) => node.name === name)!.spec.args['outputPadding'],
    );
    expect(chosen).toEqual(expected);
    expect(edits.length).toBe(expected.filter((pair) => pair.some((p) => p !== 0)).length);
  });

  test('says what is in the way where no legal value helps', () => {
    const { edits, failure } = repairSkips(unet({ padding: 2 }), [1, 3, 64, 64]);
    expect(edits).toEqual([]);
    expect(failure!.node.name).toBe('cat1');
  });
});

describe('walkNetwork', () => {
  test('stops at the first node that refuses', () => {
    const { failure, shapes } = walkNetwork(chain([layerSpec('ReLU'), layerSpec('Conv2d', [4, 4, 3])]), [1, 3, 9, 9]);
    expect([...shapes.keys()]).toEqual(['input', '0']);
    expect(failure!.inputs).toEqual([[1, 3, 9, 9]]);
    const broken: NetworkSpec = { version: 1, nodes: [{ name: 'a', spec: layerSpec('ReLU'), from: ['b'] }] };
    expect(() => walkNetwork(broken, [1])).toThrow("node 'a' reads 'b', which is no earlier node");
  });
});
