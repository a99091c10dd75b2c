/** @file The `atrous` command: words in, exit code out. */

import { Command, CommanderError, Option } from 'commander';
import { EXIT, Failure } from './failure.js';
import { PRESETS } from './input/presets.js';
import { parseNumbers, parsePresets, parseSeed, parseSize } from './input/words.js';
import { type RunOptions, SAMPLE_NET } from './run/options.js';
import { runCommand } from './run/run.js';
import { VERSION } from './run/version.js';
import { serveFolder } from './serve.js';

type Flags = Partial<Omit<RunOptions, 'picture'>>;

const withDefaults = (picture: string | undefined, flags: Flags): RunOptions => ({
  picture,
  net: flags.net ?? SAMPLE_NET,
  size: flags.size,
  grey: flags.grey ?? false,
  mean: flags.mean,
  std: flags.std,
  weights: flags.weights,
  kernels: flags.kernels,
  seed: flags.seed ?? 0n,
  out: flags.out ?? 'atrous-out',
  scale: flags.scale ?? 'layer',
  json: flags.json ?? false,
});

const EXAMPLES = `
Heights come before widths everywhere, as in PyTorch: --size 304x228 is 304 rows of 228 pixels.

Examples:
  $ atrous run
  $ atrous run photo.jpg --net "nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2)"
  $ atrous run photo.jpg --net model.py --weights model.safetensors --size 224x224
  $ atrous run photo.jpg --net "Conv2d(3, 8, 3, padding=1)" --kernels sobel,laplace

Exit codes: 0 fine, 1 shapes or data that do not fit, 2 usage, 3 a file that cannot be read or written.`;

function runWords(): Command {
  return new Command('run')
    .description('run a network on a picture: every size explained, every feature map drawn')
    .argument('[picture]', 'PNG, JPEG, WebP, GIF, … (default: a sample that comes with the command)')
    .option('--net <text|file>', `layers as PyTorch writes them; read, never executed (default: ${SAMPLE_NET})`)
    .option('--size <HxW>', 'resize the picture, height before width', parseSize)
    .option('--grey', 'feed one channel (luminance) instead of three')
    .option('--mean <numbers>', 'subtract from each channel, for example 0.485,0.456,0.406', parseNumbers)
    .option('--std <numbers>', 'divide each channel, for example 0.229,0.224,0.225', parseNumbers)
    .option('--weights <file>', 'weights from a safetensors file')
    .option(
      '--kernels <names>',
      `fill the first Conv2d with ${Object.keys(PRESETS).join(', ')}; several take turns`,
      parsePresets,
    )
    .option('--seed <integer>', 'seed of the initial weights, as torch.manual_seed (default: 0)', parseSeed)
    .option('--out <folder>', 'where the pictures and the report go (default: atrous-out)')
    .addOption(
      new Option('--scale <which>', 'one colour range per layer or per channel (default: layer)').choices([
        'layer',
        'channel',
      ]),
    )
    .option('--json', 'print JSON instead of the table')
    .addHelpText('after', EXAMPLES)
    .action(async (picture: string | undefined, flags: Flags) => {
      await runCommand(withDefaults(picture, flags));
    });
}

/** Without words: the sample, then its report served for a person at a terminal. */
async function mainJob({ once }: { once?: boolean }): Promise<void> {
  const folder = await runCommand(withDefaults(undefined, {}));
  if (once || !process.stdout.isTTY) return;
  const { url } = await serveFolder(folder);
  process.stdout.write(`\nThe report is at ${url} (Ctrl-C ends)\n`);
}

function program(): Command {
  return new Command('atrous')
    .description(
      "PyTorch's convolution layers: explained, run and drawn.\nWithout a command: runs a sample network on a sample picture and serves its report.",
    )
    .version(VERSION)
    .option('--once', 'without a command: end after the files are written')
    .action(mainJob)
    .addCommand(runWords())
    .exitOverride()
    .showHelpAfterError('(--help says what there is)');
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`atrous: ${error.message}\n`);
  return error.exitCode;
}

/** Runs the command; sets the process's exit code rather than ending it, so that output is written out. */
export async function main(words: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...words], { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}
