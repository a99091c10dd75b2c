/** @file Where the studio's files are: in the package `atrous-studio`. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of the installed studio, which may not be built; undefined where none is installed. */
export function installedStudio(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('atrous-studio/package.json')), 'dist');
  } catch {
    return undefined;
  }
}

export const isBuilt = (folder: string): boolean => existsSync(join(folder, 'index.html'));
