import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSafetensors, save } from 'atrous/io';
import { ones, type Tensor } from 'atrous';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../src/run/version.js';
import { atrous, scratch } from './command.js';

const folder = scratch();
const at = (name: string): string => join(folder, name);

const photo = at('photo.png');
writeFileSync(
  photo,
  await sharp({ create: { width: 30, height: 20, channels: 3, background: '#4080c0' } })
    .png()
    .toBuffer(),
);

let runs = 0;
const fresh = (): string => at(`out-${runs++}`);

describe('atrous run', () => {
  test('prints what was done, every layer, totals and files, and writes the files', async () => {
    const out = fresh();
    const net = 'nn.Conv2d(3, 4, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2)';
    const { code, stdout, stderr } = await atrous('run', photo, '--net', net, '--size', '16x24', '--out', out);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      `${photo}: 1×3×16×24 (batch × channels × height × width)`,
      '  values divided by 255, so that they lie in [0, 1]',
      '  resized from 20 × 30 to 16 × 24 (height × width), bilinear with antialiasing',
      '  initial weights as PyTorch draws them after torch.manual_seed(0)',
      '',
    ]);
    expect(stdout).toContain('H  ⌊(16 + 2·0 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊13/2⌋ + 1 = 7     1 row unread');
    expect(stdout).toMatch(/^Total: 5 layers, 122 parameters, 8,324 MACs/m);
    const files = [
      '0-conv2d-filters.png',
      '0-conv2d.png',
      '1-relu-heat.png',
      '1-relu-strongest.png',
      '1-relu.png',
      '2-adaptiveavgpool2d.png',
      '3-flatten.png',
      '4-linear.png',
      'report.html',
    ];
    expect(readdirSync(out).sort()).toEqual(files);
    for (const file of files) expect(stdout).toContain(`  ${file} `);
  });

  test('prints JSON of a stable form, and nothing else', async () => {
    const out = fresh();
    const { code, stdout, stderr } = await atrous(
      'run',
      photo,
      '--net',
      'nn.Conv2d(3, 4, 3)',
      '--seed',
      '1',
      '--out',
      out,
      '--json',
    );
    expect([code, stderr]).toEqual([0, '']);
    const axis = { jump: [1, 1], size: 3, start: 1, whole: false };
    const formula = (name: string, dim: number, size: number): unknown => ({
      axis: name,
      dim,
      output: size - 2,
      text: [`⌊(${size} + 2·0 − 1·(3−1) − 1) / 1⌋ + 1 = ⌊${size - 3}/1⌋ + 1 = ${size - 2}`],
      notes: [],
    });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      source: photo,
      preprocessing: ['values divided by 255, so that they lie in [0, 1]'],
      weights: ['initial weights as PyTorch draws them after torch.manual_seed(1)'],
      input: [1, 3, 20, 30],
      layers: [
        {
          name: '0',
          layer: 'Conv2d(3, 4, kernel_size=(3, 3), stride=(1, 1))',
          spec: { op: 'Conv2d', args: expect.objectContaining({ inChannels: 3, outChannels: 4, kernelSize: [3, 3] }) },
          input: [1, 3, 20, 30],
          output: [1, 4, 18, 28],
          formulas: [formula('H', 2, 20), formula('W', 3, 30)],
          parameters: 112,
          macs: { nominal: 54_432, withBias: 56_448, effective: 54_432 },
          activationBytes: 8064,
          receptiveField: [axis, axis],
          elapsedMs: expect.any(Number),
          files: [
            { kind: 'filters', file: '0-conv2d-filters.png' },
            { kind: 'channels', file: '0-conv2d.png' },
            { kind: 'strongest', file: '0-conv2d-strongest.png' },
            { kind: 'heat', file: '0-conv2d-heat.png' },
          ],
        },
      ],
      totals: {
        parameters: 112,
        macs: { nominal: 54_432, withBias: 56_448, effective: 54_432 },
        activationBytes: 8064,
        peakBytes: 4 * 3 * 20 * 30 + 8064,
        flops: 2 * 54_432,
      },
      folder: out,
      report: 'report.html',
    });
  });

  test('draws the heat map that is asked for', async () => {
    const net = 'nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)';
    const drawn = new Set<string>();
    for (const words of [['mean'], ['max'], ['norm'], ['gradcam'], ['gradcam', '--target', '1']]) {
      const out = fresh();
      const { code, stderr } = await atrous('run', photo, '--net', net, '--out', out, '--heatmap', ...words);
      expect([code, stderr]).toEqual([0, '']);
      drawn.add(readFileSync(join(out, '1-relu-heat.png'), 'base64'));
      const report = readFileSync(join(out, 'report.html'), 'utf8');
      if (words.length === 3) expect(report).toContain('channels weighted by what they add to class 1 (Grad-CAM)');
    }
    // The best class is one of three: its picture may be that of class 1.
    expect(drawn.size).toBeGreaterThanOrEqual(4);
  });

  test('refuses a heat map that does not exist', async () => {
    const failing = async (...words: string[]): Promise<[number, string]> => {
      const { code, stderr } = await atrous('run', photo, '--out', fresh(), ...words);
      return [code, stderr];
    };
    const target = '--target is the class of --heatmap gradcam, which is not asked for';
    expect(await failing('--target', '3')).toEqual([2, `atrous: ${target}\n`]);
    expect(await failing('--heatmap', 'max', '--target', '3')).toEqual([2, `atrous: ${target}\n`]);
    expect((await failing('--target', '-1', '--heatmap', 'gradcam'))[1]).toContain(
      'Give a whole number: the first class is 0.',
    );
    const net = ['--net', 'nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(2016, 3)'];
    expect(await failing(...net, '--heatmap', 'gradcam', '--target', '3')).toEqual([
      1,
      'atrous: target 3 is out of bounds for 3 classes\nGive a whole number from 0 to 2.\n',
    ]);
    expect(await failing('--net', 'nn.Flatten()', '--heatmap', 'norm')).toEqual([
      1,
      'atrous: no layer of this network gives maps that lie over the picture: there is no heat map\n',
    ]);
  });

  test('draws no heat map behind a flattening, and says what it cannot draw', async () => {
    const out = fresh();
    const { code, stdout } = await atrous(
      'run',
      photo,
      '--net',
      'nn.Flatten(2), nn.Unflatten(2, (4, 5, 30))',
      '--out',
      out,
    );
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['0-flatten.png', 'report.html']);
    expect(stdout).toContain('Not drawn, being no maps of one picture: layer 1 (1×3×4×5×30)\n');
  });

  test('shows a large photo on the page at a size that a page shows', async () => {
    const [large, out] = [at('large.png'), fresh()];
    writeFileSync(
      large,
      await sharp({ create: { width: 3000, height: 1500, channels: 3, background: '#808000' } })
        .png()
        .toBuffer(),
    );
    const { code } = await atrous('run', large, '--net', 'nn.MaxPool2d(30)', '--out', out);
    expect(code).toBe(0);
    const html = readFileSync(join(out, 'report.html'), 'utf8');
    expect(html).toContain('width="1024" height="512"');
    expect(html).not.toContain('width="3000"');
    expect(html).toContain('1 × 3 × 1500 × 3000');
  });

  test('fills the first convolution with filters, wherever it stands', async () => {
    const net = 'nn.ReLU(), nn.Sequential(nn.Sequential(nn.Conv2d(3, 2, 3)))';
    const { code, stdout } = await atrous('run', photo, '--net', net, '--kernels', 'sobel', '--out', fresh());
    expect(code).toBe(0);
    expect(stdout).toMatch(/filters of layer 0_2\.0: sobel, on the mean of the input channels; bias 0/);
  });
});

