/** @file The words of `atrous solve`. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { parseCount, parseSizes } from '../scene/words.js';
import { addForms, type FormFlags, type Lang, langOption, parsePositive } from '../words/options.js';

const EXAMPLES = `
Examples:
  $ atrous solve --in 304x228 --out 152x114
  $ atrous solve --in 56x56 --keep --k 5
  $ atrous solve --in 7x7 --out 14x14 --op convT --top 3
  $ atrous solve --in 112x112 --halve --op maxpool --json
  $ atrous solve --in 224x224 --same --k 3 --s 2

Sizes are spatial: no batch, no channels. --json holds every solution, each with
kernel, stride, padding and dilation per axis. Exit code 1: nothing fits; then
the nearest sizes, explicit padding and two layers in a row are offered.`;

export const OPS = ['conv', 'convT', 'maxpool', 'avgpool'] as const;

export interface SolveFlags extends FormFlags {
  readonly in: readonly number[];
  readonly out?: readonly number[];
  readonly keep?: boolean;
  readonly halve?: boolean;
  readonly double?: boolean;
  readonly same?: boolean;
  readonly op?: (typeof OPS)[number];
  readonly k?: number;
  readonly s?: number;
  readonly p?: number;
  readonly d?: number;
  readonly maxK?: number;
  readonly maxS?: number;
  readonly maxP?: number;
  readonly maxD?: number;
  readonly top?: number;
  readonly lang?: Lang;
}

/** One to three spatial sizes. */
function parseSpatial(text: string): number[] {
  const sizes = parseSizes(text);
  if (sizes.length > 3) throw new InvalidArgumentError('Give the spatial sizes only: 304x228.');
  return sizes;
}

/** What has no meaning where nothing is searched for. */
const SEARCHING = ['op', 'p', 'maxK', 'maxS', 'maxP', 'maxD', 'csv', 'md'];

const GOALS = ['out', 'keep', 'halve', 'double', 'same'];

/** One of the ways to say which size is wanted. */
function goal(flags: string, words: string, without: readonly string[] = []): Option {
  const option = new Option(flags, words);
  return option.conflicts([...GOALS.filter((name) => name !== option.attributeName()), ...without]);
}

const numberOption = (flags: string, words: string, read: (text: string) => number): Option =>
  new Option(flags, words).argParser(read);

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function solveWords(root: Command): Command {
  const command = new Command('solve')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .addOption(
      new Option('--in <sizes>', 'spatial sizes of the input, for example 304x228')
        .argParser(parseSpatial)
        .makeOptionMandatory(),
    )
    .addOption(goal('--out <sizes>', 'spatial sizes wanted').argParser(parseSpatial))
    .addOption(goal('--keep', 'the same sizes'))
    .addOption(goal('--halve', 'half of them'))
    .addOption(goal('--double', 'twice as much (by a transposed convolution)'))
    .addOption(goal('--same', "what TensorFlow's padding='SAME' gives; needs --k", SEARCHING))
    .addOption(new Option('--op <layer>', 'which layer (default: conv)').choices(OPS))
    .addOption(numberOption('--k <number>', 'this kernel size', parsePositive))
    .addOption(numberOption('--s <number>', 'this stride', parsePositive))
    .addOption(numberOption('--p <number>', 'this padding', parseCount))
    .addOption(numberOption('--d <number>', 'this dilation', parsePositive))
    .addOption(numberOption('--max-k <number>', 'largest kernel size tried', parsePositive))
    .addOption(numberOption('--max-s <number>', 'largest stride tried', parsePositive))
    .addOption(numberOption('--max-p <number>', 'largest padding tried', parseCount))
    .addOption(numberOption('--max-d <number>', 'largest dilation tried', parsePositive))
    .addOption(numberOption('--top <number>', 'how many solutions are shown (default: 5)', parsePositive))
    .addOption(langOption());
  return addForms(command)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: SolveFlags) => {
      const { solveCommand } = await import('./solve.js');
      solveCommand(flags);
    });
}
