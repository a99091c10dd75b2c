/** @file The words of `atrous checker`. */

import { Command, Option } from 'commander';
import { parseSizes } from '../scene/words.js';
import { addReading, jsonOption, type Lang, langOption, NETWORK, type ReadingFlags } from '../words/options.js';

const EXAMPLES = `
Examples:
  $ atrous checker "ConvTranspose2d(8, 3, 3, 2, 1, 1)"
  $ atrous checker "ConvTranspose2d(8, 3, 3, 2, 1, 1)" --in 14x14 --fix
  $ atrous checker "ConvTranspose2d(8, 3, 3, 2, 1, 1)" --fix --png checker.png
  $ atrous checker decoder.py --in 1,64,7,7 --weights decoder.safetensors --fix

Unevenness: how far the means of the output's phases lie apart on a constant
input, divided by their mean; 0 is even. Without --in, an input of 8 along each
axis. Without --weights, weights as PyTorch draws them after manual_seed(0).`;

export interface CheckerFlags extends ReadingFlags {
  readonly in?: readonly number[];
  readonly fix?: boolean;
  readonly weights?: string;
  readonly png?: string;
  readonly lang?: Lang;
  readonly json?: boolean;
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function checkerWords(root: Command): Command {
  const command = new Command('checker')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<network>', NETWORK)
    .addOption(
      new Option('--in <sizes>', 'sizes of the input, 14x14 (height × width) or 1,64,7,7').argParser(parseSizes),
    )
    .option('--fix', 'what helps, measured')
    .option('--weights <file>', 'weights of the network from a .pt or safetensors file')
    .option('--png <file>', 'draw what the layer, and with --fix each remedy, makes of a constant input')
    .addOption(langOption())
    .addOption(jsonOption());
  return addReading(command)
    .addHelpText('after', EXAMPLES)
    .action(async (network: string, flags: CheckerFlags) => {
      const { runChecker } = await import('./checker.js');
      await runChecker(network, flags);
    });
}
