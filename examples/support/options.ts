/** @file The words that every training example takes. */

import { parseArgs } from 'node:util';

export interface Options {
  readonly epochs: number;
  readonly seed: number;
  /** Folder for pictures and curves. */
  readonly out: string;
}

function number(name: string, text: string, least: number): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} takes a whole number from ${least} on, not '${text}'`);
  return value;
}

/** The values of the words that were given. @throws Error for words that mean nothing here */
export function parseOptions(words: readonly string[], defaults: Options): Options {
  const options = { epochs: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' } } as const;
  const { epochs, seed, out } = parseArgs({ args: [...words], options }).values;
  return {
    epochs: epochs === undefined ? defaults.epochs : number('epochs', epochs, 1),
    seed: seed === undefined ? defaults.seed : number('seed', seed, 0),
    out: out ?? defaults.out,
  };
}

/** Reads the words that the program was started with; ends it with a hint where they mean nothing. */
export function readOptions(defaults: Options): Options {
  let options = defaults;
  try {
    options = parseOptions(process.argv.slice(2), defaults);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nIt takes --epochs N, --seed N and --out FOLDER.\n`);
    process.exit(2);
  }
  return options;
}
