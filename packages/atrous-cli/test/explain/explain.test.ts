import { describe, expect, test } from 'vitest';
import { atrous } from '../command.js';

const CONV = 'Conv2d(3,64,3,stride=2,padding=1)';

const explained = async (...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await atrous('explain', ...words);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

describe('atrous explain', () => {
  test('prints every line with its numbers', async () => {
    expect(await explained(CONV, '--in', '1,3,304,228'))
      .toBe(`Conv2d(3, 64, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))  1×3×304×228 → 1×64×152×114
 H  ⌊(304 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152     1 padded row unread
 W  ⌊(228 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊227/2⌋ + 1 = 114     1 padded column unread
 params  64·3·3·3 + 64 = 1,792      MACs  1,728·152·114 = 29,942,784 (+ 1,108,992 bias adds)
 back  303 or 304 × 227 or 228 → ConvTranspose2d needs output_padding=1 for 304×228
`);
  });

  test('speaks Chinese, ASCII, LaTeX, HTML and sentences', async () => {
    expect(await explained(CONV, '--in', '304x228', '--lang', 'zh')).toContain('= 152     1 行填充未被读取\n');
    expect(await explained(CONV, '--in', '304x228', '--ascii')).toContain(
      ' H  floor((304 + 2*1 - 1*(3-1) - 1) / 2) + 1 = floor(303/2) + 1 = 152     1 padded row unread\n',
    );
    expect(await explained('Conv2d(3, 8, 3), ReLU()', '--in', '5x5', '--latex', '--macs', 'bias'))
      .toBe(String.raw`\begin{aligned}
\text{H} &= \left\lfloor (5+2\cdot 0-1\cdot (3-1)-1)/1\right\rfloor +1=\left\lfloor 2/1\right\rfloor +1 = 3 \\
\text{W} &= \left\lfloor (5+2\cdot 0-1\cdot (3-1)-1)/1\right\rfloor +1=\left\lfloor 2/1\right\rfloor +1 = 3 \\
\text{params} &= 8\cdot 3\cdot 3\cdot 3+8 = 224 \\
\text{MACs} &= 1{,}944+8\cdot 3\cdot 3 = 2{,}016
\end{aligned}
`);
    expect(await explained(CONV, '--in', '304x228', '--html')).toMatch(
      /^<dl id="explain-0" class="explanation" lang="en">/,
    );
    expect(await explained('MaxPool2d(2)', '--in', '1,1,4,4', '--speech')).toMatch(
      /^height: the floor of .* equals 2\.\n/,
    );
  });

  test('counts the bytes of an element type, where bytes are shown', async () => {
    expect(await explained('Conv1d(1, 1, 3)', '--in', '5', '--detail', '--dtype', 'float16')).toContain(
      ' output bytes  3·2 = 6\n',
    );
    const { layers } = JSON.parse(await explained('Conv1d(1, 1, 3)', '--in', '5', '--json', '--dtype', 'float64'));
    expect(layers[0].memory.activation).toBe(24);
    expect(await atrous('explain', 'Conv1d(1, 1, 3)', '--in', '5', '--dtype', 'float16')).toMatchObject({
      code: 2,
      stderr: 'atrous: --dtype counts bytes, which are not shown here\nAdd --detail, or --json.\n',
    });
  });

  test('prints nothing in LaTeX for a layer that changes no size', async () => {
    expect(await explained('ReLU()', '--in', '1,3,4', '--latex')).toBe('');
  });

  test('counts multiply-accumulates in the convention that is asked for', async () => {
    const costs = async (convention: string): Promise<string | undefined> =>
      (await explained('Conv2d(1, 2, 3, padding=1)', '--in', '4x4', '--macs', convention)).split('\n').at(-2);
    expect(await costs('nominal')).toContain('MACs  18·4·4 = 288 (+ 32 bias adds)');
    expect(await costs('bias')).toContain('MACs with bias  288 + 2·4·4 = 320');
    expect(await costs('effective')).toContain('MACs without padding  2·1·10·10 = 200');
  });

  test('explains a chain layer by layer, up to the one that stops it', async () => {
    const { code, stdout, stderr } = await atrous('explain', 'MaxPool2d(2), Conv2d(3, 8, 5)', '--in', '1,3,8,8');
    expect(code).toBe(1);
    expect(stdout).toContain('0  MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)');
    expect(stdout).toContain('1×3×8×8 → 1×3×4×4\n');
    expect(stderr).toContain('atrous: 1: Conv2d(3, 8, kernel_size=(5, 5), stride=(1, 1))\ncannot take 1×3×4×4:\n');
  });

  test('prints JSON with every step, or the mistake', async () => {
    const { version, input, layers } = JSON.parse(await explained(CONV, '--in', '304x228', '--json'));
    expect([version, input]).toEqual([1, [1, 3, 304, 228]]);
    const [layer] = layers;
    expect(layer.axes[0]).toMatchObject({ axis: 'H', dim: 2, output: 152 });
    expect(layer.axes[0].steps).toEqual([
      { id: 'size', text: '⌊(304 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152', value: 152 },
    ]);
    expect(layer.axes[0].notes).toEqual([
      { id: 'unread', text: '1 padded row unread', input: 0, padding: 1, axis: 'H' },
    ]);
    expect(layer.macs).toMatchObject({ nominal: 29_942_784, withBias: 31_051_776, effective: 29_789_760 });
    expect(layer.memory).toEqual({ activation: 4_435_968, parameters: 7168, peak: 5_267_712 });
    const failed = await atrous('explain', 'Conv2d(3, 8, 7)', '--in', '5x5', '--json');
    expect([failed.code, JSON.parse(failed.stdout).error.code]).toEqual([1, 'stops']);
  });

  test('refuses options that would say nothing', async () => {
    for (const words of [
      ['--html', '--macs', 'bias'],
      ['--json', '--ascii'],
      ['--latex', '--detail'],
      ['--html', '--latex'],
    ])
      expect((await atrous('explain', CONV, '--in', '9x9', ...words)).code).toBe(2);
  });
});