describe('--weights', () => {
  const weightFile = (name: string, tensors: Record<string, Tensor>): string => {
    writeFileSync(at(name), formatSafetensors(new Map(Object.entries(tensors))));
    return at(name);
  };
  const CONV = 'nn.Conv2d(3, 4, 3)';
  const run = (net: string, weights: string): ReturnType<typeof atrous> =>
    atrous('run', photo, '--net', net, '--weights', weights, '--out', fresh());

  test('takes the names of the network', async () => {
    const path = weightFile('exact.safetensors', { '0.weight': ones([4, 3, 3, 3]), '0.bias': ones([4]) });
    const { code, stdout } = await run(CONV, path);
    expect(code).toBe(0);
    expect(stdout).toContain(`\n  weights from ${path}\n`);
  });

  test('takes bare names for the one layer that has parameters, and names what it leaves', async () => {
    const path = weightFile('bare.safetensors', { weight: ones([4, 3, 3, 3]), bias: ones([4]), output: ones([1]) });
    const { code, stdout } = await run(`${CONV}, nn.ReLU()`, path);
    expect(code).toBe(0);
    expect(stdout).toContain(`\n  weights from ${path}; not used from it: output\n`);
  });

  test.each(['state_dict', 'model_state_dict', 'model'])(
    'takes a checkpoint of torch.save with %s in it',
    async (key) => {
      const path = at(`${key}.pt`);
      const stateDict = new Map([
        ['0.weight', ones([4, 3, 3, 3])],
        ['0.bias', ones([4])],
      ]);
      writeFileSync(path, save({ epoch: 3, [key]: stateDict }));
      const { code, stdout } = await run(CONV, path);
      expect(code).toBe(0);
      expect(stdout).toContain(`\n  weights from ${path}\n`);
    },
  );

  test('refuses a checkpoint without a state dict (3)', async () => {
    const path = at('bare.pt');
    writeFileSync(path, save({ epoch: 3 }));
    const { code, stderr } = await run(CONV, path);
    expect([code, stderr.split('\n')[0]]).toEqual([
      3,
      `atrous: cannot read ${path}: the checkpoint holds no state dict`,
    ]);
  });

  test('refuses a file that lacks some, in PyTorch’s words, and says what it holds', async () => {
    const path = weightFile('missing.safetensors', { '0.weight': ones([4, 3, 3, 3]) });
    expect(await run(CONV, path)).toEqual({
      code: 1,
      stdout: '',
      stderr: `atrous: Error(s) in loading state_dict for Sequential:
\tMissing key(s) in state_dict: "0.bias".
The file holds 0.weight [4, 3, 3, 3].
`,
    });
  });

  test('refuses other sizes', async () => {
    const path = weightFile('sizes.safetensors', { weight: ones([8, 3, 3, 3]), bias: ones([4]) });
    expect(await run(CONV, path)).toEqual({
      code: 1,
      stdout: '',
      stderr: `atrous: Error(s) in loading state_dict for Sequential:
\tsize mismatch for 0.weight: copying a param with shape torch.Size([8, 3, 3, 3]) from checkpoint, the shape in current model is torch.Size([4, 3, 3, 3]).
The file holds weight [8, 3, 3, 3], bias [4].
`,
    });
  });

  test('refuses to be given for nothing', async () => {
    const path = weightFile('nothing.safetensors', { weight: ones([1]) });
    expect(await run('nn.ReLU()', path)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'atrous: --weights has nothing to fill: no layer of this network has parameters\n',
    });
  });

  test('refuses what is no safetensors file (3)', async () => {
    const { code, stdout, stderr } = await run(CONV, photo);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^atrous: cannot read .*photo\.png: not a safetensors file/);
    expect(stderr).toMatch(
      /\nIn Python: torch\.save\(model\.state_dict\(\), 'model\.pt'\), or safetensors\.torch\.save_file\.\n$/,
    );
  });

  test('refuses a file that is not there (3)', async () => {
    const path = at('nowhere.safetensors');
    expect(await run(CONV, path)).toEqual({
      code: 3,
      stdout: '',
      stderr: `atrous: cannot read ${path}: there is no such file\n`,
    });
  });

  test('and --seed exclude each other, since nothing is left to draw', async () => {
    const { code, stderr } = await atrous('run', photo, '--weights', 'x', '--seed', '1');
    expect([code, stderr]).toEqual([
      2,
      "atrous: option '--seed <integer>' cannot be used with option '--weights <file>'\n",
    ]);
  });
});

