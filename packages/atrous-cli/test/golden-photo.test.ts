/** @file PyTorch's own results on a photo, through the whole command. Folder: `ATROUS_DATA`, else beside the checkout. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tensor } from 'atrous';
import { parseSafetensors } from 'atrous/io';
import { describe, expect, test } from 'vitest';
import { progressLine } from '../src/run/progress.js';
import { runOn } from '../src/run/run.js';
import { withDefaults } from '../src/run/options.js';
import { scratch } from './command.js';

const data = process.env['ATROUS_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const file = (name: string): string => join(data, 'photo-golden', name);
const PHOTO = file('chelsea-304x228.png');
const folder = scratch();

interface Manifest {
  readonly layers: readonly { readonly file: string; readonly maxAbsDiffFromFloat64?: number }[];
}

/** How far PyTorch's own float32 result lies from float64; 0 where values are only chosen. */
function yardstick(name: string): number {
  const { layers } = JSON.parse(readFileSync(file('manifest.json'), 'utf8')) as Manifest;
  return layers.find((layer) => layer.file === name)!.maxAbsDiffFromFloat64 ?? 0;
}

const tensorsOf = (name: string): ReturnType<typeof parseSafetensors>['tensors'] =>
  parseSafetensors(readFileSync(file(name))).tensors;

function largestDifference(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape);
  const [x, y] = [a.data as Float32Array, b.data as Float32Array];
  let most = 0;
  for (let i = 0; i < x.length; i++) {
    const difference = Math.abs(x[i]! - y[i]!);
    // Written so that NaN fails.
    if (!(difference <= most)) most = difference;
  }
  return most;
}

describe.skipIf(!existsSync(PHOTO))('the golden photo', () => {
  test.each([
    ['conv2d.safetensors', 'nn.Conv2d(3,8,3,padding=1)', true],
    ['conv-transpose2d.safetensors', 'nn.ConvTranspose2d(3, 1, 3, stride=2)', true],
    ['max-pool2d.safetensors', 'nn.MaxPool2d(2)', false],
  ])('%s is what %s gives', async (name, net, hasWeights) => {
    const weights = hasWeights ? file(name) : undefined;
    const options = withDefaults(PHOTO, { net, weights, out: join(folder, name) });
    const { input, runs } = await runOn(options, progressLine());
    expect(input.tensor.shape).toEqual([1, 3, 228, 304]);
    // Two results that each lie within the yardstick of the exact one, ours no worse than PyTorch's.
    const expected = tensorsOf(name).get('output')!;
    expect(largestDifference(runs[0]!.output, expected)).toBeLessThanOrEqual(2 * yardstick(name));
  });

  test('--kernels are the filters of its convolution', async () => {
    const kernels = ['sobel', 'laplace', 'sharpen', 'box', 'emboss', 'identity', 'outline'];
    const net = 'nn.Conv2d(3, 8, 3, padding=1)';
    const options = withDefaults(PHOTO, { net, kernels, out: join(folder, 'kernels') });
    const { runs } = await runOn(options, progressLine());
    const name = 'conv2d.safetensors';
    const expected = tensorsOf(name).get('output')!;
    expect(largestDifference(runs[0]!.output, expected)).toBeLessThanOrEqual(2 * yardstick(name));
  });

  test('--size 304x228 turns its 228 rows into 304, heights before widths', async () => {
    const options = withDefaults(PHOTO, { net: 'nn.ReLU()', size: [304, 228], out: join(folder, 'size') });
    const { input, runs } = await runOn(options, progressLine());
    expect([input.shown.height, input.shown.width]).toEqual([304, 228]);
    expect(runs[0]!.output.shape).toEqual([1, 3, 304, 228]);
  });
});
