/** @file `npm run bench [-- WORDS]`: installs and builds what is missing, then measures the engine against other libraries. */

import { join } from 'node:path';
import { build, install, ROOT } from './run.mjs';

install();
install(join(ROOT, 'bench'), ' of the rivals (500 MB)');
build();
const { main } = await import('../bench/src/main.mjs');
try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
