/** @file The words of `atrous explain`. */

import { Command, Option } from 'commander';
import { ELEMENT_BYTES, type ElementType } from 'atrous/spec';
import { addReading, inOption, type Lang, langOption, NETWORK, type ReadingFlags } from '../words/options.js';

const EXAMPLES = `
Examples:
  $ atrous explain "MaxPool2d(3, 2, ceil_mode=True)" --in 64x112x112
  $ atrous explain "Conv2d(3, 64, 3, stride=2, padding=1)" --in 304x228 --detail
  $ atrous explain "ConvTranspose2d(8, 4, 3, 2, 1, 1)" --in 14x14 --lang zh
  $ atrous explain "Conv2d(3, 8, 3), ReLU(), MaxPool2d(2)" --in 32x32 --latex
  $ atrous explain "Conv2d(3, 8, 3, padding=1)" --in 32x32 --macs effective

MACs are multiply-accumulates: 'nominal' counts taps on padding too, 'bias' adds
one for each bias added, 'effective' counts only taps on real elements.`;

export type Style = 'text' | 'latex' | 'html' | 'speech';

export interface ExplainFlags extends ReadingFlags {
  readonly in: readonly number[];
  readonly lang?: Lang;
  readonly detail?: boolean;
  readonly latex?: boolean;
  readonly html?: boolean;
  readonly speech?: boolean;
  readonly json?: boolean;
  readonly macs?: 'nominal' | 'bias' | 'effective';
  readonly dtype?: ElementType;
}

const STYLES = ['latex', 'html', 'speech', 'json'];

/** Another style than text, in which some things of the text cannot be asked for. */
function style(name: string, words: string, without: readonly string[] = ['macs']): Option {
  const others = STYLES.filter((other) => other !== name);
  return new Option(`--${name}`, words).conflicts([...others, 'ascii', 'detail', ...without]);
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function explainWords(root: Command): Command {
  const command = new Command('explain')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<network>', NETWORK)
    .addOption(inOption())
    .addOption(langOption())
    .option('--detail', 'every number on the way, memory, receptive field, weight layout')
    .addOption(style('latex', 'print LaTeX', []))
    .addOption(style('html', 'print HTML'))
    .addOption(style('speech', 'print sentences to be read aloud'))
    .addOption(
      new Option('--macs <convention>', 'which multiply-accumulates are counted (default: nominal)').choices([
        'nominal',
        'bias',
        'effective',
      ]),
    )
    .addOption(
      new Option('--dtype <type>', 'element type whose bytes --detail and --json count (default: float32)')
        .choices(Object.keys(ELEMENT_BYTES))
        .conflicts(['latex', 'html', 'speech']),
    )
    .addOption(style('json', 'print JSON: all of it'));
  return addReading(command)
    .addHelpText('after', EXAMPLES)
    .action(async (network: string, flags: ExplainFlags) => {
      const { showExplanation } = await import('./explain.js');
      await showExplanation(network, flags);
    });
}
