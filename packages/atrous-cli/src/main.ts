/** @file The `atrous` command: words in, exit code out. */

import { Command, CommanderError, Option } from 'commander';
import { nearest } from 'atrous/spec';
import { animateWords } from './animate/command.js';
import { EXIT, type ExitCode, Failure } from './failure.js';
import { PRESETS } from './input/presets.js';
import { matrixWords } from './matrix/command.js';
import { netWords } from './net/command.js';
import { parseDivisors, parseNumbers, parsePresets, parseSeed, parseSize, parseTarget } from './input/words.js';
import { type Flags, SAMPLE_NET, withDefaults } from './run/options.js';
import { runCommand } from './run/run.js';
import { VERSION } from './run/version.js';
import { serveFolder, untilInterrupted } from './serve.js';

const EXAMPLES = `
Heights come before widths everywhere, as in PyTorch:
--size 304x228 is 304 rows of 228 pixels.

Examples:
  $ atrous run
  $ atrous run photo.jpg --net "nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2)"
  $ atrous run photo.jpg --net model.py --weights model.safetensors
  $ atrous run photo.jpg --net "Conv2d(3, 8, 3)" --kernels sobel,laplace

Messages go to stderr. Exit codes:
  0  fine
  1  shapes or data that do not fit
  2  words or a network text that cannot be understood
  3  a file that cannot be read or written`;

/** @param root gives its settings: a command of its own would end the process at a mistake */
function runWords(root: Command): Command {
  return new Command('run')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .description('run a network on a picture: every size explained, every feature map drawn')
    .argument('[picture]', 'PNG, JPEG, WebP, GIF, TIFF or AVIF (default: a sample that comes with the command)')
    .option('--net <text|file>', `layers as PyTorch writes them; read, never executed (default: ${SAMPLE_NET})`)
    .option('--size <HxW>', 'resize the picture, height before width', parseSize)
    .option('--grey', 'feed one channel (luminance) instead of three')
    .option('--mean <numbers>', 'subtract from each channel, for example 0.485,0.456,0.406', parseNumbers)
    .option('--std <numbers>', 'divide each channel, for example 0.229,0.224,0.225', parseDivisors)
    .option('--weights <file>', 'weights from a safetensors file')
    .option(
      '--kernels <names>',
      `fill the first Conv2d with ${Object.keys(PRESETS).join(', ')}; several take turns`,
      parsePresets,
    )
    .addOption(
      new Option('--seed <integer>', 'seed of the initial weights, as torch.manual_seed (default: 0)')
        .argParser(parseSeed)
        .conflicts('weights'),
    )
    .option('--out <folder>', 'where the pictures and the report go (default: atrous-out)')
    .addOption(
      new Option('--scale <which>', 'one colour range per layer or per channel (default: layer)').choices([
        'layer',
        'channel',
      ]),
    )
    .addOption(
      new Option('--heatmap <by>', 'what the heat map shows of the last layer with maps (default: norm)').choices([
        'mean',
        'max',
        'norm',
        'gradcam',
      ]),
    )
    .option('--target <class>', 'which class gradcam explains (default: the highest score)', parseTarget)
    .option('--json', 'print JSON instead of the table; after a mistake, nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (picture: string | undefined, flags: Flags) => {
      await runCommand(withDefaults(picture, flags));
    });
}

/** Commands that have options of their own. */
const COMMANDS: readonly string[] = ['run', 'net', 'animate', 'matrix'];

/** What somebody meant who wrote `words` without a command that exists. */
function unknownCommand([word, ...rest]: readonly [string, ...string[]]): Failure {
  const isPicture = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i.test(word);
  const meant = isPicture ? ['run', word, ...rest].join(' ') : nearest(word, COMMANDS);
  return new Failure(
    EXIT.usage,
    `there is no command '${word}'`,
    meant === undefined ? 'atrous --help says what there is.' : `Did you mean \`atrous ${meant}\`?`,
  );
}

/** Without words: the sample, then its report served for a person at a terminal. */
async function mainJob({ once }: { once?: boolean }, { args }: Command): Promise<void> {
  if (args.length > 0) throw unknownCommand(args as [string, ...string[]]);
  const folder = await runCommand(withDefaults(undefined, {}));
  if (once || !process.stdout.isTTY) return;
  const served = await serveFolder(folder);
  process.stdout.write(`\nThe report is at ${served.url} (Ctrl-C ends)\n`);
  await untilInterrupted(served);
  process.stdout.write('\n');
}

function program(): Command {
  const root = new Command('atrous')
    .description(
      "PyTorch's convolution layers: explained, run and drawn.\nWithout a command: runs a sample network on a sample picture and serves its report.",
    )
    .version(VERSION)
    .option('--once', 'without a command: end after the files are written')
    .allowExcessArguments()
    .action(mainJob)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'atrous: ')) });
  return root
    .addCommand(runWords(root))
    .addCommand(netWords(root))
    .addCommand(animateWords(root))
    .addCommand(matrixWords(root));
}

/** Options of `atrous run` that stand without the `run`. */
function hintFor({ code }: CommanderError, words: readonly string[]): string {
  const isForRun = code === 'commander.unknownOption' && !COMMANDS.includes(words[0]!);
  return isForRun ? 'Options for a network stand behind `atrous run`; atrous run --help lists them.\n' : '';
}

function exitCodeOf(error: unknown, words: readonly string[]): ExitCode | 0 {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    process.stderr.write(hintFor(error, words));
    return EXIT.usage;
  }
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`atrous: ${error.message}\n`);
  return error.exitCode;
}

/** Whoever reads only the first lines (`atrous run | head`) has what they want. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** Runs the command; sets the process's exit code rather than ending it, so that output is written out. */
export async function main(words: readonly string[]): Promise<void> {
  process.stdout.off('error', endQuietly).on('error', endQuietly);
  try {
    await program().parseAsync([...words], { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error, words);
  }
}
