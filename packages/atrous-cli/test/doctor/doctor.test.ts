import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atrous, scratch } from '../command.js';
import { piped } from '../network/stdin.js';

const folder = scratch();
const MESSAGE = 'RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x2048 and 1568x128)';
const model = join(folder, 'model.py');
writeFileSync(
  model,
  `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3, padding=1)
        self.fc1 = nn.Linear(1568, 128)
    def forward(self, x):
        return self.fc1(torch.flatten(F.max_pool2d(self.conv(x), 4), 1))
`,
);

/** Fails for every input. */
const BROKEN = `nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.AdaptiveAvgPool2d(8), nn.Flatten(), nn.Linear(1568, 128))`;

describe('atrous doctor', () => {
  test('explains an error message', async () => {
    const { code, stdout, stderr } = await atrous('doctor', MESSAGE);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain(
      'The layer takes rows of another length: the input is 1×2048, the weight, turned, 1568×128.',
    );
    expect(stdout).toContain(
      '\nLayer: Linear(in_features=1568, out_features=128)\nWhat usually leads to it:\n  - in_features',
    );
  });

  test('finds the layer of the message in the network, and changes that help', async () => {
    const { code, stdout } = await piped(MESSAGE, 'doctor', '-', '--net', model, '--in', '32x32');
    expect(code).toBe(1);
    expect(stdout).toContain('It stops, for an input of 1×3×32×32:\n\nfc1: Linear(in_features=1568');
    expect(stdout).toContain('Layer: Linear(in_features=1568, out_features=128) (fc1)\n');
    expect(stdout).toContain('1. in_features=2048 in fc1: runs, gives 1×128\n     self.fc1 = nn.Linear(2048, 128)\n');
  });

  test('asks for the input where the message has other sizes than the assumed one leads to', async () => {
    const other = MESSAGE.replace('1x2048', '4x2592');
    const hint = 'The message has other sizes than the assumed input leads to: name the real one with --in.';
    expect((await atrous('doctor', other, '--net', BROKEN)).stdout).toContain(hint);
    expect((await atrous('doctor', other, '--net', BROKEN, '--in', '36x36')).stdout).not.toContain(hint);
  });

  test('says that a network runs', async () => {
    expect(await atrous('doctor', model, '--in', '28x28')).toEqual({
      code: 0,
      stdout: 'It runs: 1×3×28×28 → 1×128\n',
      stderr: '',
    });
    expect((await atrous('doctor', model)).stdout).toContain('(assumed; --in gives another)');
  });

  test('points at what cannot be read', async () => {
    const { code, stdout } = await atrous('doctor', 'net = nn.Sequential(nn.Conv2D(3, 8, 3))', '--in', '1,3,9,9');
    expect(code).toBe(1);
    expect(stdout).toContain("text:1:24: error: module 'torch.nn' has no attribute 'Conv2D'\n");
    expect(stdout).toContain('1. Conv2d in place of Conv2D: runs');
  });

  test('prints JSON of a stable form', async () => {
    const report = JSON.parse((await atrous('doctor', MESSAGE, '--net', model, '--in', '32x32', '--json')).stdout);
    expect(report).toMatchObject({
      version: 1,
      kind: 'error',
      input: [1, 3, 32, 32],
      inputAssumed: false,
      output: null,
      failure: { name: 'fc1', inputs: [[1, 2048]] },
      diagnosis: { kind: 'features', argument: 'in_features' },
    });
    expect(report.fixes[0]).toMatchObject({
      works: true,
      output: [1, 128],
      preview: 'self.fc1 = nn.Linear(2048, 128)',
    });
  });

  test('refuses a text that is none of these, and stdin twice', async () => {
    expect(await atrous('doctor', 'hello')).toMatchObject({ code: 2, stdout: '' });
    expect((await atrous('doctor', '-', '--net', '-')).stderr).toContain('stdin can be read once');
    expect((await atrous('doctor', 'nowhere.txt')).code).toBe(3);
  });
});

interface Printed {
  readonly failure: object;
  readonly diagnosis: { readonly summary: string; readonly causes: readonly string[] };
  readonly fixes: readonly { readonly title: string }[];
}

describe('in Chinese', () => {
  const zh = ['--lang', 'zh'] as const;

  test('a message keeps its words, and everything about it is Chinese', async () => {
    const { code, stdout } = await atrous('doctor', MESSAGE, ...zh);
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      'mat1 and mat2 shapes cannot be multiplied (1x2048 and 1568x128)',
      '每行的长度对不上：输入是 1×2048，转置后的权重是 1568×128。',
      '层：Linear(in_features=1568, out_features=128)',
      '常见原因：',
      '  - in_features 与展平的结果不符：它等于前一层的 通道 × 高 × 宽，随图像尺寸而变。',
    ]);
  });

  test('so are where it stops, and what helps', async () => {
    const { stdout } = await atrous('doctor', MESSAGE, '--net', model, '--in', '32x32', ...zh);
    expect(stdout).toContain('输入为 1×3×32×32 时停在这里：\n\nfc1: Linear(in_features=1568');
    expect(stdout).toContain('不能接受 1×2048：\nmat1 and mat2');
    expect(stdout).toContain('最后一轴有 2048 个特征，该层需要 1568 个。');
    expect(stdout).toContain('1. 在 fc1 中设 in_features=2048：可以运行，得到 1×128\n');
    expect((await atrous('doctor', model, '--in', '28x28', ...zh)).stdout).toBe('可以运行：1×3×28×28 → 1×128\n');
  });

  test('so is what could not be read, but for Python’s own words', async () => {
    const { stdout } = await atrous('doctor', 'nn.Sequential(nn.Conv2D(3, 8, 3), nn.LSTM(3, 4))', '--in', '8x8', ...zh);
    expect(stdout).toContain("错误：module 'torch.nn' has no attribute 'Conv2D'");
    expect(stdout).toContain('您是不是要写 `Conv2d`？');
    expect(stdout).toContain('把 Conv2D 换成 Conv2d');
  });

  test('JSON has the same fields, and its sentences in the language', async () => {
    const printed = async (lang: string): Promise<Printed> =>
      JSON.parse((await atrous('doctor', BROKEN, '--in', '32x32', '--json', '--lang', lang)).stdout);
    const english = await printed('en');
    const chinese = await printed('zh');
    expect(chinese.failure).toEqual(english.failure);
    expect({ ...chinese.diagnosis, summary: '', causes: [] }).toEqual({
      ...english.diagnosis,
      summary: '',
      causes: [],
    });
    expect(chinese.diagnosis.summary).toMatch(/^每行的长度对不上/);
    expect(english.diagnosis.causes).toHaveLength(chinese.diagnosis.causes.length);
    expect(chinese.fixes.map((fix) => ({ ...fix, title: '' }))).toEqual(
      english.fixes.map((fix) => ({ ...fix, title: '' })),
    );
  });

  test('a text that is neither is refused in Chinese', async () => {
    const { code, stderr } = await atrous('doctor', 'The weather is fine.', ...zh);
    expect([code, stderr]).toEqual([
      2,
      'atrous: 这不是已知的 PyTorch 报错，也不是网络\n请粘贴完整的报错，或模型的代码。\n',
    ]);
  });
});
