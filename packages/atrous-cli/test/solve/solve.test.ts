import { describe, expect, test } from 'vitest';
import { atrous } from '../command.js';

const solved = async (...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await atrous('solve', ...words);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

describe('atrous solve', () => {
  test('ranks what fits with reasons, and proves every stride', async () => {
    const lines = (await solved('--in', '304x228', '--out', '152x114', '--max-k', '7')).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      expect.stringMatching(/^304×228 → 152×114 with Conv2d: \d+ solutions, the best 5 shown$/),
      ' 1  kernel_size=3, stride=2, padding=1',
      '      reads every cell; windows are centred on their cells; odd kernel; 1 padded row unread; 9',
      '      products per output and channel',
    ]);
    expect(lines).toContain('  stride 1 needs q = 2p − d(k−1) −152 along H but −114 along W: no q is in both');
    expect(lines.filter((line) => /^ \d {2}kernel_size/.test(line))).toHaveLength(5);
  });

  test('holds every solution in JSON, each with its values per axis', async () => {
    const answer = JSON.parse(await solved('--in', '56x56', '--keep', '--k', '5', '--json'));
    expect(answer).toMatchObject({ version: 1, op: 'conv', input: [56, 56], output: [56, 56], alternatives: null });
    expect(answer.solutions).toHaveLength(answer.count);
    expect(answer.solutions[0]).toEqual({
      kernel: [5, 5],
      stride: [1, 1],
      padding: [2, 2],
      dilation: [1, 1],
      outputPadding: [0, 0],
      ceilMode: false,
      unread: [0, 0],
      text: 'kernel_size=5, padding=2',
      reasons: expect.arrayContaining(['odd kernel']),
    });
    expect(answer.proof[0].because).toMatch(/^stride 1: \d+ answers?$/);
  });

  test('knows keep, halve and double, and the layers', async () => {
    expect(await solved('--in', '7x7', '--double', '--top', '1')).toContain('7×7 → 14×14 with ConvTranspose2d');
    expect(await solved('--in', '7', '--halve', '--op', 'maxpool', '--top', '1')).toContain('7 → 3 with MaxPool1d');
    expect(await solved('--in', '7x7x7', '--halve', '--top', '1', '--lang', 'zh')).toContain('Conv3d：7×7×7 → 4×4×4');
  });

  test('offers sizes, padding and two layers where nothing fits', async () => {
    const words = ['solve', '--in', '10', '--out', '4', '--k', '4', '--s', '3', '--p', '0', '--d', '1'];
    const { code, stdout, stderr } = await atrous(...words);
    expect([code, stderr]).toEqual([
      1,
      'atrous: No setting within the limits takes 10 to 4.\n' +
        '--max-k, --max-s, --max-p and --max-d set the limits of kernel, stride, padding and dilation.\n',
    ]);
    expect(stdout).toMatch(/^10 → 4 with Conv1d: 0 solutions\n/);
    expect(stdout).toContain('\nSizes that can be reached instead:\n  3\n');
    expect(stdout).toContain('\nWith padding of its own before the layer:\n  x = F.pad(x, (1, 2))\n  nn.Conv1d(');
    const json = JSON.parse((await atrous(...words, '--json')).stdout);
    expect(json.solutions).toEqual([]);
    expect(json.alternatives.nearest[0].output).toEqual([3]);
  });

  test('names the axis where each axis needs a setting of its own', async () => {
    const lines = (await solved('--in', '304x228', '--out', '150x117')).split('\n');
    expect(lines[1]).toBe('No one setting does it on every axis; each axis with its own does.');
    expect(lines.some((line) => line.startsWith('  W: stride 2'))).toBe(true);
  });

  test('does as TensorFlow does', async () => {
    expect(await solved('--in', '224x224', '--same', '--k', '3', '--s', '2')).toBe(`224×224 → 112×112
  H: TensorFlow's SAME pads 0 before and 1 after
  W: TensorFlow's SAME pads 0 before and 1 after

x = F.pad(x, (0, 1, 0, 1))
nn.Conv2d(in_channels, out_channels, 3, stride=2)
`);
  });

  test('writes CSV of all and Markdown of the best', async () => {
    const csv = (await solved('--in', '56', '--keep', '--csv')).trimEnd().split('\n');
    expect(csv[0]).toBe('arguments,reasons');
    expect(csv[1]).toMatch(/^"?kernel_size=/);
    const markdown = (await solved('--in', '56', '--keep', '--md', '--top', '2')).trimEnd().split('\n');
    expect(markdown.slice(0, 2)).toEqual(['| arguments | reasons |', '| --- | --- |']);
    expect(markdown).toHaveLength(4);
  });

  test('says what is missing or does not go together', async () => {
    const failing = async (...words: string[]): Promise<string> => {
      const { code, stderr } = await atrous('solve', ...words);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await failing('--in', '7x7')).toBe(
      'atrous: which size is wanted?\nGive --out 152x114, or one of --keep, --halve, --double, --same.\n',
    );
    expect(await failing('--in', '7x7', '--same')).toContain('--same needs the kernel size');
    expect(await failing('--in', '7x7', '--keep', '--halve')).toContain('cannot be used with');
    expect(await failing('--in', '7x7', '--out', '7')).toContain('input has 2 axes and output 1');
    expect(await failing('--in', '1,3,7,7', '--keep')).toContain('Give the spatial sizes only: 304x228.');
  });
});
