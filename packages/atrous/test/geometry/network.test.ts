/** @file Networks: what validation refuses, and traces against PyTorch's shapes. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { camelCase } from '../../src/geometry/names.js';
import { chain, joinSpec, receptiveField, traceNetwork, validateNetwork } from '../../src/geometry/network.js';
import { layerSpec } from '../../src/geometry/spec.js';
import type { Arg, NetworkSpec } from '../../src/geometry/types.js';

function thrown(run: () => unknown): AtrousError {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const stem = chain([
  layerSpec('Conv2d', [3, 64, 7], { stride: 2, padding: 3, bias: false }),
  layerSpec('BatchNorm2d', [64]),
  layerSpec('ReLU'),
  layerSpec('MaxPool2d', [3, 2, 1]),
]);

/** One axis of a receptive field with a whole stride. */
const field = (size: number, stride: number, start: number) => ({
  size,
  jump: [stride, 1],
  start,
  whole: false,
});

describe('the stem of many papers on 304 by 228', () => {
  const { input, rows, totals, failure } = traceNetwork(stem, [1, 3, 304, 228]);

  test('has these shapes', () => {
    expect(input).toEqual([1, 3, 304, 228]);
    expect(failure).toBeNull();
    expect(rows.map(({ name, layer }) => [name, layer])).toEqual([
      ['0', 'Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)'],
      ['1', 'BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)'],
      ['2', 'ReLU()'],
      ['3', 'MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)'],
    ]);
    expect(rows.map(({ inputs }) => inputs)).toEqual([
      [[1, 3, 304, 228]],
      [[1, 64, 152, 114]],
      [[1, 64, 152, 114]],
      [[1, 64, 152, 114]],
    ]);
    expect(rows.at(-1)!.output).toEqual([1, 64, 76, 57]);
  });

  test('has these costs', () => {
    expect(rows.map(({ parameters }) => parameters)).toEqual([9408, 128, 0, 0]);
    expect(rows.map(({ macs }) => macs.nominal)).toEqual([163_021_824, 0, 0, 0]);
    expect(totals.parameters).toBe(9536);
    expect(totals.macs.nominal).toBe(163_021_824);
    expect(totals.activationBytes).toBe(4 * 64 * (3 * 152 * 114 + 76 * 57));
    // Batch norm reads one map of this size and writes another.
    expect(totals.peakBytes).toBe(4 * 64 * 2 * 152 * 114);
  });

  test('has these receptive fields', () => {
    expect(rows.map((row) => row.field[0])).toEqual([field(7, 2, 0), field(7, 2, 0), field(7, 2, 0), field(11, 4, 0)]);
    expect(rows.every((row) => row.field.length === 2)).toBe(true);
  });

  test('takes twice the bytes in float64', () => {
    const double = traceNetwork(stem, [1, 3, 304, 228], { dtype: 'float64' });
    expect(double.totals.activationBytes).toBe(2 * totals.activationBytes);
    expect(double.totals.peakBytes).toBe(2 * totals.peakBytes);
  });
});

describe('a trace that fails', () => {
  const network = chain([
    layerSpec('Conv2d', [3, 8, 3]),
    layerSpec('Flatten'),
    layerSpec('Linear', [100, 10]),
    layerSpec('ReLU'),
  ]);

  test('stops at the node and says why', () => {
    const { rows, failure, totals } = traceNetwork(network, [1, 3, 8, 8]);
    expect(rows.map(({ output }) => output)).toEqual([
      [1, 8, 6, 6],
      [1, 288],
    ]);
    expect(failure).toMatchObject({
      index: 2,
      name: '2',
      layer: 'Linear(in_features=100, out_features=10, bias=True)',
      inputs: [[1, 288]],
    });
    expect(failure!.error.torchMessage).toBe('mat1 and mat2 shapes cannot be multiplied (1x288 and 100x10)');
    expect(totals.parameters).toBe(8 * 3 * 9 + 8);
  });

  test('at its first node has no rows', () => {
    const { rows, failure, totals } = traceNetwork(network, [1, 4, 8, 8]);
    expect(rows).toEqual([]);
    expect(failure!.index).toBe(0);
    expect(totals.peakBytes).toBe(4 * 8 * 8 * 4);
  });

  test('throws nothing for an input of any rank', () => {
    for (const input of [[], [0], [3], [1, 3], [1, 3, 0, 0], [1, 3, 8, 8, 8]])
      expect(traceNetwork(network, input).failure).not.toBeNull();
  });

  test('is no excuse for sizes that are none', () => {
    for (const size of [-1, 2.5, NaN])
      expect(thrown(() => traceNetwork(network, [1, 3, size, 8])).message).toBe(
        `an input of [1, 3, ${size}, 8] does not exist\nSizes are integers from 0.`,
      );
  });

  test('knows no receptive field behind the failure', () => {
    expect(thrown(() => receptiveField(network, [1, 3, 8, 8], '3', [0, 0])).torchMessage).toBe(
      'mat1 and mat2 shapes cannot be multiplied (1x288 and 100x10)',
    );
    expect(receptiveField(network, [1, 3, 8, 8], '0', [5, 0])).toEqual([
      [5, 6, 7],
      [0, 1, 2],
    ]);
  });
});

