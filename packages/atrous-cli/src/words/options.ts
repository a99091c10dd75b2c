/** @file Options that several commands share, each with its one meaning. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PythonValue } from 'atrous-explain/read';
import { parseSizes } from '../scene/words.js';
import { pythonValue } from './values.js';

export type Lang = 'en' | 'zh';

/** What is printed. */
export type Form = 'text' | 'json' | 'csv' | 'md';

export interface FormFlags {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly md?: boolean;
}

export const formOf = ({ json, csv, md }: FormFlags): Form => (json ? 'json' : csv ? 'csv' : md ? 'md' : 'text');

export const NETWORK = 'layers as PyTorch writes them, a file of them, or - for stdin; read, never run';

export const inOption = (): Option =>
  new Option('--in <sizes>', 'sizes of the input, 224x224 (height × width) or 1,3,224,224')
    .argParser(parseSizes)
    .makeOptionMandatory();

export const langOption = (): Option =>
  new Option('--lang <language>', 'language of the explanations (default: en)').choices(['en', 'zh']);

export const jsonOption = (): Option => new Option('--json', 'print JSON').conflicts(['csv', 'md']);

/** `--json`, `--csv` and `--md`, of which one can be given. */
export function addForms(command: Command): Command {
  return command
    .addOption(jsonOption())
    .addOption(new Option('--csv', 'print comma-separated values').conflicts(['json', 'md']))
    .addOption(new Option('--md', 'print Markdown').conflicts(['json', 'csv']));
}

/** `name=1,64,8,8`; after the ones before. */
export function parseAssumption(
  text: string,
  before: Readonly<Record<string, readonly number[]>> = {},
): Record<string, readonly number[]> {
  const [, name, sizes] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || sizes === undefined)
    throw new InvalidArgumentError('Give a name and its shape: features=1,64,8,8.');
  return { ...before, [name.trim()]: parseSizes(sizes) };
}

/** `num_classes=10`; after the ones before. */
export function parseArgument(
  text: string,
  before: Readonly<Record<string, PythonValue>> = {},
): Record<string, PythonValue> {
  const [, name, value] = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=(.*)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined || value.trim() === '')
    throw new InvalidArgumentError('Give a name and its value: num_classes=10.');
  return { ...before, [name]: pythonValue(value) };
}

/** Which model of a text is meant, and with which values. */
export function addEntry(command: Command): Command {
  return command
    .option('--entry <name>', 'the class or the variable that is the model (default: the one that no other uses)')
    .option(
      '--arg <name=value>',
      "a value for an argument of the model's constructor, or for a name of the text: num_classes=10",
      parseArgument,
    );
}

/** How a text with several models or unknown calls is to be read. */
export function addReading(command: Command): Command {
  return addEntry(command).option(
    '--assume <name=sizes>',
    'the shape that a call gives which is not understood',
    parseAssumption,
  );
}

export interface ReadingFlags {
  readonly entry?: string;
  readonly arg?: Readonly<Record<string, PythonValue>>;
  readonly assume?: Readonly<Record<string, readonly number[]>>;
}

/** A whole number from 1 on. */
export function parsePositive(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)) || Number(text) < 1)
    throw new InvalidArgumentError('Give a whole number from 1 on.');
  return Number(text);
}