describe('a run that does not fit', () => {
  test('explains the layers before the one that stops it, then says why on stderr (1)', async () => {
    const out = fresh();
    const { code, stdout, stderr } = await atrous(
      'run',
      photo,
      '--net',
      'nn.Conv2d(3, 4, 3), nn.Conv2d(8, 4, 3)',
      '--out',
      out,
    );
    expect(code).toBe(1);
    expect(stdout).toContain(' 0  Conv2d(3, 4, kernel_size=(3, 3), stride=(1, 1))');
    expect(stderr).toBe(`atrous: layer 1: Conv2d(8, 4, kernel_size=(3, 3), stride=(1, 1))
cannot take its input 1×4×18×28:
Given groups=1, weight of size [4, 8, 3, 3], expected input[1, 4, 18, 28] to have 8 channels, but got 4 channels instead
Layer 0 gives 4 channels, Conv2d is built for 8: write 4 as its first argument.
`);
    expect(existsSync(out)).toBe(false);
  });

  test('explains the layers beside a mistake in the text (2)', async () => {
    const { code, stdout, stderr } = await atrous(
      'run',
      photo,
      '--net',
      'nn.Relu(), nn.MaxPool2d(2)',
      '--out',
      fresh(),
    );
    expect(code).toBe(2);
    expect(stdout).toContain('MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)');
    expect(stderr).toContain("--net:1:4: error: module 'torch.nn' has no attribute 'Relu'");
  });

  test('says where it stops with --json too', async () => {
    const { code, stdout, stderr } = await atrous('run', photo, '--net', 'nn.ReLU(), nn.Conv2d(4, 4, 3)', '--json');
    const { layer, before } = JSON.parse(stdout).error;
    expect([code, layer.name, before.length]).toEqual([1, '1', 1]);
    expect(stderr).toMatch(/^atrous: layer 1: /);
  });

  test('is refused before its memory is asked for', async () => {
    const { code, stderr } = await atrous('run', photo, '--net', 'nn.Upsample(scale_factor=1000)');
    expect([code, stderr]).toEqual([
      1,
      'atrous: this run would need 6.71 GiB for its feature maps and 0 bytes for its parameters, more than 4 GiB\nGive a smaller picture, or resize it: --size 304x228 (height × width).\n',
    ]);
  });

  test('is refused for the memory of its parameters as well', async () => {
    const { code, stderr } = await atrous('run', photo, '--net', 'nn.Flatten(), nn.Linear(1800, 10**6)');
    expect([code, stderr]).toEqual([
      1,
      'atrous: this run would need 3.82 MiB for its feature maps and 6.71 GiB for its parameters, more than 4 GiB\nGive the layers fewer channels or features.\n',
    ]);
  });

  test('says that pictures are float32', async () => {
    const { code, stderr } = await atrous(
      'run',
      photo,
      '--net',
      'nn.Conv2d(3, 4, 3, dtype=torch.float64)',
      '--out',
      fresh(),
    );
    expect([code, stderr]).toEqual([
      1,
      'atrous: Input type (float) and bias type (double) should be the same\nA picture is float32: leave dtype out.\n',
    ]);
  });
});

