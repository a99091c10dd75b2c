/** @file The words of `atrous sizes`. */

import { Command, InvalidArgumentError, Option } from 'commander';
import {
  addReading,
  inOption,
  jsonOption,
  type Lang,
  langOption,
  NETWORK,
  type ReadingFlags,
} from '../words/options.js';

const EXAMPLES = `
Examples:
  $ atrous sizes "Conv2d(3, 8, 3), MaxPool2d(2), Flatten(), Linear(288, 10)" --in 16x16
  $ atrous sizes unet.py --in 1,3,256,256 --axis h,w --range 200:320
  $ atrous sizes "Conv1d(1, 4, 5, stride=3)" --in 100 --json

The axes named take the same size, every one of the range; the others stay as
--in says. Exit code 1: no size of the range works.`;

export interface SizesFlags extends ReadingFlags {
  readonly in: readonly number[];
  readonly axis?: readonly string[];
  readonly range?: readonly [from: number, to: number];
  readonly lang?: Lang;
  readonly json?: boolean;
}

const AXES = ['d', 'h', 'w', 'l'];

/** `h,w`. */
function parseAxes(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  if (!names.every((name) => AXES.includes(name)))
    throw new InvalidArgumentError('Give axes by name: h,w (d and l too).');
  return names;
}

/** `200:320`. */
function parseRange(text: string): [from: number, to: number] {
  const [, from, to] = /^(\d+):(\d+)$/.exec(text.trim()) ?? [];
  if (from === undefined || to === undefined)
    throw new InvalidArgumentError('Give the first and the last size: 200:320.');
  return [Number(from), Number(to)];
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function sizesWords(root: Command): Command {
  const command = new Command('sizes')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<network>', NETWORK)
    .addOption(inOption())
    .addOption(
      new Option('--axis <names>', 'which axes take the size (default: all spatial ones)').argParser(parseAxes),
    )
    .addOption(new Option('--range <from:to>', 'sizes tried (default: 1:512)').argParser(parseRange))
    .addOption(langOption())
    .addOption(jsonOption());
  return addReading(command)
    .addHelpText('after', EXAMPLES)
    .action(async (network: string, flags: SizesFlags) => {
      const { showSizes } = await import('./sizes.js');
      await showSizes(network, flags);
    });
}
