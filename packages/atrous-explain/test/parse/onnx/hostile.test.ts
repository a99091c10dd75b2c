/** @file Files that nobody means well with: a clear problem, before anything large is made. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traceNetwork } from 'atrous/spec';
import { parseOnnx } from 'atrous-explain';
import { message, number, onnx, RESIDUAL, tensor } from './writer.js';

const first = (bytes: readonly number[]): string | undefined =>
  parseOnnx(Uint8Array.from(bytes)).problems[0]?.message.text;

const head = 'this is no ONNX file that can be read: ';

/** Everything that is done with a file. */
function use(bytes: Uint8Array): void {
  const { network, example, problems, text } = parseOnnx(bytes);
  for (const { from, to } of problems) expect(from <= to && to <= text.length).toBe(true);
  if (network.nodes.length > 0) traceNetwork(network, example ?? [1, 3, 32, 32]);
}

describe('damaged files', () => {
  test('say what is wrong', () => {
    expect(first([])).toBe(`${head}it has no graph`);
    expect(first([0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f])).toBe(`${head}it ends too early: it is damaged or not whole`);
    expect(first([0x3a, ...Array<number>(9).fill(0xff), 1])).toBe(
      `${head}it ends too early: it is damaged or not whole`,
    );
    expect(first(Array<number>(12).fill(0xff))).toBe(`${head}a number in it has more than ten bytes`);
    expect(first([0x0b])).toBe(`${head}a field in it is of no known kind`);
    expect(first([0x00, 0x00])).toBe(`${head}a field in it has no number`);
    expect(first(number(7, 1))).toBe(`${head}it has a number where a text or a list should be`);
    const huge = message(7, message(5, tensor('w', [2 ** 40, 2 ** 40])));
    expect(first(huge)).toBe(`${head}a tensor in it has sizes that cannot be`);
    expect(first(message(7, message(5, tensor('w', [-1]))))).toBe(`${head}a tensor in it has sizes that cannot be`);
  });

  test('cut short anywhere, they end', () => {
    for (let length = 0; length < RESIDUAL.length; length++) use(RESIDUAL.subarray(0, length));
  });

  test('with bytes changed, they end without an exception', () => {
    const change = fc.tuple(fc.nat(RESIDUAL.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Uint8Array.from(RESIDUAL);
        for (const [at, byte] of changes) bytes[at] = byte;
        use(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('of any bytes, they end without an exception', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), use));
  });
});

describe('too much', () => {
  test('of fields, of nodes', () => {
    const empty = new Uint8Array(4_500_000).map((_, i) => (i % 2 === 0 ? 0x10 : 1));
    expect(parseOnnx(empty).problems[0]?.message.text).toBe(`${head}it has more than 2000000 fields`);
    const nodes = Array.from({ length: 10_100 }, (_, i) => ({
      op: 'Relu',
      in: [i === 0 ? 'x' : `v${i - 1}`],
      out: [`v${i}`],
    }));
    expect(parseOnnx(onnx({ nodes })).problems[0]?.message.text).toBe('more than 10000 nodes');
  });

  test('of axes', () => {
    const axes = Array.from({ length: 64 }, (_, i) => i);
    const nodes = Array.from({ length: 170 }, (_, i) => ({
      op: 'Unsqueeze',
      in: [i === 0 ? 'x' : `v${i - 1}`, 'axes'],
      out: [`v${i}`],
    }));
    const { problems } = parseOnnx(onnx({ nodes, lists: { axes } }));
    expect(problems[0]?.message.text).toBe('more than 10000 nodes');
  });

  test('of operators of every kind with attributes that cannot be', () => {
    const ops =
      'Conv ConvTranspose MaxPool AveragePool Pad Resize Reshape Split Slice Gather Transpose Squeeze Softmax Gemm PRelu Flatten Concat DepthToSpace LRN';
    const value = fc.oneof(
      fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
      fc.array(fc.integer({ min: -3, max: 2 ** 40 }), { maxLength: 6 }),
    );
    const names = [
      'strides',
      'pads',
      'dilations',
      'kernel_shape',
      'group',
      'axis',
      'axes',
      'perm',
      'blocksize',
      'output_shape',
      'size',
      'split',
      'starts',
      'ends',
    ];
    const attributes = fc.dictionary(fc.constantFrom(...names), value);
    const dims = fc.array(fc.nat(5), { maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...ops.split(' ')), attributes, dims, dims, (op, own, w, input) => {
        use(
          onnx({
            input,
            weights: { w },
            lists: { list: [1, 2] },
            nodes: [{ op, in: ['x', 'w', 'list'], out: ['y'], attributes: own }],
          }),
        );
        use(
          onnx({
            input,
            lists: { list: [1, -2] },
            nodes: [{ op, in: ['x', 'list', 'list'], out: ['y'], attributes: own }],
          }),
        );
      }),
      { numRuns: 500 },
    );
  });
});
