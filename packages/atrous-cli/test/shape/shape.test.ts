import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atrous, scratch } from '../command.js';
import { piped } from '../network/stdin.js';

const folder = scratch();

const shape = (...words: string[]): ReturnType<typeof atrous> => atrous('shape', ...words);
const printed = async (...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await shape(...words);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

describe('atrous shape', () => {
  test('prints what comes out of a layer, of a chain, of a module', async () => {
    expect(await printed('Conv2d(3,64,7,stride=2,padding=3)', '--in', '1,3,224,224')).toBe('1×64×112×112\n');
    expect(await printed('nn.Conv2d(3, 8, 3), MaxPool2d(2), Flatten()', '--in', '1,3,8,8')).toBe('1×72\n');
    const source = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
    def forward(self, x):
        return torch.cat([self.conv(x), self.conv(x)], 1)
`;
    const file = join(folder, 'net.py');
    writeFileSync(file, source);
    expect(await printed(file, '--in', '1,1,9,9')).toBe('1×8×7×7\n');
    expect((await piped(source, 'shape', '-', '--in', '2,1,9,9')).stdout).toBe('2×8×7×7\n');
  });

  test('takes spatial sizes alone, with a batch of one and the channels of the layer', async () => {
    expect(await printed('Conv2d(3, 8, 3)', '--in', '9x7')).toBe('1×8×7×5\n');
    expect(await printed('Conv1d(2, 8, 3)', '--in', '9')).toBe('1×8×7\n');
    expect(await printed('MaxPool2d(3, 2, ceil_mode=True)', '--in', '64x112x112')).toBe('64×56×56\n');
  });

  test('prints JSON of a stable form', async () => {
    expect(JSON.parse(await printed('Conv2d(3, 8, 3), ReLU()', '--in', '9x7', '--json'))).toEqual({
      version: 1,
      input: [1, 3, 9, 7],
      output: [1, 8, 7, 5],
      layers: [
        { name: '0', layer: 'Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))', output: [1, 8, 7, 5] },
        { name: '1', layer: 'ReLU()', output: [1, 8, 7, 5] },
      ],
    });
  });

  test('says which layer refuses its input, in PyTorch’s words, and what to do', async () => {
    expect(await shape('Conv2d(3, 8, 7)', '--in', '5x9')).toEqual({
      code: 1,
      stdout: '',
      stderr: `atrous: Conv2d(3, 8, kernel_size=(7, 7), stride=(1, 1))
cannot take 1×3×5×9:
Calculated padded input size per channel: (5 x 9). Kernel size: (7 x 7). Kernel size can't be greater than actual input size
H is 5; the smallest size that works is 7.
`,
    });
    const { code, stdout, stderr } = await shape('Conv2d(3, 8, 3), Conv2d(4, 8, 3)', '--in', '9x9', '--json');
    expect([code, JSON.parse(stdout).error.layer.inputs]).toEqual([1, [[1, 8, 7, 7]]]);
    expect(stderr).toContain('atrous: 1: Conv2d(4, 8, kernel_size=(3, 3), stride=(1, 1))\ncannot take 1×8×7×7:\n');
    expect((await shape('Conv2d(3, 8, 7)', '--in', '5x9', '--lang', 'zh')).stderr).toContain('H 为 5');
  });

  test('says what cannot be read', async () => {
    expect(await shape('Conv2D(3, 8, 3)', '--in', '9x9')).toEqual({
      code: 2,
      stdout: '',
      stderr: `atrous: there is a mistake in the network
network:1:1: error: name 'Conv2D' is not defined
  Conv2D(3, 8, 3)
  ^^^^^^
  Did you mean \`Conv2d\`?
`,
    });
    expect((await shape('Conv2d(3, 8, 3, groups=2)', '--in', '9x9')).code).toBe(1);
    expect((await shape('nowhere.py', '--in', '9x9')).stderr).toBe(
      'atrous: cannot read nowhere.py: there is no such file\n',
    );
    expect((await shape('', '--in', '9x9')).stderr).toContain('atrous: network holds no layer\n');
    expect((await shape('Conv2d(3, 8, 3)', '--in', '9xa')).code).toBe(2);
  });

  test('takes the shape of what is not understood from --assume', async () => {
    const file = join(folder, 'odd.py');
    writeFileSync(
      file,
      `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = mystery()
        self.head = nn.Conv2d(16, 4, 1)
    def forward(self, x):
        return self.head(self.backbone(x))
`,
    );
    expect((await shape(file, '--in', '1,3,9,9')).code).toBe(1);
    const { code, stdout } = await shape(file, '--in', '1,3,9,9', '--assume', 'backbone=1,16,5,5');
    expect([code, stdout]).toEqual([0, '1×4×5×5\n']);
    expect((await shape(file, '--in', '1,3,9,9', '--assume', 'backbone')).code).toBe(2);
  });
});
