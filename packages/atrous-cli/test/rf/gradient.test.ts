/** @file The gradient field of real weights: inside the receptive field, and what the command makes of it. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSafetensors } from 'atrous/io';
import { manualSeed, nn, ones, zeros } from 'atrous';
import { fieldAt, parseNetwork, toNetworkSpec } from 'atrous-explain';
import type { NetworkSpec } from 'atrous/spec';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { gradientField, upTo } from '../../src/rf/gradient.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();

const networkOf = (text: string): NetworkSpec => toNetworkSpec(parseNetwork(text).nodes);

/** Offsets of all cells of the receptive field. */
function readBy(network: NetworkSpec, input: number[], node: string, position: number[]): number[] {
  const { axes } = fieldAt(network, input, node, position);
  return axes.reduce<number[]>(
    (found, { cells, size }) => found.flatMap((at) => cells.map((cell) => at * size + cell)),
    [0],
  );
}

describe('gradientField', () => {
  test.each([
    ['Conv2d(2, 3, 3, padding=1), Conv2d(3, 2, 3, stride=2, dilation=2)', [1, 2, 11, 12], [0, 3]],
    ['Conv1d(1, 4, 3, dilation=2), Conv1d(4, 4, 3, dilation=2)', [2, 1, 20], [5]],
    ['ConvTranspose2d(1, 2, 3, 2, 1, 1), Conv2d(2, 1, 3, padding=1)', [1, 6, 6], [4, 11]],
    ["Conv2d(1, 2, 3, padding=2, padding_mode='circular'), AvgPool2d(2)", [1, 1, 8, 8], [0, 0]],
  ])('of %s is not 0 on its receptive field, and 0 everywhere else', (text, input, position) => {
    const network = networkOf(text);
    manualSeed(1);
    const { values, reached } = gradientField(nn.build(network).eval(), input, position.length, position);
    const cells = Array.from(values.keys()).filter((i) => values[i]! > 0);
    expect(cells).toEqual(readBy(network, input, '1', position).sort((a, b) => a - b));
    expect(reached).toBe(cells.length);
  });

  test('of a network with a rectifier and a maximum lies inside, and is smaller than it', () => {
    const network = networkOf('Conv2d(1, 8, 3), ReLU(), MaxPool2d(2), Conv2d(8, 8, 3), ReLU(), Conv2d(8, 4, 3)');
    manualSeed(0);
    const input = [1, 1, 20, 20];
    const { values, most, reached, mean } = gradientField(nn.build(network).eval(), input, 2, [2, 2]);
    const read = new Set(readBy(network, input, '5', [2, 2]));
    for (const [i, value] of values.entries()) if (value > 0) expect(read.has(i)).toBe(true);
    expect(most).toBeLessThan(reached);
    const { axes } = fieldAt(network, input, '5', [2, 2]);
    for (const [axis, { centre }] of axes.entries()) expect(Math.abs(mean[axis]! - centre)).toBeLessThan(1.5);
  });

  test('of a mean is the same everywhere', () => {
    const network = networkOf('AvgPool2d(2), Flatten(), Linear(4, 1)');
    const model = nn.build(upTo(network, '0'));
    const { values, deviation } = gradientField(model, [1, 1, 4, 4], 2, [1, 1]);
    expect(Array.from(values)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.25, 0, 0, 0.25, 0.25]);
    expect(deviation).toEqual([0.5, 0.5]);
  });
});

