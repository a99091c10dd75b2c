/** @file Functions that are no layers: their shapes, refusals, prints and reads. */

import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import { joinSpec, receptiveField, traceNetwork, validateNetwork } from '../../src/geometry/network.js';
import { readSizes } from '../../src/geometry/size-text.js';
import type { Arg, NetworkSpec, Shape } from '../../src/geometry/types.js';

/** The function on tensors of these shapes; a network has one input, so the others are constants. */
function traced(op: string, args: Record<string, Arg>, input: Shape, ...others: readonly Shape[]) {
  const constants = others.map((shape, i) => ({
    name: `c${i}`,
    spec: joinSpec('constant', { shape }),
    from: ['input'],
  }));
  const node = { name: 'f', spec: joinSpec(op, args), from: ['input', ...constants.map(({ name }) => name)] };
  const network: NetworkSpec = validateNetwork({ version: 1, nodes: [...constants, node] });
  return { network, trace: traceNetwork(network, input) };
}

function outcome(op: string, args: Record<string, Arg>, ...shapes: readonly Shape[]): string {
  const { rows, failure } = traced(op, args, shapes[0]!, ...shapes.slice(1)).trace;
  return failure ? failure.error.torchMessage : `${rows.at(-1)!.layer} ${rows.at(-1)!.output.join('x')}`;
}

describe('texts of sizes', () => {
  test.each([
    ['a[0], -1', [2, -1]],
    ['a[-1] // 2, (a[1] - 1) * 2', [3, 4]],
    ['b[0] - a[0] - 1, -(a[3]) % 4', [2, 1]],
    ['', []],
  ])('%s', (text, sizes) => {
    expect(readSizes(text, [[2, 3, 5, 7], [5]])).toEqual(sizes);
  });

  test.each(['a', 'a[0] a[0]', '1 +', '(1', 'c[0]', '1 ** 2', 'a[0],, 1', '1;2', 'x'.repeat(3000)])(
    '%s is refused',
    (text) => {
      expect(() => readSizes(text, [[1], [2]])).toThrow(/^sizes cannot be read/);
    },
  );

  test('a division by zero has a name, and so has an axis that is not there', () => {
    expect(() => readSizes('4 // a[0]', [[0]])).toThrow('integer division or modulo by zero');
    expect(() => readSizes('a[4]', [[1, 2]])).toThrow(
      'Dimension out of range (expected to be in range of [-2, 1], but got 4)',
    );
  });
});

