/** @file `npm start [-- WORDS]`: installs and builds what is missing, then runs the atrous command. */

import { join } from 'node:path';
import { build, buildStudio, install, ROOT } from './run.mjs';

const words = process.argv.slice(2);
install();
build();
if (words.length === 0 || words[0] === 'studio') buildStudio();
const { main } = await import(new URL(`file://${join(ROOT, 'packages', 'atrous-cli', 'dist', 'main.js')}`).href);
await main(words);
