import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atrous, scratch } from '../command.js';
import { piped } from '../network/stdin.js';

const folder = scratch();

function source(name: string, features: number): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.fc = nn.Linear(${features}, 10)
        self.unused = nn.Linear(2, 3)

    def forward(self, x):
        y = torch.relu(self.conv(x))
        return self.fc(torch.flatten(x + y, 1))
`,
  );
  return file;
}

const good = source('good.py', 4 * 6 * 6);
const bad = source('bad.py', 100);

describe('atrous net of PyTorch source', () => {
  test('prints a row for every operation, sums, and what does not run', async () => {
    const { code, stdout, stderr } = await atrous('net', good, '--in', '1,1,6,6');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').slice(0, 12)).toEqual([
      'name     layer                       output   params   MACs         share       memory  sees',
      '────────────────────────────────────────────────────────────────────────────────────────────',
      'conv     Conv2d(1, 4, 3, padding=1)  1×4×6×6      40  1,296  █████▍  47 %    576 bytes   3×3',
      'relu     ReLU()                      1×4×6×6       –      –             –  ▲ 576 bytes   3×3',
      'add      add()                       1×4×6×6       –      –             –    576 bytes   3×3',
      'flatten  Flatten()                   1×144         –      –             –    576 bytes   all',
      'fc       Linear(144, 10)             1×10      1,450  1,440  ██████  53 %     40 bytes   all',
      '',
      expect.stringMatching(/^Total: 1×1×6×6 → 1×10, 5 operations, 1,490 parameters, 2,736 MACs \(5,472 FLOPs\),/),
      expect.anything(),
      'The model has 1,499 parameters: layers that run twice, or never, make the difference.',
      expect.stringMatching(/^MACs: multiply-accumulates/),
    ]);
  });

  test('prints JSON, CSV and Markdown', async () => {
    const json = JSON.parse((await atrous('net', good, '--in', '2,1,6,6', '--json')).stdout);
    expect(json).toMatchObject({ version: 1, input: [2, 1, 6, 6], output: [2, 10], declaredParameters: 1499 });
    expect(json.rows[0]).toMatchObject({
      name: 'conv',
      layer: 'Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))',
      inputs: [[2, 1, 6, 6]],
      output: [2, 4, 6, 6],
      parameters: 40,
      macs: { nominal: 2592, withBias: 2880, effective: 2048 },
      activationBytes: 1152,
    });
    expect(json.totals).toMatchObject({ parameters: 1490, flops: 2 * json.totals.macs.nominal });
    const csv = (await atrous('net', good, '--in', '1,1,6,6', '--csv')).stdout.split('\n');
    expect(csv[0]).toBe('name,layer,input,output,parameters,MACs,bytes,receptive field');
    expect(csv[3]).toBe('add,add(),1×1×6×6 1×4×6×6,1×4×6×6,0,0,576,3×3');
    const markdown = (await atrous('net', good, '--in', '1,1,6,6', '--md')).stdout.trimEnd().split('\n');
    expect(markdown.at(-1)).toBe('| total |  | 1×10 | 1,490 | 2,736 |  | 2.29 KiB |  |');
  });

  test('stops at the first failure with its row, and tells the changes that help', async () => {
    const { code, stdout, stderr } = await atrous('net', bad, '--in', '1,1,6,6');
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^fc {7}Linear\(100, 10\) +✗ stops$/);
    expect(stderr).toContain(`atrous: fc: Linear(in_features=100, out_features=10, bias=True)
