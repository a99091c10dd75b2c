/** @file PyTorch's messages: every one of the golden corpus is recognised, with its numbers and the layer. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnose } from 'atrous-explain';
import { chain, layerSpec } from 'atrous/spec';

const golden = new URL('../../../../golden/errors.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as {
  cases: { op: string; kind: string; message: string; exception: string; args: Record<string, unknown> }[];
};

test('every message of the golden corpus is recognised, but for a bare key', () => {
  const unknown = cases.filter(({ message }) => diagnose(message) === undefined).map(({ message }) => message);
  expect(unknown).toEqual(['conv']);
});

test('the layer that is named is the one that failed, or of its family', () => {
  const families = (op: string): string => op.toLowerCase().replaceAll(/[_\d]|d$|lazy/g, '');
  const wrong = cases
    .filter(({ op }) =>
      /^(Conv|ConvTranspose|BatchNorm|Linear|LayerNorm|GroupNorm|PixelShuffle|GLU|Flatten)\w*$/.test(op),
    )
    .flatMap(({ op, message }) => {
      const guess = diagnose(message)?.layer?.op;
      const fits =
        guess === undefined || families(op).startsWith(families(guess)) || families(guess).startsWith(families(op));
      return fits ? [] : [`${op}: ${message} → ${guess}`];
    });
  // Padding is done by functions of their own, whoever asks for it; a kernel of size 0 is found while unfolding.
  expect(wrong.filter((text) => !/[Pp]adding/.test(text))).toEqual([]);
});

test.each([
  [
    'Given groups=2, weight of size [6, 2, 3], expected input[1, 5, 9] to have 4 channels, but got 5 channels instead',
    {
      kind: 'channels',
      argument: 'in_channels',
      numbers: { groups: 2, weight: [6, 2, 3], input: [1, 5, 9], expected: 4, actual: 5 },
    },
    'Conv1d(4, 6, kernel_size=(3,), groups=2)',
  ],
  [
    'mat1 and mat2 shapes cannot be multiplied (4x1176 and 150x10)',
    { kind: 'features', argument: 'in_features', numbers: { input: [4, 1176], weight: [150, 10] } },
    'Linear(in_features=150, out_features=10)',
  ],
  [
    "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't be greater than actual input size",
    { kind: 'kernel-too-large', argument: 'kernel_size', numbers: { input: [2, 2], kernel: [3, 3] } },
    'Conv2d(kernel_size=(3, 3))',
  ],
  [
    'running_mean should contain 64 elements not 32',
    { kind: 'channels', argument: 'num_features', numbers: { actual: 64, expected: 32 } },
    'BatchNorm(32)',
  ],
  [
    'requested an output size of [40, 40], but valid sizes range from [9, 9] to [10, 10] (for an input of torch.Size([4, 4]))',
    {
      kind: 'output-size',
      argument: 'output_size',
      numbers: { wanted: [40, 40], least: [9, 9], most: [10, 10], input: [4, 4] },
    },
    'ConvTranspose',
  ],
])('%s', (message, expected, layer) => {
  const found = diagnose(message)!;
  expect({ kind: found.kind, argument: found.argument, numbers: found.numbers }).toEqual(expected);
  expect(found.layer?.text).toBe(layer);
});

describe('a traceback', () => {
  const text = `Traceback (most recent call last):
  File "train.py", line 31, in <module>
    out = net(images)
  File "model.py", line 19, in forward
    return self.fc1(x)
RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x1176 and 150x10)`;

  test('gives its calls and its exception', () => {
    const found = diagnose(text)!;
    expect(found.exception).toBe('RuntimeError');
    expect(found.frames).toEqual([
      { file: 'train.py', line: 31, function: '<module>', code: 'out = net(images)' },
      { file: 'model.py', line: 19, function: 'forward', code: 'return self.fc1(x)' },
    ]);
  });

  test('finds its layer in a network', () => {
    const network = chain([layerSpec('Flatten'), layerSpec('Linear', [1176, 150]), layerSpec('Linear', [150, 10])]);
    expect(diagnose(text, { network })!.nodes).toEqual(['2']);
  });
});

test('another text is no error of PyTorch', () => {
  expect(diagnose('The weather is fine.')).toBeUndefined();
});
