/** @file Classes run as their `forward` says, against the library's own modules put together by hand. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cat, F, manualSeed, nn, noGrad, type Tensor } from 'atrous';
import { formatSafetensors } from 'atrous/io';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/failure.js';
import { networkFrom } from '../../src/run/network.js';
import { withDefaults } from '../../src/run/options.js';
import { progressLine } from '../../src/run/progress.js';
import type { RunResult } from '../../src/run/result.js';
import { runOn } from '../../src/run/run.js';
import { weightedModel } from '../../src/run/weights.js';
import { atrous, scratch } from '../command.js';

const folder = scratch();
let files = 0;

const HEAD = 'import torch, torch.nn as nn, torch.nn.functional as F\n';

function fileOf(text: string): string {
  const path = join(folder, `model${++files}.py`);
  writeFileSync(path, HEAD + text);
  return path;
}

const runs = (text: string, more: object = {}): Promise<RunResult> =>
  runOn(
    withDefaults(undefined, { net: fileOf(text), size: [16, 24], out: join(folder, `out${files}`), ...more }),
    progressLine(),
  );

const outputOf = ({ runs: all, trace }: RunResult, name: string): Tensor =>
  all[trace.rows.findIndex((row) => row.name === name)]!.output;

/** Modules under the seed of a run, in the order of the constructor. */
function seeded<T>(make: () => T): T {
  manualSeed(0);
  return make();
}

const RESIDUAL = `class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1)
    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.conv2(out) + x)
class Net(nn.Module):
    def __init__(self, classes=5):
        super().__init__()
        self.unused = nn.Conv2d(3, 2, 3)
        self.stem = nn.Conv2d(3, 4, 3, 2, 1)
        self.layer = nn.Sequential(Block(4))
        self.shared = nn.Conv2d(4, 4, 1)
        self.fc = nn.Linear(4, classes)
    def forward(self, x):
        x = self.layer(self.stem(x))
        x = self.shared(self.shared(x))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
`;

class Block extends nn.Module {
  readonly conv1 = new nn.Conv2d(4, 4, 3, { padding: 1, bias: false });
  readonly bn1 = new nn.BatchNorm2d(4);
  readonly conv2 = new nn.Conv2d(4, 4, 3, { padding: 1 });

  override forward(x: Tensor): Tensor {
    return F.relu(this.conv2.forward(F.relu(this.bn1.forward(this.conv1.forward(x)))).add(x));
  }
}

class Residual extends nn.Module {
  readonly unused = new nn.Conv2d(3, 2, 3);
  readonly stem = new nn.Conv2d(3, 4, 3, { stride: 2, padding: 1 });
  readonly layer = new nn.Sequential(new Block());
  readonly shared = new nn.Conv2d(4, 4, 1);
  readonly fc: nn.Linear;

  constructor(classes: number) {
    super();
    this.fc = new nn.Linear(4, classes);
  }

  override forward(input: Tensor): Tensor {
    const x = this.layer.forward(this.stem.forward(input));
    const pooled = F.adaptiveAvgPool2d(this.shared.forward(this.shared.forward(x)), 1);
    return this.fc.forward(pooled.flatten({ startDim: 1 }));
  }
}

const valuesOf = (model: nn.Module & { forward(x: Tensor): Tensor }, input: Tensor): unknown =>
  noGrad(() => model.eval().forward(input)).tolist();

