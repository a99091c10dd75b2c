/** @file An output folder whose files appear whole or not at all. */

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, Failure } from '../failure.js';
import type { Lang } from 'atrous-explain/read';
import { reasonOf, refusalWords } from '../words/refusals.js';

function refused(path: string, error: unknown, lang: Lang | undefined): Failure {
  const words = refusalWords(lang);
  return new Failure(EXIT.file, words.cannotWrite(path, reasonOf(error, lang)), words.otherFolder);
}

export class OutputFolder {
  readonly path: string;
  /** Names written so far, in order. */
  readonly files: string[] = [];

  readonly #lang: Lang | undefined;

  private constructor(path: string, lang: Lang | undefined) {
    this.path = path;
    this.#lang = lang;
  }

  /**
   * Makes the folder and tries it, so that a refusal comes before the work.
   *
   * @param lang of refusals
   *
   * @throws Failure with exit code 3
   */
  static async open(path: string, lang?: Lang): Promise<OutputFolder> {
    const probe = join(path, `.writable-${process.pid}`);
    try {
      await mkdir(path, { recursive: true });
      await writeFile(probe, '');
      await rm(probe);
    } catch (error) {
      throw refused(path, error, lang);
    }
    return new OutputFolder(path, lang);
  }

  /** Writes beside the name and renames, so that nobody sees half a file. */
  async write(name: string, content: Uint8Array | string): Promise<string> {
    const target = join(this.path, name);
    const draft = `${target}.${process.pid}.part`;
    try {
      await writeFile(draft, content);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw refused(target, error, this.#lang);
    }
    this.files.push(name);
    return target;
  }
}
