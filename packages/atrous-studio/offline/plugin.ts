/** @file Writes the service worker of a build into its folder, with the list of what is there. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify, type Plugin, type Rolldown, transformWithOxc } from 'vite';
import type { Build } from './worker.js';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const OUTPUT = 'sw.js';
/** What no page asks for. */
const NOT_SERVED = /(^manifest\.json|\.map|\.txt)$/;

/** The plain files below `folder`, as the paths of addresses, in an order that no machine changes. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== OUTPUT && !NOT_SERVED.test(path))
    .sort();
}

/** What is loaded with the page: its entries, and what these import without waiting for anybody. */
function firstFiles(bundle: Rolldown.OutputBundle): Set<string> {
  const first = new Set(['index.html']);
  const visit = (name: string): void => {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || first.has(name)) return;
    first.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) first.add(style);
    for (const other of chunk.imports) visit(other);
  };
  for (const [name, chunk] of Object.entries(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) visit(name);
  return first;
}

/** The list that the worker works from. @param folder the built one */
export function buildOf(folder: string, bundle: Rolldown.OutputBundle): Build {
  const [files, first] = [filesOf(folder), firstFiles(bundle)];
  const hash = createHash('sha256');
  for (const path of files) hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  return {
    version: hash.digest('hex').slice(0, 16),
    core: files.filter((path) => first.has(path)),
    rest: files.filter((path) => !first.has(path)),
  };
}

async function workerScript(build: Build): Promise<string> {
  const source = readFileSync(WORKER, 'utf8').replace(/^export /gm, '');
  const { code } = await transformWithOxc(source, WORKER);
  return (await minify(OUTPUT, `const BUILD = ${JSON.stringify(build)};\n${code}`)).code;
}

/** Adds `sw.js` to a production build. */
export function offline(): Plugin {
  return {
    name: 'atrous-offline',
    apply: 'build',
    writeBundle: {
      order: 'post',
      async handler({ dir }, bundle) {
        const folder = dir!;
        writeFileSync(join(folder, OUTPUT), await workerScript(buildOf(folder, bundle)));
      },
    },
  };
}