cannot take 1×144:
mat1 and mat2 shapes cannot be multiplied (1x144 and 100x10)
`);
    expect(stderr).toContain('1. in_features=144 in fc: runs, gives 1×10\n     self.fc = nn.Linear(144, 10)\n');
    const failed = await atrous('net', bad, '--in', '1,1,6,6', '--json');
    const { error } = JSON.parse(failed.stdout);
    expect([failed.code, failed.stderr]).toEqual([1, stderr]);
    expect(error).toMatchObject({
      code: 'stops',
      exitCode: 1,
      message: 'mat1 and mat2 shapes cannot be multiplied (1x144 and 100x10)',
      layer: { name: 'fc', inputs: [[1, 144]] },
      diagnosis: { kind: 'features', argument: 'in_features' },
      problems: [],
    });
    expect(error.fixes[0]).toMatchObject({ title: 'in_features=144 in fc', works: true, output: [1, 10] });
    expect(error.before.at(-1)).toMatchObject({ output: [1, 144] });
  });

  test('reads what print(model) printed from stdin', async () => {
    const text = `Sequential(
  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))
  (1): ReLU()
)`;
    const { code, stdout } = await piped(text, 'net', '-', '--in', '1,3,9,9', '--csv');
    expect([code, stdout.split('\n')[1]]).toEqual([
      0,
      '0,"Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))",1×3×9×9,1×8×7×7,224,10584,1568,3×3',
    ]);
  });

  const unet = (...words: string[]): ReturnType<typeof atrous> =>
    atrous('net', 'Conv2d(3, 8, 3, padding=1), nn.Sequential(nn.ReLU(), nn.Conv2d(8, 2, 1))', '--in', '8x8', ...words);

  test('has the columns that are asked for', async () => {
    const { stdout } = await unet('--cols', 'stride,in,alive', '--csv');
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'name,layer,stride,input,bytes alive',
      '0,"Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))",1×1,1×3×8×8,2816',
      '1.0,ReLU(),1×1,1×8×8×8,4096',
    ]);
    const markdown = (await unet('--cols', 'share,macs', '--md')).stdout.split('\n');
    expect(markdown[0]).toBe('| name | layer | share | MACs |');
    expect(markdown[2]).toBe('| 0 | Conv2d(3, 8, 3, padding=1) | 93 % | 13.82 k |');
    const wrong = await unet('--cols', 'shape,parms');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      "atrous: option '--cols <names>' argument 'shape,parms' is invalid. Did you mean `params`?\n",
    ]);
    expect((await unet('--cols', 'shape', '--json')).stderr).toContain('cannot be used with');
  });

  test('counts products and bytes as it is told', async () => {
    const macs = async (...words: string[]): Promise<string | undefined> =>
      (await unet('--cols', 'macs,mem', '--csv', ...words)).stdout.split('\n')[1]?.split('"')[2];
    expect(await macs()).toBe(',13824,2048');
    expect(await macs('--macs', 'bias')).toBe(`,${13_824 + 512},2048`);
    expect(await macs('--macs', 'effective', '--dtype', 'float16')).toBe(`,${24 * 22 * 22},1024`);
    const { stdout } = await unet('--macs', 'effective', '--dtype', 'float16');
    expect(stdout).toContain('only taps that meet the input counted');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain("bytes of the layer's output in float16");
    expect(JSON.parse((await unet('--dtype', 'float64', '--json')).stdout)).toMatchObject({
      dtype: 'float64',
      rows: [{ activationBytes: 4096, aliveBytes: 5632 }, {}, {}],
    });
  });

  test('puts the operations of a part together', async () => {
    const file = join(folder, 'parts.py');
    writeFileSync(
      file,
      `class Part(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.conv = nn.Conv2d(a, b, 3, 2, 1)
        self.norm = nn.BatchNorm2d(b)
    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.Sequential(Part(1, 2), Part(2, 4))
        self.fc = nn.Linear(64, 5)
    def forward(self, x):
        return self.fc(self.parts(x).flatten(1))
`,
    );
    const rows = async (...words: string[]): Promise<string[]> =>
      (await atrous('net', file, '--in', '1,1,16,16', '--cols', 'shape,params', '--csv', ...words)).stdout
        .split('\n')
        .slice(1, -1);
    expect(await rows('--depth', '1')).toEqual([
      'parts,6 operations,1×4×4×4,108',
      'flatten,"Flatten(start_dim=1, end_dim=-1)",1×64,0',
      'fc,"Linear(in_features=64, out_features=5, bias=True)",1×5,325',
    ]);
    expect((await rows('--depth', '2')).slice(0, 2)).toEqual([
      'parts.0,3 operations,1×2×8×8,24',
      'parts.1,3 operations,1×4×4×4,84',
    ]);
    expect(await rows('--depth', '3')).toHaveLength(8);
    const json = JSON.parse((await atrous('net', file, '--in', '1,1,16,16', '--depth', '1', '--json')).stdout);
    expect(json.rows[0]).toMatchObject({ name: 'parts', operations: 6, output: [1, 4, 4, 4], parameters: 108 });
    expect(json.totals.parameters).toBe(433);
    expect((await atrous('net', file, '--in', '1,1,16,16', '--depth', '0')).code).toBe(2);
  });

  test('reads a table of torchinfo', async () => {
    const table = `Layer (type:depth-idx)    Output Shape      Param #
├─Conv2d: 1-1             [1, 8, 7, 7]      224
├─Linear: 1-2             [1, 5]            1,965`;
    const { code, stdout, stderr } = await piped(table, 'net', '-', '--in', '1,3,9,9', '--cols', 'shape', '--csv');
    expect([code, stdout.split('\n').slice(1, 4)]).toEqual([
      0,
      [
        'conv2d_1_1,"Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))",1×8×7×7',
        'flatten,"Flatten(start_dim=1, end_dim=-1)",1×392',
        'linear_1_2,"Linear(in_features=392, out_features=5, bias=True)",1×5',
      ],
    ]);
    expect(stderr).toContain('stdin:3:3: warning: a flatten is not in the table\n');
  });

  test('gives advice with its reason and its change', async () => {
    const { stdout } = await atrous('net', 'Conv2d(3, 8, 3), BatchNorm2d(8)', '--in', '1,3,9,9');
    expect(stdout).toContain('note: 0 has a bias that 1 behind it takes away again\n  0: bias=True → bias=False\n');
  });

  test('gives advice in Chinese', async () => {
    const { stdout } = await atrous('net', 'Conv2d(3, 8, 3), BatchNorm2d(8)', '--in', '1,3,9,9', '--lang', 'zh');
    expect(stdout).toContain('提示：0 的偏置会被后面的 1 抵消\n  0: bias=True → bias=False\n');
  });

  test('tells the change for a name that there is not, and the option for a shape', async () => {
    const { code, stderr } = await atrous('net', 'net = nn.Sequential(nn.Conv2D(3, 8, 3))', '--in', '1,3,9,9');
    expect(code).toBe(2);
    expect(stderr).toContain("as '0'. Where that is wrong: --assume 0=<sizes>\n");
    expect(stderr).toContain(
      '1. Conv2d in place of Conv2D: runs, gives 1×8×7×7\n     net = nn.Sequential(nn.Conv2d(3, 8, 3))\n',
    );
  });

  test('takes one input', async () => {
    const { code, stderr } = await atrous('net', good, '--in', '1,1,6,6', '--in', '1,1,6,6');
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'atrous: a network that is read has one input']);
  });

  test('puts the layer above its numbers where the terminal is narrow', async () => {
    const { columns } = process.stdout;
    process.stdout.columns = 70;
    try {
      const { stdout } = await atrous('net', good, '--in', '1,1,6,6');
      expect(stdout.split('\n').slice(2, 5)).toEqual([
        '───────────────────────────────────────────────────────────',
        'conv  Conv2d(1, 4, 3, padding=1)',
        expect.stringMatching(/^ {4}1×4×6×6 +40 +1,296/),
      ]);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(70);
    } finally {
      process.stdout.columns = columns;
    }
  });
});
