/** @file `npm run example:NAME [-- WORDS]`: installs and builds what is missing, then runs a training example. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, ROOT } from './run.mjs';

const [name, ...words] = process.argv.slice(2);
install();
build();
const path = join(ROOT, 'examples', 'dist', 'training', `${name}.js`);
if (!existsSync(path)) {
  console.error(`There is no example '${name}': examples/training holds them.`);
  process.exit(2);
}
// The example is the program, and reads its words where every program does.
process.argv = [process.execPath, path, ...words];
await import(pathToFileURL(path).href);
