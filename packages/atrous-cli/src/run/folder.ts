/** @file An output folder whose files appear whole or not at all. */

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, Failure, reasonOf } from '../failure.js';

const refused = (path: string, error: unknown): Failure =>
  new Failure(EXIT.file, `cannot write ${path}: ${reasonOf(error)}`, 'Choose another folder with --out.');

export class OutputFolder {
  readonly path: string;
  /** Names written so far, in order. */
  readonly files: string[] = [];

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes the folder and tries it, so that a refusal comes before the work.
   *
   * @throws Failure with exit code 3
   */
  static async open(path: string): Promise<OutputFolder> {
    const probe = join(path, `.writable-${process.pid}`);
    try {
      await mkdir(path, { recursive: true });
      await writeFile(probe, '');
      await rm(probe);
    } catch (error) {
      throw refused(path, error);
    }
    return new OutputFolder(path);
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
      throw refused(target, error);
    }
    this.files.push(name);
    return target;
  }
}
