/** @file The words of `atrous net`. */

import { Command, Option } from 'commander';
import {
  addForms,
  addReading,
  type FormFlags,
  formOf,
  type Lang,
  langOption,
  type ReadingFlags,
} from '../words/options.js';
import { parseShape } from './options.js';

const EXAMPLES = `
Examples:
  $ atrous net model.py --in 1,3,224,224
  $ python -c "from torchvision.models import *; print(resnet18())" | atrous net - --in 1,3,224,224
  $ atrous net "Conv2d(3, 8, 3), ReLU(), MaxPool2d(2)" --in 32x32 --md
  $ atrous net unet.js --in 1,1,64,64

PyTorch source and what print(model) printed are read, never run. A JavaScript
module (.js, .mjs) is run once, an input per --in: its default export is an
nn.Module, its class, or a function that returns one. Name only modules that
you trust. Where a layer does not fit: the rows before it, what PyTorch says,
the changes that help, and exit code 1.`;

export interface NetFlags extends FormFlags, ReadingFlags {
  readonly in: readonly (readonly number[])[];
  /** Of advice and hints. */
  readonly lang?: Lang;
}

const isModule = (words: string): boolean => /^[^\n(]+\.[cm]?[jt]s$/.test(words.trim());

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function netWords(root: Command): Command {
  const command = new Command('net')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument('<network>', 'PyTorch source, printed model or JavaScript module: a file, text, or - for stdin')
    .addOption(
      new Option('--in <sizes>', 'sizes of the input, the batch first; once per input of a JavaScript module')
        .argParser(parseShape)
        .makeOptionMandatory(),
    )
    .addOption(langOption());
  return addReading(addForms(command))
    .addHelpText('after', EXAMPLES)
    .action(async (words: string, flags: NetFlags) => {
      if (isModule(words)) {
        const { runModule } = await import('./module.js');
        await runModule({ path: words, shapes: flags.in, form: formOf(flags) });
      } else {
        const { showNetwork } = await import('./read.js');
        await showNetwork(words, flags);
      }
    });
}