describe('receptiveField refuses', () => {
  test('a node that does not exist', () => {
    expect(thrown(() => receptiveField(stem, [1, 3, 32, 32], 'conv', [0, 0])).message).toBe("there is no node 'conv'");
  });

  test('a position with too few indices', () => {
    expect(thrown(() => receptiveField(stem, [1, 3, 32, 32], '3', [0])).message).toBe(
      'the position needs 2 indices, not 1',
    );
  });
});

/** Two convolutions of the input and their join. */
const join = (spec: NetworkSpec['nodes'][number]['spec'], channels: number, size: number): NetworkSpec => ({
  version: 1,
  nodes: [
    { name: 'left', spec: layerSpec('Conv2d', [3, 4, 3], { padding: 1 }), from: ['input'] },
    { name: 'right', spec: layerSpec('Conv2d', [3, channels, size]), from: ['input'] },
    { name: 'join', spec, from: ['left', 'right'] },
  ],
});

const error = (spec: NetworkSpec['nodes'][number]['spec'], channels: number, size: number) =>
  traceNetwork(join(spec, channels, size), [2, 3, 8, 8]).failure!.error.message;

describe('joins', () => {
  test('add and multiply with broadcasting', () => {
    expect(traceNetwork(join(joinSpec('add'), 4, 1), [2, 3, 8, 8]).rows.at(-1)).toMatchObject({
      layer: 'add()',
      inputs: [
        [2, 4, 8, 8],
        [2, 4, 8, 8],
      ],
      output: [2, 4, 8, 8],
      parameters: 0,
    });
    expect(traceNetwork(join(joinSpec('mul'), 1, 8), [2, 3, 8, 8]).rows.at(-1)!.output).toEqual([2, 4, 8, 8]);
  });

  test('put channels behind each other', () => {
    const { output, layer } = traceNetwork(join(joinSpec('cat', { dim: 1 }), 5, 1), [2, 3, 8, 8]).rows.at(-1)!;
    expect([output, layer]).toEqual([[2, 9, 8, 8], 'cat(dim=1)']);
  });

  test('refuse sizes that differ, in PyTorch’s words', () => {
    expect(error(joinSpec('add'), 4, 3)).toBe(
      'The size of tensor a (8) must match the size of tensor b (6) at non-singleton dimension 3\n' +
        'Shapes [2, 4, 8, 8] and [2, 4, 6, 6] are aligned at their last axis; sizes agree or are 1.',
    );
    expect(error(joinSpec('cat', { dim: 1 }), 4, 3)).toBe(
      'Sizes of tensors must match except in dimension 1. Expected size 8 but got size 6 for tensor number 1 in the list.\n' +
        'They differ in dimension 2: [2, 4, 8, 8] and [2, 4, 6, 6]. Crop or pad one of them.',
    );
    expect(error(joinSpec('cat', { dim: 4 }), 4, 1)).toBe(
      'Dimension out of range (expected to be in range of [-4, 3], but got 4)',
    );
  });

  test('refuse ranks that differ', () => {
    const network: NetworkSpec = {
      version: 1,
      nodes: [
        { name: 'flat', spec: layerSpec('Flatten'), from: ['input'] },
        { name: 'join', spec: joinSpec('cat'), from: ['input', 'flat'] },
      ],
    };
    expect(traceNetwork(network, [1, 2, 3]).failure!.error.message).toBe(
      'Tensors must have same number of dimensions: got 3 and 2',
    );
  });

  test('have names and arguments', () => {
    expect(thrown(() => joinSpec('subtract')).message).toMatch(
      /^'subtract' joins nothing\nThe joins are add, sub, mul, /,
    );
    expect(thrown(() => joinSpec('cat', { axis: 1 })).message).toBe(
      "cat() got an unexpected keyword argument 'axis'\nIt takes: dim.",
    );
    expect(joinSpec('cat')).toEqual({ op: 'cat', args: { dim: 0 } });
  });

  test('keep what they read alive', () => {
    const { totals } = traceNetwork(join(joinSpec('add'), 4, 1), [1, 3, 8, 8]);
    expect(totals.peakBytes).toBe(4 * 64 * (4 + 4 + 4));
  });
});

const relu = { op: 'ReLU', args: {} };
const node = (name: unknown, from: unknown, spec: unknown = relu) => ({ name, spec, from });
const network = (...nodes: unknown[]) => ({ version: 1, nodes });

