import { describe as suite, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { LAYERS } from '../../src/geometry/catalogue/index.js';
import { chain, joinSpec, traceNetwork } from '../../src/geometry/network.js';
import { layerSpec } from '../../src/geometry/spec.js';
import type { LayerSpec, NetworkSpec } from '../../src/geometry/types.js';
import { layerClasses } from '../../src/nn/build.js';
import { BatchNorm2d, build, Conv2d, describe, Linear, Module, ReLU, Sequential } from '../../src/nn/index.js';
import { Network } from '../../src/nn/network.js';
import { randn } from '../../src/tensor/random/index.js';
import { exists, camelArgs, type GoldenSpec, manifest } from './golden.js';

const specs = manifest<{ spec: GoldenSpec }>('module_meta')
  .map((c) => c.spec)
  .filter((spec) => !spec.children && exists(spec))
  .map((spec) => layerSpec(spec.type, [], camelArgs(spec.args ?? {})));

function failure(run: () => unknown): AtrousError {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

suite('a layer', () => {
  test.each(specs.map((spec) => [spec.op, JSON.stringify(spec.args), spec] as const))(
    '%s %s is described as what it was built from',
    (_, __, spec) => {
      expect(describe(build(spec))).toEqual(spec);
    },
  );

  test('keeps its class and its text', () => {
    const layer = build(layerSpec('Conv2d', [3, 8, 3], { padding: 'same' }));
    expect(layer).toBeInstanceOf(Conv2d);
    expect(String(layer)).toBe('Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same)');
  });

  test('is described with the type that it has by now', () => {
    expect(describe(new Linear(1, 1).double()).args).toMatchObject({ dtype: 'float64' });
    expect(describe(new BatchNorm2d(1, { affine: false }).double()).args).toMatchObject({ dtype: 'float64' });
  });

  test('of every class of the catalogue runs, and an unknown one is refused with the nearest name', () => {
    expect(Object.keys(LAYERS).filter((op) => !layerClasses().has(op))).toEqual([]);
    expect(failure(() => build({ op: 'Conv2D', args: {} })).hint).toBe('Did you mean `Conv2d`?');
  });

  test('every class is one of the catalogue', () => {
    expect([...layerClasses().keys()].filter((op) => !Object.hasOwn(LAYERS, op))).toEqual([]);
  });
});

const conv = (inChannels: number, outChannels: number): LayerSpec =>
  layerSpec('Conv2d', [inChannels, outChannels, 3], { padding: 1 });

/** A residual block with a joined tail, whose parts have dotted names. */
const branched: NetworkSpec = {
  version: 1,
  nodes: [
    { name: 'stem', spec: conv(2, 4), from: ['input'] },
    { name: 'block.conv', spec: conv(4, 4), from: ['stem'] },
    { name: 'block.act', spec: layerSpec('ReLU'), from: ['block.conv'] },
    { name: 'sum', spec: joinSpec('add'), from: ['block.act', 'stem'] },
    { name: 'gate', spec: joinSpec('mul'), from: ['sum', 'stem'] },
    { name: 'both', spec: joinSpec('cat', { dim: 1 }), from: ['gate', 'input'] },
    { name: 'head', spec: conv(6, 1), from: ['both'] },
  ],
};

suite('a network', () => {
  test('where every node reads the one before is a Sequential', () => {
    const spec = chain([conv(1, 2), layerSpec('ReLU'), layerSpec('MaxPool2d', [2])]);
    const net = build(spec);
    expect(net).toBeInstanceOf(Sequential);
    expect(net.forward(randn([1, 1, 4, 4])).shape).toEqual([1, 2, 2, 2]);
    expect(describe(net)).toEqual(spec);
  });

  test('with joins runs along its edges', () => {
    const net = build(branched);
    const x = randn([1, 2, 5, 5]);
    const run = (name: string, input: typeof x): typeof x => (net.getSubmodule(name) as Conv2d).forward(input);
    const stem = run('stem', x);
    const sum = run('block.conv', stem).clamp({ min: 0 }).add(stem).mul(stem);
    const parts = [...sum.data, ...x.data] as number[];
    const both = randn([1, 6, 5, 5]);
    both.data.set(parts as never);
    expect(net.forward(x).data).toEqual(run('head', both.touch()).data);
  });

  test('shows what every node gives, joins included, in order', () => {
    const net = build(branched) as Network;
    const seen: [string, readonly number[]][] = [];
    const x = randn([1, 2, 5, 5]);
    const last = net.runNodes(x, (name, output) => seen.push([name, output.shape]));
    const rows = traceNetwork(branched, x.shape).rows.map(({ name, output }) => [name, output]);
    expect(seen).toEqual(rows);
    expect(last.data).toEqual(net.forward(x).data);
  });

  test('has the parameter names of a model with the same parts', () => {
    const net = build(branched);
    expect([...net.stateDict().keys()]).toEqual(
      ['stem', 'block.conv', 'head'].flatMap((name) => [`${name}.weight`, `${name}.bias`]),
    );
    expect(String(net)).toMatch(
      /^Network\(\n {2}\(stem\): Conv2d\(.*\n {2}\(block\): ModuleDict\(\n {4}\(conv\): Conv2d/,
    );
  });

  test('is described as what it was built from', () => {
    expect(build(branched)).toBeInstanceOf(Network);
    expect(describe(build(branched))).toEqual(branched);
    expect(describe(new Sequential())).toEqual({ version: 1, nodes: [] });
  });

  test('inside others is written out under dotted names, and runs the same again', () => {
    const net = new Sequential({ body: new Sequential(build(branched), new ReLU()), tail: build(conv(1, 2)) });
    const spec = describe(net);
    expect(spec.nodes.map(({ name, from }) => `${name} ← ${from.join(' ')}`)).toEqual([
      'body.0.stem ← input',
      'body.0.block.conv ← body.0.stem',
      'body.0.block.act ← body.0.block.conv',
      'body.0.sum ← body.0.block.act body.0.stem',
      'body.0.gate ← body.0.sum body.0.stem',
      'body.0.both ← body.0.gate input',
      'body.0.head ← body.0.both',
      'body.1 ← body.0.head',
      'tail ← body.1',
    ]);
    const again = build(spec);
    again.loadStateDict(net.stateDict());
    const x = randn([1, 2, 4, 4]);
    expect(again.forward(x).data).toEqual(net.forward(x).data);
  });

  test('is refused where names do not fit together', () => {
    const [stem, inner] = branched.nodes;
    const inside = { ...inner!, name: 'stem.conv' };
    expect(failure(() => build({ version: 1, nodes: [stem!, inside] })).message).toBe(
      "two nodes are named 'stem', or one lies inside the other",
    );
    expect(failure(() => build({ version: 1, nodes: [inner!] })).message).toMatch(/^node 'block.conv' reads 'stem'/);
  });
});

test('a module with code of its own cannot be described, nor can a class made from a layer', () => {
  class Doubled extends ReLU {}
  class Own extends Module {}
  for (const module of [new Own(), new Doubled(), new Sequential(new Own())])
    expect(failure(() => describe(module)).message).toMatch(
      /^(Own|Doubled) cannot be described: only its code says what it computes/,
    );
});