describe('atrous rf --gradient', () => {
  const file = join(folder, 'field.png');

  test('draws three maps and says where the gradient lies', async () => {
    const words = ['rf', 'Conv2d(1, 4, 3), ReLU(), Conv2d(4, 4, 3)', '--in', '16x16', '--gradient', file];
    const { code, stdout } = await atrous(...words);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Output 5, 5 of layer 2 sees\n H {2}5 to 9, centre 7\n/);
    expect(stdout).toMatch(/95 % of the gradient lies in \d+ of the 25 cells that have any; it spreads by σ\s/);
    const { width, height } = await sharp(file).metadata();
    expect(width).toBeGreaterThan(1.8 * height);
    const json = JSON.parse((await atrous(...words, '--json', '--at', '0,3')).stdout);
    expect(json.position).toEqual([0, 3]);
    expect(json.gradient.marginals[1].filter((value: number) => value > 0)).toHaveLength(5);
    const first = readFileSync(file);
    await atrous(...words, '--at', '0,3', '--seed', '1');
    expect(readFileSync(file).equals(first)).toBe(false);
  });

  test('takes real weights, and stops at the node', async () => {
    const weights = join(folder, 'net.safetensors');
    // Only the first tap counts: the gradient is at one cell.
    const kernel = zeros([1, 1, 3]);
    (kernel.data as Float32Array)[0] = 1;
    const state = new Map([
      ['0.weight', kernel],
      ['0.bias', zeros([1])],
      ['1.weight', ones([1, 1, 5])],
      ['1.bias', zeros([1])],
    ]);
    writeFileSync(weights, formatSafetensors(state));
    const words = ['rf', 'Conv1d(1, 1, 3), Conv1d(1, 1, 5)', '--in', '12', '--gradient', file, '--weights', weights];
    const json = JSON.parse((await atrous(...words, '--node', '0', '--at', '4', '--json')).stdout);
    expect(json.gradient.marginals).toEqual([[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]]);
    expect(json.gradient.most).toBe(1);
  });

  const CLASS = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.same = nn.Conv1d(1, 1, 3)

    def forward(self, x):
        return self.same(self.same(x))`;

  test('runs a module that a class uses twice with one set of weights', async () => {
    const source = join(folder, 'twice.py');
    writeFileSync(source, CLASS);
    const weights = join(folder, 'twice.safetensors');
    // Every time the second tap doubles and the last one is passed on: 2·2, 2·1 + 1·2 and 1·1.
    const kernel = zeros([1, 1, 3]);
    (kernel.data as Float32Array).set([0, 2, 1]);
    writeFileSync(
      weights,
      formatSafetensors(
        new Map([
          ['same.weight', kernel],
          ['same.bias', zeros([1])],
        ]),
      ),
    );
    const words = ['rf', source, '--in', '8', '--gradient', file, '--weights', weights, '--at', '0', '--json'];
    const { stdout, stderr } = await atrous(...words);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).gradient.marginals).toEqual([[0, 0, 4, 4, 1, 0, 0, 0]]);
  });

  test('refuses steps that cannot be run, with their place where the text has one', async () => {
    const source = join(folder, 'half.py');
    writeFileSync(source, CLASS.replace('self.same(self.same(x))', 'self.same(x) * 0.5'));
    const ended = await atrous('rf', source, '--in', '8', '--gradient', file);
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain('half.py:7:16: error: of mul only the shape that it gives is known');
    const printed = join(folder, 'printed.txt');
    writeFileSync(printed, 'Net(\n  (conv): Conv1d(1, 1, kernel_size=(3,), stride=(1,))\n  (odd): Thing(5)\n)');
    const assumed = await atrous('rf', printed, '--in', '8', '--gradient', file, '--assume', 'odd=1,1,6');
    expect(assumed.code).toBe(1);
    expect(assumed.stderr).toContain('one step of the network cannot be run\nof odd only the shape');
  });

  test.each([
    [['Conv2d(1, 1, 3)', '--in', '5x5', '--seed', '1'], 2, '--seed is for the gradient'],
    [['Conv2d(1, 1, 3)', '--in', '5x5', '--weights', 'x.pt'], 2, '--weights is for the gradient'],
    [['Conv3d(1, 1, 3)', '--in', '5x5x5', '--gradient', file], 2, 'inputs of one or two axes, and this one has 3'],
    [['Conv2d(1, 1, 3)', '--in', '5x5', '--gradient', file, '--at', '3,0'], 2, 'there is no position [3,0]'],
    [['Conv2d(1, 1, 3)', '--in', '5x5', '--gradient', file, '--csv'], 2, 'cannot be used with option'],
    [['Conv2d(1, 1, 3)', '--in', '5x5', '--gradient', file, '--weights', 'none.pt'], 3, 'there is no such file'],
  ])('refuses %j with exit code %i', async (words, code, message) => {
    const ended = await atrous('rf', ...words);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(message);
  });
});
