/**
 * @file What Node, Deno and Bun load of a package: each entry of its `exports` one module, and what entries share in a few
 * chunks. Node resolves, opens and compiles modules one by one: 360 small ones take it five times as long as six large ones.
 * Pages get the modules as the compiler writes them (docs/decisions/0015).
 *
 * `node scripts/bundle.mjs NAMES` writes the bundles of these packages; `npm run build` does it where something has changed.
 */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './run.mjs';

/**
 * What several entries share, by package: modules, with everything that they import, in one chunk. The first group that
 * reaches a module has it; modules of no group go where the entries that reach them meet.
 */
const CHUNKS = {
  atrous: {
    // What layers are and which sizes they have; but not what only `atrous/spec` and `atrous/geometry` ask.
    layers:
      /\/errors\.ts$|\/geometry\/(?!catalogue\/(calls\/|index|axes)|(index|spec|network|cost|join|functions|field-patterns|frameworks|memory|receptive-field)\.)/,
    // Learning-rate schedulers are an entry of their own.
    core: /\/src\/(tensor|autograd|ops|nn|optim(?!\/lr-scheduler))\//,
    // Without calibration, which comes with `atrous/engine`.
    engine: /\/engine\/index\.ts$/,
  },
  'atrous-explain': {},
};

/** The sources of the entries that Node gets bundled, by the paths of their bundles. */
function entriesOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(exports).flatMap((target) => {
    const [, path] = /^\.\/bundle\/(.*)\.js$/.exec(target.node ?? '') ?? [];
    if (path === undefined) return [];
    const own = join(folder, 'src', 'node', `${path}.ts`);
    const common = join(folder, target.default.replace('/dist/', '/src/').replace(/js$/, 'ts'));
    return [[path, existsSync(own) ? own : common]];
  });
  return Object.fromEntries(entries);
}

/** Writes the `bundle` folder of a package. */
async function bundle(name) {
  const folder = join(ROOT, 'packages', name);
  const build = await rolldown({
    cwd: folder,
    input: entriesOf(folder),
    platform: 'neutral',
    external: /^[^./]/,
    // `sideEffects` in package.json speaks of the files in `dist`.
    treeshake: { moduleSideEffects: [{ test: /./, sideEffects: true }] },
  });
  rmSync(join(folder, 'bundle'), { recursive: true, force: true });
  // Not minified: Node shows the line in which an error was thrown.
  await build.write({
    dir: join(folder, 'bundle'),
    format: 'es',
    chunkFileNames: 'chunks/[name].js',
    // One letter beyond Latin-1 makes two bytes of every letter of a file: half as much again to read and decode.
    charset: 'ascii',
    sourcemap: true,
    // They are published beside it.
    sourcemapExcludeSources: true,
    comments: { jsdoc: false },
    codeSplitting: { groups: Object.entries(CHUNKS[name]).map(([chunk, test]) => ({ name: chunk, test })) },
  });
  await build.close();
}

for (const name of process.argv.slice(2)) await bundle(name);