describe('validateNetwork', () => {
  test('gives back what chain made', () => {
    expect(validateNetwork(JSON.parse(JSON.stringify(stem)))).toEqual(stem);
  });

  test('fills in defaults, of joins too', () => {
    const checked = validateNetwork(network(node('a', ['input']), node('b', ['input', 'a'], { op: 'cat', args: {} })));
    expect(checked.nodes.map(({ spec }) => spec.args)).toEqual([{ inplace: false }, { dim: 0 }]);
  });

  test.each<[string, unknown, string]>([
    ['no object', 'net', "network must be an object with 'version' and 'nodes'"],
    ['no version', { nodes: [] }, "network lacks 'version'"],
    ['another version', { version: 2, nodes: [] }, 'version 2 of a network is unknown\nThis library reads version 1.'],
    ['nodes that are no list', { version: 1, nodes: {} }, "network must have a list 'nodes'"],
    ['a node without a layer', network({ name: 'a', from: [] }), "node 0 lacks 'spec'"],
    ['a number as a name', network(node(1, ['input'])), "node 0 must have a string 'name' and a list of names 'from'"],
    [
      'a source that is no list',
      network(node('a', 'input')),
      "node 0 must have a string 'name' and a list of names 'from'",
    ],
    [
      'two nodes of one name',
      network(node('a', ['input']), node('a', ['a'])),
      "the name 'a' is taken\nEvery node needs a name of its own.",
    ],
    [
      'a node called input',
      network(node('input', ['input'])),
      "the name 'input' is taken\nEvery node needs a name of its own.",
    ],
    [
      'a source that comes later',
      network(node('first', ['second']), node('second', ['input'])),
      "node 'first' reads 'second', which is no earlier node\nA node reads earlier nodes.",
    ],
    [
      'a misspelt source',
      network(node('conv1', ['input']), node('b', ['conv_1x'])),
      "node 'b' reads 'conv_1x', which is no earlier node\nDid you mean `conv1`?",
    ],
    ['a layer of two inputs', network(node('a', ['input', 'input'])), "node 'a' reads 2 tensors, but ReLU takes 1"],
    ['a node of no input', network(node('a', [])), "node 'a' reads 0 tensors, but ReLU takes 1"],
    [
      'a join of no input',
      network(node('a', [], { op: 'add', args: {} })),
      "node 'a' reads 0 tensors, but add takes at least 1",
    ],
    [
      'an unknown layer',
      network(node('a', ['input'], { op: 'Conv2', args: {} })),
      "module 'torch.nn' has no attribute 'Conv2'\nDid you mean `Conv2d`?",
    ],
    [
      'a layer that its constructor refuses',
      network(node('a', ['input'], { op: 'Dropout', args: { p: 2 } })),
      'dropout probability has to be between 0 and 1, but got 2',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(thrown(() => validateNetwork(json)).message).toBe(message);
  });

  test('takes two tensors for layers that read two', () => {
    const json = network(
      node('a', ['input', 'input'], { op: 'Bilinear', args: { in1Features: 4, in2Features: 4, outFeatures: 2 } }),
    );
    expect(traceNetwork(validateNetwork(json), [3, 4]).rows[0]!.output).toEqual([3, 2]);
  });
});

interface Golden {
  id: string;
  op: string;
  nodes: { name: string; type?: string; op?: string; args?: Record<string, Arg>; from: string[] }[];
  trace: { node: string; shape: number[] }[];
  inputs: { x: Record<string, { shape: number[] }> | string };
}

const folder = process.env['ATROUS_GOLDEN'] ?? new URL('../../../../golden', import.meta.url).pathname;
const { cases } = JSON.parse(readFileSync(`${folder}/networks.json`, 'utf8')) as { cases: Golden[] };
const tensorsHeader = ((): Record<string, { shape: number[] }> => {
  const bytes = readFileSync(`${folder}/networks.safetensors`);
  return JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0)))) as Record<
    string,
    { shape: number[] }
  >;
})();

describe('the golden networks', () => {
  // Resizing to the size of another node is a function of torch.nn.functional, not a join.
  const known = cases.filter(({ nodes }) => nodes.every(({ op }) => op !== 'resize_like'));

  test('are nearly all of joins and layers', () => {
    expect(cases.length - known.length).toBe(2);
  });

  test.each(known)('$id $op has PyTorch’s shapes', ({ nodes, trace, inputs }) => {
    const { x } = inputs;
    const shape = typeof x === 'string' ? tensorsHeader[x]!.shape : Object.values(x)[0]!.shape;
    const network = validateNetwork({
      version: 1,
      nodes: nodes.map(({ name, type, op, args, from }) => ({
        name,
        spec: {
          op: type ?? op,
          args: Object.fromEntries(Object.entries(args ?? {}).map(([key, value]) => [camelCase(key), value])),
        },
        from: from.map((source) => (source === 'x' ? 'input' : source)),
      })),
    });
    const { rows, failure } = traceNetwork(network, shape);
    expect(failure).toBeNull();
    expect(rows.map(({ name, output }) => ({ name, output }))).toEqual(
      trace.map(({ node, shape: output }) => ({ name: node, output })),
    );
  });
});
