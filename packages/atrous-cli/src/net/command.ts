/** @file The words of `atrous net`. */

import { Command, Option } from 'commander';
import { netCommand } from './net.js';
import { parseShape, type TableForm } from './options.js';

const EXAMPLES = `
Examples:
  $ atrous net unet.js --in 1,1,64,64
  $ atrous net siamese.js --in 1,3,32,32 --in 1,3,32,32 --md

The default export of the module is an nn.Module, its class, or a function that
returns one. The module is run: name only files that you trust.`;

interface Flags {
  readonly in: readonly (readonly number[])[];
  readonly md?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

const formOf = ({ md, csv, json }: Flags): TableForm => (md ? 'md' : csv ? 'csv' : json ? 'json' : 'text');

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function netWords(root: Command): Command {
  const form = (name: string, words: string, others: string[]): Option =>
    new Option(`--${name}`, `${words} instead of the table`).conflicts(others);
  return new Command('net')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .description('run a network written in JavaScript once: a row for every module, with shapes and costs')
    .argument('<module>', 'a JavaScript file')
    .addOption(
      new Option('--in <sizes>', 'sizes of the input, the batch first; once per input of forward')
        .argParser(parseShape)
        .makeOptionMandatory(),
    )
    .addOption(form('md', 'print Markdown', ['csv', 'json']))
    .addOption(form('csv', 'print comma-separated values', ['md', 'json']))
    .addOption(form('json', 'print JSON', ['md', 'csv']))
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, flags: Flags) => {
      await netCommand({ path, shapes: flags.in, form: formOf(flags) });
    });
}
