/** @file The words of `atrous shape`. */

import { Command } from 'commander';
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
  $ atrous shape "Conv2d(3,64,7,stride=2,padding=3)" --in 1,3,224,224
  $ atrous shape "Conv2d(3, 8, 3), MaxPool2d(2), Flatten(), Linear(8, 10)" --in 4x4
  $ atrous shape "MaxPool2d(3, 2, ceil_mode=True)" --in 64x112x112
  $ atrous shape "nn.LazyConv2d(8, 3)" --in 1,5,9,9 --json

Prints the output's shape. Where a layer refuses its input: PyTorch's text and
what to do on stderr, and exit code 1.`;

export interface ShapeFlags extends ReadingFlags {
  readonly in: readonly number[];
  readonly lang?: Lang;
  readonly json?: boolean;
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function shapeWords(root: Command): Command {
  const command = new Command('shape')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<network>', NETWORK)
    .addOption(inOption())
    .addOption(langOption())
    .addOption(jsonOption());
  return addReading(command)
    .addHelpText('after', EXAMPLES)
    .action(async (network: string, flags: ShapeFlags) => {
      const { showShape } = await import('./shape.js');
      await showShape(network, flags);
    });
}
