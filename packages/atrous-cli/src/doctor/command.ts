/** @file The words of `atrous doctor`. */

import { Command, Option } from 'commander';
import { parseSizes } from '../scene/words.js';
import { addReading, jsonOption, type Lang, langOption, type ReadingFlags } from '../words/options.js';

const EXAMPLES = `
Examples:
  $ atrous doctor "mat1 and mat2 shapes cannot be multiplied (1x2048 and 1568x128)"
  $ atrous doctor error.txt --net model.py --in 1,3,32,32
  $ python train.py 2>&1 | atrous doctor - --net model.py
  $ atrous doctor model.py --in 1,3,224,224
  $ atrous doctor model.onnx
  $ atrous doctor error.txt --lang zh

Reads code, print(model), tables of torchinfo and torchsummary, error messages,
tracebacks, or a mixture of them, and ONNX files.
Without --in, what the text or the file says, or a usual size that the first
layer takes. Exit code 1: something is
wrong; 0: the network runs; 2: the text is none of these.`;

export interface DoctorFlags extends ReadingFlags {
  readonly in?: readonly number[];
  readonly net?: string;
  readonly json?: boolean;
  readonly lang?: Lang;
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function doctorWords(root: Command): Command {
  const command = new Command('doctor')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .argument(
      '<text>',
      'an error message, PyTorch source, a printed model or an ONNX file: text, a file, or - for stdin',
    )
    .option('--net <file>', 'the network that the error message is about')
    .addOption(
      new Option('--in <sizes>', 'sizes of the input, 224x224 (height × width) or 1,3,224,224').argParser(parseSizes),
    )
    .addOption(jsonOption())
    .addOption(langOption());
  return addReading(command)
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, flags: DoctorFlags) => {
      const { runDoctor } = await import('./doctor.js');
      await runDoctor(text, flags);
    });
}
