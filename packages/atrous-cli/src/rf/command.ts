/** @file The words of `atrous rf`. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { parseSeed } from '../input/words.js';
import {
  addForms,
  addReading,
  type FormFlags,
  inOption,
  type Lang,
  langOption,
  NETWORK,
  type ReadingFlags,
} from '../words/options.js';

const EXAMPLES = `
Examples:
  $ atrous rf "Conv2d(3, 8, 3), MaxPool2d(2), Conv2d(8, 8, 3)" --in 32x32
  $ atrous rf net.py --in 1,3,224,224 --node layer3 --at 5,7
  $ atrous rf "Conv1d(1, 1, 3, dilation=2), Conv1d(1, 1, 3, dilation=2)" --in 20 --at 3
  $ atrous rf net.py --in 1,3,64,64 --gradient field.png --weights net.safetensors

Without --at: size, effective stride and first centre of what every layer sees,
in cells of the input. With --at: what one position of --node (default: the last
layer) reads, its share of padding, and its holes. --gradient walks back from
that position (default: the middle) through real weights, and draws beside what
can be read how strongly the output answers to it, over eight random inputs.`;

export interface RfFlags extends FormFlags, ReadingFlags {
  readonly in: readonly number[];
  readonly node?: string;
  readonly at?: readonly number[];
  readonly gradient?: string;
  readonly weights?: string;
  readonly seed?: bigint;
  readonly lang?: Lang;
}

/** `5,7`. */
function parsePosition(text: string): number[] {
  const parts = text.split(/[,x×]/).map((part) => part.trim());
  if (!parts.every((part) => /^\d+$/.test(part)))
    throw new InvalidArgumentError('Give an index per spatial axis, from 0: 5,7.');
  return parts.map(Number);
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function rfWords(root: Command): Command {
  const command = new Command('rf')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<network>', NETWORK)
    .addOption(inOption())
    .option('--node <name>', 'which layer, as `atrous net` names it')
    .addOption(
      new Option('--at <position>', 'one position of its output: 5,7')
        .argParser(parsePosition)
        .conflicts(['csv', 'md']),
    )
    .addOption(new Option('--gradient <file>', 'the gradient field as a picture (PNG)').conflicts(['csv', 'md']))
    .option('--weights <file>', 'for --gradient: weights from a .pt or safetensors file')
    .addOption(
      new Option('--seed <integer>', 'for --gradient: seed of inputs and initial weights (default: 0)').argParser(
        parseSeed,
      ),
    )
    .addOption(langOption());
  return addReading(addForms(command))
    .addHelpText('after', EXAMPLES)
    .action(async (network: string, flags: RfFlags) => {
      const { showField } = await import('./rf.js');
      await showField(network, flags);
    });
}
