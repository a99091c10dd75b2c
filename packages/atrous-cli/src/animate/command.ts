/** @file The words of `atrous animate`. */

import { Command, Option } from 'commander';
import type { Theme, View } from 'atrous-explain';
import { jsonOption, type Lang, langOption } from '../words/options.js';
import { parseCount, parseRate, parseSizes } from '../scene/words.js';

const EXAMPLES = `
Views: slide (convolution, pools), stamp, gather and morph (transposed
convolution), solid (convolution, pools), matrix, field (several layers).
Without one, the layer's usual view.

Examples:
  $ atrous animate "Conv2d(1, 1, 3, stride=2, padding=1)" --in 7x7 --gif conv.gif
  $ atrous animate "Conv2d(4, 6, 3, groups=2)" --in 6x6 --channel 4 --svg grouped.svg --step 5
  $ atrous animate "ConvTranspose2d(1, 1, 3, 2, 1, 1)" --in 3x3 --view morph --gif morph.gif
  $ atrous animate "MaxPool2d(3, 2, ceil_mode=True)" --in 6x6 --png pool.png --theme dark
  $ atrous animate "Conv1d(1, 1, 2), Conv1d(1, 1, 2, dilation=2)" --in 12 --svg field.svg

Without a file, says what each frame shows; --json does too, and with --step
holds every mark of that frame. --lang zh puts Chinese words into
SVG and sentences; PNG and GIF keep English labels.`;

export interface AnimateFlags {
  readonly in: readonly number[];
  readonly gif?: string;
  readonly svg?: string;
  readonly tex?: string;
  readonly json?: boolean;
  readonly png?: string;
  readonly step?: number;
  readonly view?: View | 'field';
  readonly theme: Theme;
  readonly fps: number;
  readonly stepped?: boolean;
  readonly channel?: number;
  readonly lang?: Lang;
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function animateWords(root: Command): Command {
  return new Command('animate')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<layer>', 'a layer as PyTorch writes it; read, never executed')
    .addOption(
      new Option('--in <sizes>', 'sizes of the input, for example 7x7 or 1,3,224,224')
        .argParser(parseSizes)
        .makeOptionMandatory(),
    )
    .option('--gif <file>', 'write the animation')
    .option('--svg <file>', 'write one frame as SVG')
    .option('--tex <file>', 'write one frame as TikZ, a LaTeX document')
    .option('--png <file>', 'write one frame as PNG')
    .option('--step <number>', 'which frame (default: one in the middle)', parseCount)
    .addOption(
      new Option('--view <which>', 'how the layer is seen').choices([
        'slide',
        'stamp',
        'gather',
        'morph',
        'matrix',
        'solid',
        'field',
      ]),
    )
    .addOption(new Option('--theme <which>', 'colours').choices(['light', 'dark']).default('light'))
    .option('--fps <number>', 'pictures per second while something moves', parseRate, 12)
    .option('--stepped', 'no motion between frames')
    .option('--channel <number>', 'which output channel is made (default: 0)', parseCount)
    .addOption(langOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (layer: string, flags: AnimateFlags) => {
      // What draws is loaded only when something is drawn.
      const { animate } = await import('./animate.js');
      await animate(layer, flags);
    });
}
