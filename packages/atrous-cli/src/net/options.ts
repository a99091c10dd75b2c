/** @file What `atrous net` was asked to do. */

import { InvalidArgumentError } from 'commander';
import { nearest } from 'atrous/spec';
import { EXIT, Failure, seeExamples } from '../failure.js';
import { formatCount } from 'atrous-explain/read';
import { type Form, formOf, type Lang } from '../words/options.js';
import type { NetFlags } from './command.js';
import { COLUMN_NAMES, type ColumnName, type Convention } from './trace-columns.js';

export interface ModuleOptions {
  /** A JavaScript module whose default export is the network. */
  readonly path: string;
  /** One shape per input of `forward`. */
  readonly shapes: readonly (readonly number[])[];
  readonly form: Form;
  readonly cols: readonly ModuleColumn[];
  /** Calls that lie deeper have no row. */
  readonly depth: number;
  readonly convention: Convention;
  /** Of the table, and of hints. */
  readonly lang: Lang;
}

/** What is known of a network that runs. */
const MODULE_COLUMNS = ['shape', 'params', 'macs'] as const;

export type ModuleColumn = (typeof MODULE_COLUMNS)[number];

const isModuleColumn = (name: ColumnName): name is ModuleColumn => MODULE_COLUMNS.some((known) => known === name);

/** What commander says of options that have to be there; ONNX files do without. */
export const missingInput = (): Failure =>
  new Failure(EXIT.usage, "required option '--in <sizes>' not specified", seeExamples('net'));

/** @throws Failure for what is known of networks only that are read */
export function moduleOptions(path: string, flags: NetFlags): ModuleOptions {
  const { cols = MODULE_COLUMNS, depth = Infinity, macs = 'nominal', dtype, lang = 'en' } = flags;
  const readOnly = [
    ...cols.filter((name) => !isModuleColumn(name)).map((name) => `--cols ${name}`),
    ...(dtype === undefined ? [] : [`--dtype ${dtype}`]),
  ];
  const reading = (['entry', 'arg', 'assume'] as const).filter((name) => flags[name] !== undefined);
  if (reading.length > 0)
    throw new Failure(
      EXIT.usage,
      `${reading.map((name) => `--${name}`).join(' and ')}: says how a text is read, and JavaScript modules run`,
      'Let the default export make the network as you want it.',
    );
  if (readOnly.length > 0)
    throw new Failure(
      EXIT.usage,
      `${readOnly.join(' and ')}: known of networks that are read, not of JavaScript modules, which run`,
      `Their columns are ${MODULE_COLUMNS.join(', ')}.`,
    );
  if (flags.in === undefined) throw missingInput();
  const form = formOf(flags);
  return { path, shapes: flags.in, form, cols: cols.filter(isModuleColumn), depth, convention: macs, lang };
}

/** `shape,params,rf`. */
export function parseColumns(text: string): ColumnName[] {
  return text.split(',').map((part) => {
    const name = part.trim();
    const known = COLUMN_NAMES.find((one) => one === name);
    if (known) return known;
    const meant = nearest(name, COLUMN_NAMES);
    throw new InvalidArgumentError(
      meant === undefined ? `There are ${COLUMN_NAMES.join(', ')}.` : `Did you mean \`${meant}\`?`,
    );
  });
}

/** More elements than this are refused before anything is allocated: 1 GiB in float32. */
const MOST_ELEMENTS = 2 ** 28;

/** `1,64,56,56` or `1x64x56x56`; after the ones before, where the option is given several times. */
export function parseShape(text: string, before: readonly number[][] = []): number[][] {
  const parts = text.split(/[,x×]/).map((part) => part.trim());
  if (!parts.every((part) => /^\d+$/.test(part)))
    throw new InvalidArgumentError('Give whole numbers separated by commas, the batch first: 1,64,56,56.');
  const shape = parts.map(Number);
  if (shape.reduce((product, size) => product * size, 1) > MOST_ELEMENTS)
    throw new InvalidArgumentError(`At most ${formatCount(MOST_ELEMENTS)} elements can be run.`);
  return [...before, shape];
}