describe('an output folder', () => {
  const NET = ['--net', 'nn.ReLU()'];

  test('whose path leads through a file is refused (3)', async () => {
    const out = join(photo, 'maps');
    expect(await atrous('run', photo, ...NET, '--out', out)).toEqual({
      code: 3,
      stdout: '',
      stderr: `atrous: cannot write ${out}: a part of the path is not a folder\nChoose another folder with --out.\n`,
    });
  });

  test('that is a file is refused (3)', async () => {
    expect(await atrous('run', photo, ...NET, '--out', photo)).toEqual({
      code: 3,
      stdout: '',
      stderr: `atrous: cannot write ${photo}: a file of that name is in the way\nChoose another folder with --out.\n`,
    });
  });

  test('keeps what it had where a file cannot be put in place, and no half file', async () => {
    const out = fresh();
    // A folder under the name of a picture cannot be replaced by the picture.
    mkdirSync(join(out, '0-relu.png', 'inner'), { recursive: true });
    const { code, stdout, stderr } = await atrous('run', photo, ...NET, '--out', out);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^atrous: cannot write .*0-relu\.png: .+\nChoose another folder with --out\.\n$/);
    expect(readdirSync(out)).toEqual(['0-relu.png']);
  });

  test('is written again in place', async () => {
    const out = fresh();
    await atrous('run', photo, ...NET, '--out', out);
    const before = readFileSync(join(out, '0-relu.png'));
    const { code } = await atrous('run', photo, ...NET, '--out', out);
    expect(code).toBe(0);
    expect(readFileSync(join(out, '0-relu.png'))).toEqual(before);
  });
});

