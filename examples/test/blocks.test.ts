import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type nn, noGrad, rand } from 'atrous';
import { describe, expect, test } from 'vitest';
import { middleChannels } from '../blocks/r2plus1d.js';
import { WaveNetStack } from '../blocks/wavenet.js';

const BLOCKS = fileURLToPath(new URL('../blocks', import.meta.url));

type Runnable = nn.Module & { forward(x: ReturnType<typeof rand>): ReturnType<typeof rand> };

/** A file, an input, its output, and parameters as counted by hand from the papers' tables or by PyTorch. */
const CASES: readonly (readonly [string, readonly number[], readonly number[], number])[] = [
  ['alexnet', [1, 3, 227, 227], [1, 1000], 60_965_224],
  ['aspp', [1, 512, 9, 7], [1, 256, 9, 7], 4_131_840],
  ['checkerboard', [1, 8, 16, 16], [1, 3, 67, 67], 603],
  ['dcgan', [1, 100, 1, 1], [1, 3, 64, 64], 3_576_704],
  ['densenet', [1, 64, 14, 14], [1, 96, 14, 14], 45_440],
  ['inception', [1, 192, 28, 28], [1, 256, 28, 28], 163_696],
  ['mobilenet-v1', [1, 64, 29, 28], [1, 128, 15, 14], 9_152],
  ['mobilenet-v2', [1, 16, 14, 14], [1, 16, 14, 14], 4_352],
  ['mobilenet-v3', [1, 160, 7, 7], [1, 160, 7, 7], 797_360],
  ['r2plus1d', [1, 64, 4, 8, 8], [1, 64, 4, 8, 8], 110_880],
  ['resnet-basic', [1, 64, 28, 27], [1, 128, 14, 14], 230_144],
  ['resnet-bottleneck', [1, 256, 14, 14], [1, 256, 14, 14], 70_400],
  ['resnet-stem', [1, 3, 304, 228], [1, 64, 76, 57], 9_536],
  ['resnext', [1, 256, 14, 14], [1, 256, 14, 14], 71_168],
  ['unet', [1, 1, 64, 64], [1, 2, 64, 64], 29_330],
  ['up-projection', [1, 128, 10, 8], [1, 64, 20, 16], 446_848],
  ['vgg', [1, 128, 15, 14], [1, 256, 7, 7], 1_475_328],
  ['video-net', [1, 3, 4, 9, 8], [1, 10], 750],
  ['wavenet', [1, 32, 1100], [1, 32, 1100], 52_160],
];

async function made(name: string): Promise<Runnable> {
  const { default: make } = (await import(`../blocks/${name}.ts`)) as { default: () => Runnable };
  return make().eval();
}

describe('the blocks', () => {
  test('are all in the table of this test', () => {
    expect(CASES.map(([name]) => `${name}.ts`)).toEqual(readdirSync(BLOCKS).sort());
  });

  test.each(CASES)('%s takes %j to %j with %i parameters', async (name, input, output, parameters) => {
    const model = await made(name);
    const count = [...model.parameters()].reduce((sum, { data }) => sum + data.length, 0);
    expect(count).toBe(parameters);
    expect(noGrad(() => model.forward(rand(input))).shape).toEqual(output);
  });
});

describe('what the blocks promise', () => {
  test("AlexNet's grouped convolutions see half of the channels", async () => {
    const { conv2, conv4, conv5 } = (await made('alexnet')) as unknown as Record<string, nn.Conv2d>;
    expect([conv2, conv4, conv5].map((conv) => conv!.weight.shape[1])).toEqual([48, 192, 192]);
  });

  test("WaveNet's stack keeps the future out and sees 2^blocks inputs", () => {
    const stack = new WaveNetStack(2, 4);
    const x = rand([1, 2, 40], { requiresGrad: true });
    stack.forward(x).select(2, 30).sum().backward();
    const seen = Array.from({ length: 40 }, (_, t) => t).filter((t) => x.grad!.select(2, t).abs().sum().item() > 0);
    expect(seen).toEqual(Array.from({ length: 16 }, (_, i) => 15 + i));
  });

  test('R(2+1)D has at most the weights of the whole convolution, and nearly all of them', () => {
    const middle = middleChannels(64, 64);
    const weights = 9 * 64 * middle + 3 * middle * 64;
    expect(weights).toBeLessThanOrEqual(27 * 64 * 64);
    expect(weights + 9 * 64 + 3 * 64).toBeGreaterThan(27 * 64 * 64);
  });

  const built = fileURLToPath(new URL('../dist/blocks/checkerboard.js', import.meta.url));
  test.skipIf(!existsSync(built))('a block that is run prints its table', () => {
    const printed = execFileSync(process.execPath, [built, '--csv'], { encoding: 'utf8' });
    expect(printed.split('\n').slice(0, 3)).toEqual([
      'name,layer,output,parameters,MACs',
      ',Upsampler(),1×3×67×67,603,287010',
      'up1,"ConvTranspose2d(8, 6, kernel_size=(3, 3), stride=(2, 2))",1×6×33×33,438,110592',
    ]);
  });
});
