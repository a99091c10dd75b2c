/** @file A network out of a JavaScript module. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AtrousError, manualSeed, nn } from 'atrous';
import { EXIT, Failure } from '../failure.js';
import { reasonOf } from '../words/refusals.js';

const EXAMPLE = 'Write, for example: export default () => new MyNetwork();';

async function checkFile(path: string): Promise<void> {
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    throw new Failure(EXIT.file, `cannot read ${path}: ${reasonOf(error)}`);
  }
  if (found.isDirectory()) throw new Failure(EXIT.file, `cannot read ${path}: it is a folder`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function importModule(path: string): Promise<object> {
  await checkFile(path);
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(resolve(path)).href)) as object;
  } catch (error) {
    const isUnknown = (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION';
    throw isUnknown
      ? new Failure(EXIT.usage, `${path} is no JavaScript module`, 'TypeScript is compiled first: name the .js file.')
      : new Failure(EXIT.data, `${path} ends with an error: ${messageOf(error)}`);
  }
}

const isClass = (value: unknown): value is new () => nn.Module =>
  typeof value === 'function' && value.prototype instanceof nn.Module;

/** What looks like a module of this library and is not: it comes from another copy of it. */
const isForeign = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'namedParameters' in value && 'registerForwardHook' in value;

async function made(exported: unknown): Promise<unknown> {
  if (isClass(exported)) return new exported();
  return typeof exported === 'function' ? await (exported as () => unknown)() : exported;
}

function refused(path: string, model: unknown): Failure {
  if (isForeign(model))
    return new Failure(
      EXIT.usage,
      `${path} uses another copy of atrous than this command`,
      'Install atrous-cli where the module finds its atrous.',
    );
  return new Failure(
    EXIT.usage,
    `the default export of ${path} is no module, nor a function that returns one`,
    EXAMPLE,
  );
}

/**
 * The network that is the default export of a JavaScript module: a module, its class, or a function that returns one.
 * It is made under seed 0, and runs in evaluation mode.
 *
 * @throws Failure where there is none
 */
export async function loadModel(path: string): Promise<nn.Module> {
  manualSeed(0);
  const exports = await importModule(path);
  if (!('default' in exports)) throw new Failure(EXIT.usage, `${path} has no default export`, EXAMPLE);
  let model: unknown;
  try {
    model = await made(exports.default);
  } catch (error) {
    if (error instanceof AtrousError) throw error;
    throw new Failure(EXIT.data, `${path} ends with an error: ${messageOf(error)}`);
  }
  if (!(model instanceof nn.Module)) throw refused(path, model);
  return model.eval();
}