describe('words', () => {
  test.each([
    [['runn'], "there is no command 'runn'\nDid you mean `atrous run`?"],
    [['shappe', 'x'], "there is no command 'shappe'\nDid you mean `atrous shape`?"],
    [['photo.JPG', 'x'], "there is no command 'photo.JPG'\nDid you mean `atrous run photo.JPG x`?"],
    [['elephant'], "there is no command 'elephant'\natrous --help says what there is."],
    [['run', '--nett', 'x'], "unknown option '--nett'\n(Did you mean --net?)"],
    [
      ['--net', 'x'],
      "unknown option '--net'\nOptions for a network stand behind `atrous run`; atrous run --help lists them.",
    ],
    [['run', 'a.png', 'b.png'], "too many arguments for 'run'. Expected 1 argument but got 2."],
    [['run', '--net'], "option '--net <text|file>' argument missing"],
    [
      ['run', '--size', 'junk'],
      "option '--size <HxW>' argument 'junk' is invalid. Give it as HEIGHTxWIDTH, for example 304x228.",
    ],
    [
      ['run', '--std', '0'],
      "option '--std <numbers>' argument '0' is invalid. It cannot be 0: values are divided by it.",
    ],
    [
      ['run', '--scale', 'lyer'],
      "option '--scale <which>' argument 'lyer' is invalid. Allowed choices are layer, channel.",
    ],
    [['run', '--net', ''], '--net holds no layer\nFor example: --net "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()"'],
  ])('%j cannot be understood (2)', async (words, message) => {
    expect(await atrous(...words)).toEqual({ code: 2, stdout: '', stderr: `atrous: ${message}\n` });
  });

  test('--version prints the version', async () => {
    expect(await atrous('--version')).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test('run --help names every option, the order of sizes and the exit codes', async () => {
    const { code, stdout, stderr } = await atrous('run', '--help');
    expect([code, stderr]).toEqual([0, '']);
    const options = [...stdout.matchAll(/^ {2}(--\w+)/gm)].map(([, name]) => name);
    expect(options).toEqual(
      '--net --entry --arg --size --grey --mean --std --weights --kernels --seed --out --scale --heatmap --target --json --lang --ascii'.split(
        ' ',
      ),
    );
    expect(stdout).toContain('Heights come before widths everywhere');
    expect(stdout).toMatch(/ {2}0 {2}fine\n {2}1 {2}.+\n {2}2 {2}.+\n {2}3 {2}/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('--help names the commands', async () => {
    const { code, stdout } = await atrous('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}run \[options\] \[picture\]/m);
    expect(stdout).toMatch(/^ {2}--once /m);
  });
});
