import { describe, expect, test } from 'vitest';
import { runsOf } from '../../src/sizes/runs.js';
import { atrous } from '../command.js';

const CLASSIFIER = 'Conv2d(3, 8, 3), MaxPool2d(2), Flatten(), Linear(288, 10)';

describe('atrous sizes', () => {
  test('lists the sizes that work, and says of the given one', async () => {
    const { code, stdout } = await atrous('sizes', CLASSIFIER, '--in', '16x16');
    expect([code, stdout]).toEqual([
      0,
      `only 14, 15
2 of the sizes from 1 to 512:
  14, 15
16 does not work; nearest: 15.
`,
    ]);
  });

  test('takes one axis alone, and a range', async () => {
    const { stdout } = await atrous(
      'sizes',
      CLASSIFIER,
      '--in',
      '14x16',
      '--axis',
      'w',
      '--range',
      '10:20',
      '--lang',
      'zh',
    );
    expect(stdout).toContain('10 到 20 中有 2 个可用尺寸：\n  14, 15\n16 不可用；最接近的是 15。\n');
    const json = JSON.parse((await atrous('sizes', 'Conv1d(1, 1, 5)', '--in', '9', '--json')).stdout);
    expect(json).toMatchObject({
      version: 1,
      input: [1, 1, 9],
      axes: null,
      from: 1,
      to: 512,
      note: 'every size from 5',
    });
    expect(json.pattern).toEqual({ modulus: 1, residues: [0], least: 5 });
  });

  test('says nothing of a size that it did not try', async () => {
    const { stdout } = await atrous('sizes', 'Conv1d(1, 1, 5)', '--in', '99', '--range', '1:40');
    expect(stdout).toBe('every size from 5\n36 of the sizes from 1 to 40:\n  5–40\n');
  });

  test('fails where no size works, where there is no such axis or range', async () => {
    expect(await atrous('sizes', 'Conv1d(1, 1, 5)', '--in', '9', '--range', '1:4')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'atrous: no size from 1 to 4\n',
    });
    expect((await atrous('sizes', 'Conv1d(1, 1, 5)', '--in', '9', '--axis', 'h')).stderr).toBe(
      "atrous: an input of 3 axes has no axis 'h'\nIt has l.\n",
    );
    expect((await atrous('sizes', 'Conv1d(1, 1, 5)', '--in', '9', '--range', '9:4')).code).toBe(2);
    expect((await atrous('sizes', 'Conv1d(1, 1, 5)', '--in', '9', '--range', '9')).code).toBe(2);
  });
});

test('runs of sizes are written shortly', () => {
  expect(runsOf([1, 2, 3, 5, 8, 16, 24, 32, 40, 41])).toBe('1–3, 5, 8, 16, …, 40, 41');
  expect(runsOf([4])).toBe('4');
  expect(runsOf([4, 5])).toBe('4, 5');
});
