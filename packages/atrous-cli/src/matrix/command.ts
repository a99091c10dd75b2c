/** @file The words of `atrous matrix`. */

import { Command, Option } from 'commander';
import type { Theme } from 'atrous-explain';
import { addForms, type FormFlags, type Lang, langOption } from '../words/options.js';
import { parseCount, parseSizes } from '../scene/words.js';

const EXAMPLES = `
Rows are output cells, columns input cells; a letter is a tap of the kernel. A
matrix that no page holds is described by its blocks.

Examples:
  $ atrous matrix "Conv2d(1, 1, 3)" --in 4x4
  $ atrous matrix "Conv2d(1, 1, 2)" --in 2x3 --work
  $ atrous matrix "Conv2d(3, 64, 7, 2, 3)" --in 224x224
  $ atrous matrix "ConvTranspose2d(1, 1, 3, 2, 1)" --in 3x3 --svg matrix.svg
  $ atrous matrix "Conv1d(1, 1, 3, padding=1)" --in 5 --csv`;

export interface MatrixFlags extends FormFlags {
  readonly in: readonly number[];
  readonly svg?: string;
  readonly tex?: string;
  readonly png?: string;
  readonly row?: number;
  readonly work?: boolean;
  readonly theme: Theme;
  readonly lang?: Lang;
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function matrixWords(root: Command): Command {
  const command = new Command('matrix')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<layer>', 'a layer as PyTorch writes it; read, never executed')
    .addOption(
      new Option('--in <sizes>', 'sizes of the input, for example 4x4 or 1,3,8,8')
        .argParser(parseSizes)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--work', 'flatten, multiply, reshape: worked through with the numbers 1, 2, 3, …').conflicts([
        'json',
        'csv',
        'md',
      ]),
    )
    .option('--svg <file>', 'write it as SVG')
    .option('--tex <file>', 'write it as TikZ')
    .option('--png <file>', 'write it as PNG')
    .option('--row <number>', 'which row is marked (default: 0)', parseCount)
    .addOption(new Option('--theme <which>', 'colours').choices(['light', 'dark']).default('light'))
    .addOption(langOption());
  return addForms(command)
    .addHelpText('after', EXAMPLES)
    .action(async (layer: string, flags: MatrixFlags) => {
      // What draws is loaded only when something is drawn.
      const { showMatrix } = await import('./matrix.js');
      await showMatrix(layer, flags);
    });
}
