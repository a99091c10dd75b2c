/** @file The words of `atrous export`. */

import { Command, Option } from 'commander';
import { parseSizes } from '../scene/words.js';
import { addReading, type Lang, langOption, NETWORK, type ReadingFlags } from '../words/options.js';

const EXAMPLES = `
Examples:
  $ atrous export "Conv2d(3, 8, kernel_size=(3, 3)), ReLU()" --torch
  $ atrous export printed.txt --torch out.py
  $ atrous export net.py --ts out.ts
  $ atrous export net.py --in 1,3,224,224 --latex table.tex --md table.md

Without a file name, to stdout. The tables need --in.`;

/** A file name, or true: stdout. */
type Target = string | true;

export interface ExportFlags extends ReadingFlags {
  /** Of what is wrong with the network. */
  readonly lang?: Lang;
  readonly in?: readonly number[];
  readonly torch?: Target;
  readonly ts?: Target;
  readonly md?: Target;
  readonly csv?: Target;
  readonly latex?: Target;
  readonly json?: Target;
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function exportWords(root: Command): Command {
  const command = new Command('export')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<network>', NETWORK)
    .addOption(
      new Option('--in <sizes>', 'sizes of the input, 224x224 (height × width) or 1,3,224,224').argParser(parseSizes),
    )
    .option('--torch [file]', 'PyTorch source')
    .option('--ts [file]', 'TypeScript for atrous')
    .option('--md [file]', 'the table as Markdown')
    .option('--csv [file]', 'the table as comma-separated values')
    .option('--latex [file]', 'the table as LaTeX')
    .option('--json [file]', "the network as atrous's own JSON, for nn.build");
  return addReading(command.addOption(langOption()))
    .addHelpText('after', EXAMPLES)
    .action(async (network: string, flags: ExportFlags) => {
      const { exportNetwork } = await import('./export.js');
      await exportNetwork(network, flags);
    });
}
