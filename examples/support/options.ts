/** @file The words that every training example takes. */

import { parseArgs } from 'node:util';

export interface Options {
  readonly epochs: number;
  readonly seed: number;
  /** Folder for pictures and curves. */
  readonly out: string;
}

const number = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not '${text}'`);
  return value;
};

/** Reads `--epochs`, `--seed` and `--out`; ends the program with a hint where it finds something else. */
export function readOptions(defaults: Options): Options {
  const options = { epochs: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' } } as const;
  try {
    const { values } = parseArgs({ options });
    return {
      epochs: values.epochs === undefined ? defaults.epochs : number('epochs', values.epochs),
      seed: values.seed === undefined ? defaults.seed : number('seed', values.seed),
      out: values.out ?? defaults.out,
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nIt takes --epochs N, --seed N and --out FOLDER.\n`);
    process.exit(2);
  }
}
