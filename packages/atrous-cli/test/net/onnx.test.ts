/** @file ONNX files as networks, through the whole command. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onnx, RESIDUAL } from '../../../atrous-explain/test/parse/onnx/writer.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const residual = file('residual.onnx', RESIDUAL);

describe('atrous net of an ONNX file', () => {
  test('takes the input from the file', async () => {
    const { code, stdout, stderr } = await atrous('net', residual, '--csv');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[1]).toContain(
      'stem,"Conv2d(3, 16, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3))",1×3×32×32,1×16×16×16',
    );
    expect(stdout.split('\n')[8]).toContain(',1×10,170,');
  });

  test('or from --in, the channels from its layers', async () => {
    const { code, stdout } = await atrous('net', residual, '--in', '64x48', '--csv');
    expect([code, stdout.split('\n')[1]]).toEqual([0, expect.stringContaining('1×16×32×24')]);
  });

  test('is known by its content', async () => {
    expect((await atrous('shape', file('model.bin', RESIDUAL), '--in', '2,3,32,32')).stdout).toBe('2×10\n');
  });

  test('is asked for the input where the file leaves sizes open', async () => {
    const open = file('open.onnx', onnx({ input: [1, 3, 'h', 'w'], nodes: [{ op: 'Relu', in: ['x'], out: ['y'] }] }));
    const { code, stderr } = await atrous('net', open);
    expect([code, stderr]).toEqual([
      2,
      "atrous: required option '--in <sizes>' not specified\natrous net --help shows examples.\n",
    ]);
  });

  test('names what it does not know, and takes a word for it', async () => {
    const odd = file('odd.onnx', onnx({ nodes: [{ op: 'Odd', in: ['x'], out: ['y'] }] }));
    const { code, stderr } = await atrous('net', odd);
    expect([code, stderr.replaceAll(odd, 'FILE')]).toEqual([
      0,
      "FILE:1:1: warning: not understood: Odd\n  y = Odd(x)\n  ^^^^^^^^^^\n  It is assumed to keep the shape, as 'odd'. Where that is wrong: --assume odd=<sizes>\n",
    ]);
    const assumed = await atrous('net', odd, '--assume', 'odd=1,5', '--csv');
    expect([assumed.stderr, assumed.stdout]).toEqual(['', expect.stringContaining('1×5')]);
  });

  test('stops where its layers do not fit, with no changes of a text', async () => {
    const { code, stderr } = await atrous('net', residual, '--in', '1,4,32,32');
    expect(code).toBe(1);
    expect(stderr).toContain('expected input[1, 4, 32, 32] to have 3 channels');
  });

  test('that is damaged is no file that can be read', async () => {
    const cut = file('cut.onnx', RESIDUAL.subarray(0, 200));
    const { code, stderr } = await atrous('net', cut);
    expect([code, stderr.replaceAll(cut, 'FILE')]).toEqual([
      3,
      'atrous: cannot read FILE: this is no ONNX file that can be read: it ends too early: it is damaged or not whole\n' +
        'Export the model again, or check that the file is whole.\n',
    ]);
  });
});

test('the other commands that read networks read it too', async () => {
  expect((await atrous('rf', residual, '--in', '32x32', '--node', 'block.conv')).stdout).toContain('15');
  expect((await atrous('sizes', residual, '--in', '32x32', '--range', '1:40', '--json')).code).toBe(0);
  expect((await atrous('export', residual, '--in', '32x32', '--torch')).stdout).toContain(
    'nn.Conv2d(3, 16, 7, stride=2, padding=3)',
  );
});

test('commands that need a text say so', async () => {
  const { code, stderr } = await atrous('run', '--net', residual);
  expect([code, stderr.replaceAll(residual, 'FILE')]).toEqual([
    2,
    'atrous: FILE is an ONNX file, which has no text to read\natrous net FILE shows its layers, and where they stop.\n',
  ]);
});
