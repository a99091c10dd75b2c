/** @file `npm start [-- WORDS]`: installs and builds what is missing, then runs the atrous command. */

import { join } from 'node:path';
import { build, install, ROOT } from './run.mjs';

install();
build();
const { main } = await import(new URL(`file://${join(ROOT, 'packages', 'atrous-cli', 'dist', 'main.js')}`).href);
await main(process.argv.slice(2));
