/**
 * @file The files of a folder under the addresses that they are served at.
 *
 * An address is looked up in the list of what the folder holds and never made into a path, so that no spelling of it
 * (dots, encoded dots, backslashes, NUL) can name a file outside.
 */

import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder, and where in the site it is. */
export interface Mount {
  /** `/` or `/report/`. */
  readonly at: string;
  /** Absolute path. */
  readonly folder: string;
  /** The file that the address of the folder itself stands for. */
  readonly front: string;
}

/** Address to path of every plain file below `folder`: nothing hidden, and no link, wherever it leads. */
async function list(folder: string, at: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(async (entry): Promise<[string, string][]> => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return list(path, `${at}${entry.name}/`);
        return entry.isFile() ? [[`${at}${entry.name}`, path]] : [];
      }),
  );
  return found.flat();
}

const NO_FOLLOW = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

export interface Found {
  readonly path: string;
  readonly handle: FileHandle;
}

export class Folders {
  readonly #mounts: readonly Mount[];
  #files: ReadonlyMap<string, string> = new Map();

  /** @param mounts where they overlap, the last one counts */
  constructor(mounts: readonly Mount[]) {
    this.#mounts = mounts;
  }

  async #listAgain(): Promise<void> {
    const lists = await Promise.all(this.#mounts.map(({ folder, at }) => list(folder, at).catch(() => [])));
    const files = new Map(lists.flat());
    for (const { at, front } of this.#mounts) {
      const path = files.get(at + front);
      if (path !== undefined) files.set(at, path);
    }
    this.#files = files;
  }

  /** The file at an address (decoded), open; undefined where there is none. A build may have changed the folder: a miss looks again. */
  async find(address: string): Promise<Found | undefined> {
    for (const isLast of [false, true]) {
      const path = this.#files.get(address);
      const handle = path === undefined ? undefined : await open(path, NO_FOLLOW).catch(() => undefined);
      if (handle !== undefined) return { path: path!, handle };
      if (!isLast) await this.#listAgain();
    }
    return undefined;
  }

  /** `/report` for `/report/`: relative links of the page need the slash. */
  isMissingSlash(address: string): boolean {
    return this.#mounts.some(({ at }) => at === `${address}/`);
  }
}