describe('a residual class', () => {
  test('gives what the modules give, drawn from the seed as its constructor makes them', async () => {
    const result = await runs(RESIDUAL);
    const expected = seeded(() => new Residual(5));
    expect(result.runs.at(-1)!.output.tolist()).toEqual(valuesOf(expected, result.input.tensor));
    const parameters = [...expected.parameters()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(result.trace.totals.parameters).toBe(parameters);
  });

  test('keeps what its rectifiers overwrite, as it was', async () => {
    const result = await runs(RESIDUAL);
    const { layer, stem } = seeded(() => new Residual(5)).eval();
    const [first] = layer as Iterable<unknown> as Iterable<Block>;
    const { conv1, bn1 } = first!;
    const normed = noGrad(() => bn1.forward(conv1.forward(stem.forward(result.input.tensor))));
    expect(outputOf(result, 'layer.0.bn1').tolist()).toEqual(normed.tolist());
    expect(Math.min(...(outputOf(result, 'layer.0.bn1').data as Float32Array))).toBeLessThan(0);
    expect(Math.min(...(outputOf(result, 'layer.0.add').data as Float32Array))).toBeLessThan(0);
  });

  test('takes the weights of its state dict, and an argument of its constructor', async () => {
    manualSeed(7);
    const model = new Residual(3);
    const weights = join(folder, 'residual.safetensors');
    writeFileSync(weights, formatSafetensors(model.stateDict()));
    const result = await runs(RESIDUAL, { weights, arg: { classes: 3 } });
    expect(result.weights).toEqual([`weights from ${weights}`]);
    expect(result.runs.at(-1)!.output.tolist()).toEqual(valuesOf(model, result.input.tensor));
  });

  test('has its filters replaced where the picture comes in', async () => {
    const { network, modules } = networkFrom({ text: HEAD + RESIDUAL, label: 'model.py' }, [1, 3, 16, 16]);
    const { notes } = await weightedModel(network, { seed: 0n, weights: undefined, kernels: ['sobel'] }, modules);
    expect(notes[1]).toMatch(/^filters of layer stem: sobel/);
  });

  test('has a map for every step, a heat map, and says what steps read', async () => {
    const net = fileOf(RESIDUAL);
    const out = join(folder, 'told');
    const words = ['run', '--net', net, '--size', '16x24', '--out', out, '--heatmap', 'gradcam'];
    const { code, stdout, stderr } = await atrous(...words);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('layer.0.add  add()  ← layer.0.conv2, stem\n    1×4×8×12 + 1×4×8×12 → 1×4×8×12');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(
      '1 × 4 × 8 × 12 + 1 × 4 × 8 × 12 → 1 × 4 × 8 × 12',
    );
    const json = JSON.parse((await atrous(...words, '--json')).stdout) as {
      layers: { name: string; from: string[]; inputs: number[][]; input: number[]; files: { file: string }[] }[];
    };
    const add = json.layers.find(({ name }) => name === 'layer.0.add')!;
    expect(add).toMatchObject({
      from: ['layer.0.conv2', 'stem'],
      inputs: [
        [1, 4, 8, 12],
        [1, 4, 8, 12],
      ],
      input: [1, 4, 8, 12],
    });
    for (const { files: drawn } of json.layers) expect(drawn.length).toBeGreaterThan(0);
  });
});

test('a U-Net joins what it kept with what it made larger', async () => {
  const result = await runs(`class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 4, 3, padding=1)
        self.deep = nn.Conv2d(4, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.out = nn.Conv2d(8, 2, 1)
    def forward(self, x):
        skip = F.relu(self.down(x))
        x = F.relu(self.deep(F.max_pool2d(skip, 2)))
        x = torch.cat([self.up(x), skip], dim=1)
        return self.out(x)
`);
  const [down, deep, up, out] = seeded(() => [
    new nn.Conv2d(3, 4, 3, { padding: 1 }),
    new nn.Conv2d(4, 8, 3, { padding: 1 }),
    new nn.ConvTranspose2d(8, 4, 2, { stride: 2 }),
    new nn.Conv2d(8, 2, 1),
  ]);
  const expected = noGrad(() => {
    const skip = F.relu(down.forward(result.input.tensor));
    const low = F.relu(deep.forward(F.maxPool2d(skip, 2)));
    return out.forward(cat([up.forward(low), skip], 1));
  });
  expect(outputOf(result, 'cat').shape).toEqual([1, 8, 16, 24]);
  expect(result.runs.at(-1)!.output.tolist()).toEqual(expected.tolist());
});

test('functions run, views among them, and what is returned is the last', async () => {
  const result = await runs(`class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6 * 8 * 12, 7)
        self.relu = nn.Conv2d(3, 6, 3, padding=1)
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.relu(x)), 2)
        x = x.view(x.size(0), -1)
        y = self.fc(x)
        z = torch.flatten(x, 1)
        return y
`);
  const [fc, conv] = seeded(() => [new nn.Linear(6 * 8 * 12, 7), new nn.Conv2d(3, 6, 3, { padding: 1 })]);
  const expected = noGrad(() => {
    const maps = F.maxPool2d(F.relu(conv.forward(result.input.tensor)), 2);
    return fc.forward(maps.view([1, -1]));
  });
  expect(result.runs.at(-1)!.output.tolist()).toEqual(expected.tolist());
  expect(result.trace.rows.map(({ name }) => name).at(-1)).toBe('output');
});

test('a class whose forward is a chain is the chain', async () => {
  const chain = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.edges = nn.Conv2d(3, 4, 3)
        self.act = nn.ReLU()
    def forward(self, x):
        return self.act(self.edges(x))
`;
  const { printed, runs: all, input } = await runs(chain);
  expect(printed.startsWith('Sequential(\n  (edges): Conv2d(3, 4, ')).toBe(true);
  const conv = seeded(() => new nn.Conv2d(3, 4, 3));
  expect(all[1]!.output.tolist()).toEqual(noGrad(() => F.relu(conv.forward(input.tensor))).tolist());
});

test('a lazy layer is printed as what it became', async () => {
  const { printed } = await runs('net = nn.Sequential(nn.MaxPool2d(8), nn.Flatten(), nn.LazyLinear(2))');
  expect(printed).toContain('(2): Linear(in_features=18, out_features=2, bias=True)');
});

const REFUSED = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.w = nn.Parameter(torch.randn(4, 4, 3, 3))
        self.pool = nn.MaxPool2d(2, return_indices=True)
    def forward(self, x):
        x = self.conv(x) * 0.5
        x = F.conv2d(x, self.w)
        y, i = self.pool(x)
        return mine(y)
`;

describe('what cannot be run', () => {
  const read = (lang: 'en' | 'zh'): Failure =>
    networkFrom({ text: HEAD + REFUSED, label: 'model.py' }, [1, 3, 16, 16], { lang }).failure!;

  test('is named with its place', () => {
    const { exitCode, code, message } = read('en');
    expect([exitCode, code]).toEqual([1, 'text']);
    expect(message).toBe(`4 steps of the network cannot be run
model.py:9:13: error: of mul only the shape that it gives is known, not what it computes
          x = self.conv(x) * 0.5
              ^^^^^^^^^^^^^^^^^^
model.py:10:13: error: the weights of conv2d belong to no module of the network, so that nothing can fill them
          x = F.conv2d(x, self.w)
              ^^^^^^^^^^^^^^^^^^^
model.py:11:16: error: pool gives two tensors, and only one of them is handed on
          y, i = self.pool(x)
                 ^^^^^^^^^^^^
model.py:12:16: error: of mine only the shape that it gives is known, not what it computes
          return mine(y)
                 ^^^^^^^
Write a layer of torch.nn or a function that stands for one, or leave it out; atrous net shows the sizes all the same.`);
    expect(read('zh').message).toContain('网络中有 4 步不能运行\nmodel.py:9:13: 错误：mul 只知道给出的形状');
  });

  test('is refused before anything is computed or written', async () => {
    const { code, stdout } = await atrous(
      'run',
      '--net',
      fileOf(REFUSED),
      '--size',
      '16x16',
      '--out',
      join(folder, 'none'),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('1×3×16×16 → 1×4×14×14');
    expect(() => readFileSync(join(folder, 'none', 'report.html'))).toThrow('ENOENT');
  });

  test('an argument that nobody gives is asked for', async () => {
    const text = RESIDUAL.replace('classes=5', 'classes');
    const { failure } = networkFrom({ text: HEAD + text, label: 'model.py' }, [1, 3, 16, 16]);
    expect(failure?.message).toContain('--arg classes=<value> gives it a value.');
  });
});
