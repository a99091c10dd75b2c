/** @file The doctor on ONNX files, through the whole command. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onnx, RESIDUAL } from '../../../atrous-explain/test/parse/onnx/writer.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const residual = file('residual.onnx', RESIDUAL);
const weights = { w: [8, 4, 3, 3] };
const broken = file(
  'broken.onnx',
  onnx({ weights, nodes: [{ op: 'Conv', name: '/stem/Conv', in: ['x', 'w'], out: ['y'] }] }),
);
const MESSAGE =
  'Given groups=1, weight of size [8, 4, 3, 3], expected input[1, 3, 8, 8] to have 4 channels, but got 3 channels instead';

test('says that nothing is wrong, and which sizes that holds for', async () => {
  expect(await atrous('doctor', residual)).toEqual({
    code: 0,
    stdout: 'It runs: 1×3×32×32 (as the file declares; --in gives another) → 1×10\n',
    stderr: '',
  });
  expect((await atrous('doctor', residual, '--in', '64x48')).stdout).toBe('It runs: 1×3×64×48 → 1×10\n');
  const open = file(
    'open.onnx',
    onnx({ input: [1, 4, 'h', 'w'], weights, nodes: [{ op: 'Conv', in: ['x', 'w'], out: ['y'] }] }),
  );
  expect((await atrous('doctor', open)).stdout).toBe(
    'It runs: 1×4×224×224 (assumed; --in gives another) → 1×8×222×222\n',
  );
});

test('says where it stops, why, and offers no change of a text that nobody wrote', async () => {
  const { code, stdout } = await atrous('doctor', broken);
  expect(code).toBe(1);
  expect(stdout).toContain('It stops, for an input of 1×3×8×8 (as the file declares; --in gives another):\n\n');
  expect(stdout).toContain(MESSAGE);
  expect(stdout).toContain('What usually leads to it:');
  expect(stdout).not.toContain('tried out');
  const report = JSON.parse((await atrous('doctor', broken, '--json')).stdout);
  expect(report).toMatchObject({
    kind: 'onnx',
    inputSource: 'file',
    failure: { inputs: [[1, 3, 8, 8]] },
    diagnosis: { kind: 'channels', nodes: [report.failure.name] },
    fixes: [],
  });
});

test('finds the input that leads to a message', async () => {
  const message = MESSAGE.replace('[1, 3, 8, 8]', '[2, 3, 8, 8]');
  const { code, stdout } = await atrous('doctor', message, '--net', broken, '--in', '2,3,8,8');
  expect([code, stdout.includes(message)]).toEqual([1, true]);
  const stem =
    'Given groups=1, weight of size [16, 3, 7, 7], expected input[1, 1, 32, 32] to have 3 channels, but got 1 channels instead';
  expect((await atrous('doctor', stem, '--net', residual)).stdout).toContain('Layer: Conv2d');
});

test('shows what is not understood where it stands in the list of nodes', async () => {
  const odd = file('odd.onnx', onnx({ nodes: [{ op: 'Odd', in: ['x'], out: ['y'] }] }));
  const { code, stdout } = await atrous('doctor', odd, '--in', '1,3,8,8');
  expect([code, stdout.replaceAll(odd, 'FILE')]).toEqual([
    0,
    `FILE:1:1: warning: not understood: Odd
  y = Odd(x)
  ^^^^^^^^^^
  It is assumed to keep the shape, as 'odd'. Where that is wrong: --assume odd=<sizes>

It runs: 1×3×8×8 → 1×3×8×8
`,
  ]);
});

test('a damaged file cannot be read', async () => {
  const { code, stderr } = await atrous('doctor', file('cut.onnx', RESIDUAL.subarray(0, 200)));
  expect([code, stderr]).toEqual([3, expect.stringContaining('this is no ONNX file that can be read')]);
});
