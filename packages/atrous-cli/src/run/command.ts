/** @file The words of `atrous run`. */

import { Command, Option } from 'commander';
import { PRESETS } from 'atrous-explain/pictures';
import { parseDivisors, parseNumbers, parsePresets, parseSeed, parseSize, parseTarget } from '../input/words.js';
import { addEntry, langOption } from '../words/options.js';
import { type Flags, SAMPLE_NET, withDefaults } from './options.js';
import { runCommand } from './run.js';

const EXAMPLES = `
Heights come before widths everywhere, as in PyTorch:
--size 304x228 is 304 rows of 228 pixels.

Examples:
  $ atrous run
  $ atrous run photo.jpg --net "nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2)"
  $ atrous run photo.jpg --net model.py --weights net.safetensors
  $ atrous run photo.jpg --net "Conv2d(3, 8, 3)" --kernels sobel,laplace
  $ atrous run photo.jpg --lang zh

Messages go to stderr. Exit codes:
  0  fine
  1  shapes or data that do not fit
  2  words or a network text that cannot be understood
  3  a file that cannot be read or written`;

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function runWords(root: Command): Command {
  const command = new Command('run')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('[picture]', 'PNG, JPEG, WebP, GIF, TIFF or AVIF (default: a sample that comes with the command)')
    .option('--net <text|file>', `layers as PyTorch writes them; read, never executed (default: ${SAMPLE_NET})`);
  return addEntry(command)
    .option('--size <HxW>', 'resize the picture, height before width', parseSize)
    .option('--grey', 'feed one channel (luminance) instead of three')
    .option('--mean <numbers>', 'subtract from each channel, for example 0.485,0.456,0.406', parseNumbers)
    .option('--std <numbers>', 'divide each channel, for example 0.229,0.224,0.225', parseDivisors)
    .option('--weights <file>', 'weights from a .pt or safetensors file')
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
    .option('--json', 'print JSON instead of the table')
    .addOption(langOption())
    .addHelpText('after', EXAMPLES)
    .action(async (picture: string | undefined, flags: Flags) => {
      await runCommand(withDefaults(picture, flags));
    });
}
