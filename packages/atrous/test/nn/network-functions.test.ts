/** @file Functions of a network's nodes: the running network gives the shapes that the trace says. */

import { expect, test } from 'vitest';
import { joinSpec, traceNetwork } from '../../src/geometry/network.js';
import { layerSpec } from '../../src/geometry/spec.js';
import type { Arg, NetworkSpec } from '../../src/geometry/types.js';
import { nn, ones } from '../../src/index.js';

const INPUT = [2, 4, 6, 8];

/** The function between the input and a convolution's result. */
function networkOf(op: string, args: Record<string, Arg>, from: readonly string[]): NetworkSpec {
  const conv = { name: 'conv', spec: layerSpec('Conv2d', [4, 4, 3], { stride: 2 }), from: ['input'] };
  return { version: 1, nodes: [conv, { name: 'f', spec: joinSpec(op, args), from }] };
}

test.each<[string, Record<string, Arg>, string[]]>([
  ['sub', {}, ['input', 'input']],
  ['div', {}, ['input', 'input']],
  ['stack', { dim: 1 }, ['input', 'input']],
  ['view', { sizes: 'a[0], -1' }, ['conv']],
  ['view', { sizes: 'b[0], b[1], -1' }, ['conv', 'input']],
  ['permute', { dims: [0, 2, 3, 1] }, ['conv']],
  ['transpose', { dim0: 1, dim1: -1 }, ['conv']],
  ['mean', { dim: [2, 3] }, ['conv']],
  ['sum', { dim: 1, keepdim: true }, ['conv']],
  ['amax', { dim: 1 }, ['conv']],
  ['amin', {}, ['conv']],
  ['squeeze', { dim: 1 }, ['conv']],
  ['squeeze', {}, ['conv']],
  ['unsqueeze', { dim: 2 }, ['conv']],
  ['slice', { dim: 3, start: '1', end: 'b[3]' }, ['input', 'conv']],
  ['slice', { dim: 2, step: 2 }, ['input']],
  ['select', { dim: 1, index: -1 }, ['input']],
  ['interpolate', { size: 'b[2], b[3]', mode: 'bilinear', alignCorners: true }, ['conv', 'input']],
  ['pad', { pad: '1, b[3] - a[3], 0, 2', mode: 'constant', value: 1 }, ['conv', 'input']],
  ['matmul', {}, ['f0', 'input']],
  ['expand', { sizes: '3, -1, -1, -1, -1' }, ['input']],
])('%s %o', (op, args, from) => {
  const made = networkOf(op, args, from);
  const turned = { name: 'f0', spec: joinSpec('transpose', { dim0: 2, dim1: 3 }), from: ['input'] };
  const network: NetworkSpec = { version: 1, nodes: [turned, ...made.nodes] };
  const { rows, failure } = traceNetwork(network, INPUT);
  expect(failure).toBeNull();
  expect(nn.build(network).forward(ones(INPUT)).shape).toEqual(rows.at(-1)!.output);
});

test.each(['assumed', 'pointwise'])('%s does not run, and says so by its name', (op) => {
  expect(() => nn.build(networkOf(op, { what: 'lstm' }, ['conv']))).toThrow(
    `node 'f' cannot be run: only its shape is known (${op})\nWrite the layer or the function that stands there.`,
  );
});
