import { describe, expect, test } from 'vitest';
import { atrous } from '../command.js';

const CHAIN = 'Conv2d(3, 8, 3), MaxPool2d(2), Conv2d(8, 8, 3, dilation=2)';

describe('atrous rf', () => {
  test('prints what every layer sees', async () => {
    const { code, stdout } = await atrous('rf', CHAIN, '--in', '32x32');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'name  layer                        output      sees  stride  first centre',
      '─────────────────────────────────────────────────────────────────────────',
      '0     Conv2d(3, 8, 3)              1×8×30×30    3×3     1×1          1, 1',
      '1     MaxPool2d(2)                 1×8×15×15    4×4     2×2      1.5, 1.5',
      '2     Conv2d(8, 8, 3, dilation=2)  1×8×11×11  12×12     2×2      5.5, 5.5',
      '',
    ]);
    expect((await atrous('rf', CHAIN, '--in', '32x32', '--node', '1', '--csv')).stdout).toBe(
      'name,layer,output,sees,stride,first centre\n1,MaxPool2d(2),1×8×15×15,4×4,2×2,"1.5, 1.5"\n',
    );
  });

  test('prints what one position reads, with padding and holes', async () => {
    const padded = 'Conv2d(3, 8, 3, padding=1), Conv2d(8, 8, 3, padding=2, dilation=2)';
    expect((await atrous('rf', padded, '--in', '32x32', '--at', '0,7')).stdout).toBe(`Output 0, 7 of layer 1 sees
 H  −3 to 3, centre 0, beyond the input's 0 to 31
 W  4 to 10, centre 7
Reads 28 of the 28 cells of its box; 43 % of its field is padding.
`);
    const gridded = 'Conv1d(1, 1, 3, dilation=2), Conv1d(1, 1, 3, dilation=2)';
    expect((await atrous('rf', gridded, '--in', '20', '--at', '3')).stdout).toBe(`Output 3 of layer 1 sees
 L  3 to 11, centre 7; reads 3, 5, …, 11
Reads 5 of the 9 cells of its box.
`);
  });

  test('speaks Chinese', async () => {
    const table = (await atrous('rf', CHAIN, '--in', '32x32', '--lang', 'zh')).stdout.split('\n');
    expect(table[0]).toMatch(/^名称  层 +输出 +看到  步幅  第一个中心$/);
    const gridded = 'Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, dilation=2)';
    expect((await atrous('rf', gridded, '--in', '20', '--at', '0', '--lang', 'zh')).stdout).toBe(`层 1 的输出 0 看到
 L  −1 到 5，中心 2，超出输入的 0 到 19
读取其范围内 6 个格子中的 6 个；感受野的 14 % 是填充。
`);
  });

  test('prints JSON with the phases of transposed layers', async () => {
    const up = await atrous('rf', 'ConvTranspose1d(1, 1, 3, 2, 1)', '--in', '9', '--json');
    const { version, layers, misaligned } = JSON.parse(up.stdout);
    expect([version, misaligned]).toEqual([1, []]);
    expect(layers[0].phases[0]).toMatchObject({ axis: 'L', period: 2, sizes: [1, 2] });
    const at = JSON.parse((await atrous('rf', CHAIN, '--in', '32x32', '--at', '0,0', '--json')).stdout);
    expect(at).toMatchObject({ node: '2', position: [0, 0], paddingShare: 0 });
    expect(at.paths.touched).toBe(at.axes[0].cells.length * at.axes[1].cells.length);
  });

  test('says which layers and positions there are', async () => {
    expect((await atrous('rf', CHAIN, '--in', '32x32', '--node', '9')).stderr).toBe(
      "atrous: there is no layer '9'\nThere are 0, 1, 2.\n",
    );
    const { code, stderr } = await atrous('rf', CHAIN, '--in', '32x32', '--at', '0,11');
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      'atrous: there is no position [0,11] in an output of [1,8,11,11]',
    ]);
    expect((await atrous('rf', CHAIN, '--in', '4x4')).code).toBe(1);
  });
});
