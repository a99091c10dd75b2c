/** @file The words of `atrous net`. */

import { Command, Option } from 'commander';
import {
  addForms,
  addReading,
  type FormFlags,
  type Lang,
  langOption,
  parsePositive,
  type ReadingFlags,
} from '../words/options.js';
import { ELEMENT_BYTES, type ElementType } from 'atrous/geometry';
import { moduleOptions, parseColumns, parseShape } from './options.js';
import { COLUMN_NAMES, type ColumnName, type Convention } from './trace-columns.js';

const EXAMPLES = `
Examples:
  $ atrous net model.py --in 1,3,224,224
  $ python -c "from torchvision.models import *; print(resnet18())" | atrous net - --in 1,3,224,224
  $ atrous net "Conv2d(3, 8, 3), ReLU(), MaxPool2d(2)" --in 32x32 --md
  $ atrous net model.py --in 1,3,224,224 --depth 1 --cols shape,params,share
  $ atrous net model.py --in 1,3,224,224 --macs effective --dtype float16
  $ atrous net model.py --in 1,3,224,224 --arg num_classes=10
  $ atrous net unet.js --in 1,1,64,64
  $ atrous net model.onnx

PyTorch source, what print(model) printed, tables of torchinfo and ONNX files
are read, never run; of ONNX files the layers and sizes, not the weights. A
JavaScript module (.js, .mjs) is run once, an input per --in: its default export
is an nn.Module, its class, or a function that returns one. Name only modules
that you trust. Where a layer does not fit: the rows before it, what PyTorch
says, the changes that help, and exit code 1.`;

export interface NetFlags extends FormFlags, ReadingFlags {
  /** Needed by all but ONNX files that say it. */
  readonly in?: readonly (readonly number[])[];
  /** Of advice and hints. */
  readonly lang?: Lang;
  readonly cols?: readonly ColumnName[];
  /** Words of the names that lines are put together by. */
  readonly depth?: number;
  readonly macs?: Convention;
  readonly dtype?: ElementType;
}

const isModule = (words: string): boolean => /^[^\n(]+\.[cm]?[jt]s$/.test(words.trim());

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function netWords(root: Command): Command {
  const command = new Command('net')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument(
      '<network>',
      'PyTorch source, printed model, ONNX file or JavaScript module: a file, text, or - for stdin',
    )
    .addOption(
      new Option(
        '--in <sizes>',
        'sizes of the input, the batch first; once per input of a JavaScript module (default: what an ONNX file says)',
      ).argParser(parseShape),
    )
    .addOption(
      new Option('--cols <names>', `columns of the table: ${COLUMN_NAMES.join(', ')}`)
        .argParser(parseColumns)
        .conflicts('json'),
    )
    .addOption(
      new Option('--depth <n>', 'one line for all operations of a part, n words of its name deep').argParser(
        parsePositive,
      ),
    )
    .addOption(
      new Option('--macs <convention>', 'products that count (default: nominal; --json has all three)')
        .choices(['nominal', 'bias', 'effective'])
        .conflicts('json'),
    )
    .addOption(
      new Option('--dtype <type>', 'element type whose bytes count (default: float32)').choices(
        Object.keys(ELEMENT_BYTES),
      ),
    )
    .addOption(langOption());
  return addReading(addForms(command))
    .addHelpText('after', EXAMPLES)
    .action(async (words: string, flags: NetFlags) => {
      if (isModule(words)) {
        const options = moduleOptions(words, flags);
        const { runModule } = await import('./module.js');
        await runModule(options);
      } else {
        const { showNetwork } = await import('./read.js');
        await showNetwork(words, flags);
      }
    });
}