test.each<[string, Record<string, Arg>, Shape[], string]>([
  ['view', { sizes: 'a[0], -1' }, [[2, 16, 5, 5]], 'view(a[0], -1) 2x400'],
  ['view', { sizes: '-1, 256' }, [[2, 16, 5, 5]], "shape '[-1, 256]' is invalid for input of size 800"],
  ['view', { sizes: '-1, -1' }, [[2, 3]], 'only one dimension can be inferred'],
  ['view', { sizes: '-2, 6' }, [[2, 3]], 'invalid shape dimension -2 at index 0 of shape [-2, 6]'],
  [
    'expand',
    { sizes: '-1, -1, 4, b[1]' },
    [
      [2, 3, 1, 1],
      [1, 5],
    ],
    'expand(-1, -1, 4, b[1]) 2x3x4x5',
  ],
  ['permute', { dims: [0, 2, 3, 1] }, [[1, 2, 3, 4]], 'permute(0, 2, 3, 1) 1x3x4x2'],
  ['permute', { dims: [0, 0] }, [[1, 2]], 'permute(): duplicate dims are not allowed.'],
  ['transpose', { dim0: 1, dim1: -1 }, [[1, 2, 3]], 'transpose(1, -1) 1x3x2'],
  ['mean', { dim: [2, 3] }, [[1, 2, 3, 4]], 'mean(dim=(2, 3)) 1x2'],
  ['mean', { dim: 1, keepdim: true }, [[1, 2, 3]], 'mean(dim=1, keepdim=True) 1x1x3'],
  ['sum', {}, [[1, 2]], 'sum(dim=None) '],
  ['squeeze', {}, [[1, 2, 1]], 'squeeze() 2'],
  ['squeeze', { dim: 2 }, [[1, 2, 1]], 'squeeze(dim=2) 1x2'],
  ['unsqueeze', { dim: -1 }, [[2, 3]], 'unsqueeze(dim=-1) 2x3x1'],
  ['slice', { dim: 2, start: '1', end: '-1' }, [[1, 2, 9]], 'slice(dim=2, 1:-1) 1x2x7'],
  [
    'slice',
    { dim: 1, end: 'b[1]' },
    [
      [1, 9],
      [1, 4],
    ],
    'slice(dim=1, :b[1]) 1x4',
  ],
  ['slice', { dim: -1, step: 2 }, [[1, 9]], 'slice(dim=-1, ::2) 1x5'],
  ['select', { dim: 1, index: -1 }, [[2, 3, 4]], 'select(dim=1, index=-1) 2x4'],
  ['select', { dim: 0, index: 3 }, [[3, 4]], 'select(): index 3 out of range for tensor of size [3, 4] at dimension 0'],
  [
    'interpolate',
    { size: 'b[2], b[3]', mode: 'bilinear' },
    [
      [1, 8, 3, 4],
      [1, 2, 6, 9],
    ],
    "interpolate(size=(b[2], b[3]), mode='bilinear') 1x8x6x9",
  ],
  [
    'pad',
    { pad: '0, b[3] - a[3], 1, 1' },
    [
      [1, 8, 3, 4],
      [1, 2, 6, 9],
    ],
    'pad((0, b[3] - a[3], 1, 1)) 1x8x5x9',
  ],
  [
    'matmul',
    {},
    [
      [2, 3],
      [4, 8],
    ],
    'mat1 and mat2 shapes cannot be multiplied (2x3 and 4x8)',
  ],
  [
    'matmul',
    {},
    [
      [5, 2, 3],
      [3, 8],
    ],
    'matmul() 5x2x8',
  ],
  [
    'stack',
    { dim: 1 },
    [
      [2, 3],
      [2, 3],
    ],
    'stack(dim=1) 2x2x3',
  ],
  [
    'stack',
    {},
    [
      [2, 3],
      [3, 3],
    ],
    'stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [3, 3] at entry 1',
  ],
  ['sub', {}, [[2, 3], [3]], 'sub() 2x3'],
  [
    'div',
    {},
    [[2, 3], [2]],
    'The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1',
  ],
  ['pointwise', { what: 'x / 2' }, [[2, 3]], 'pointwise(x / 2) 2x3'],
  ['assumed', { what: 'lstm' }, [[2, 3]], 'assumed(lstm) 2x3'],
  ['assumed', { what: 'lstm', shape: [7, 1] }, [[2, 3]], 'assumed(lstm → [7, 1]) 7x1'],
])('%s %o', (op, args, shapes, expected) => {
  expect(outcome(op, args, ...shapes)).toBe(expected);
});

test('a crop reads the cells that it keeps, a mean with its axes kept reads all of them', () => {
  const crop = traced('slice', { dim: 3, start: '2', end: '-1' }, [1, 1, 1, 8]);
  expect(receptiveField(crop.network, [1, 1, 1, 8], 'f', [0, 1])).toEqual([[0], [3]]);
  const mean = traced('mean', { dim: 3, keepdim: true }, [1, 1, 2, 3]);
  expect(receptiveField(mean.network, [1, 1, 2, 3], 'f', [1, 0])).toEqual([[1], [0, 1, 2]]);
});

test('what only lends its sizes is not read', () => {
  const nodes = [
    { name: 'c', spec: joinSpec('slice', { dim: 3, start: '4' }), from: ['input'] },
    { name: 'f', spec: joinSpec('interpolate', { size: 'b[2], b[3]' }), from: ['input', 'c'] },
  ];
  const network = validateNetwork({ version: 1, nodes });
  expect(traceNetwork(network, [1, 1, 1, 8]).rows.at(-1)!.output).toEqual([1, 1, 1, 4]);
  expect(receptiveField(network, [1, 1, 1, 8], 'f', [0, 1])).toEqual([[0], [2]]);
});

test('errors are typed', () => {
  expect(traced('view', { sizes: '5' }, [4]).trace.failure!.error).toBeInstanceOf(AtrousError);
});
