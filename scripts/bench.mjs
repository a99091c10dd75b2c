/** @file `npm run bench [-- WORDS]`: installs and builds what is missing, then measures the engine against other libraries. */

import { join } from 'node:path';
import { cold } from '../bench/src/cold.mjs';
import { main } from '../bench/src/main.mjs';
import { HELP, parseOptions } from '../bench/src/options.mjs';
import { build, install, ROOT } from './run.mjs';

/** What the words ask for; wrong ones end the program before anything is installed. */
function options() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
}

const wanted = options();
if (wanted.help) console.log(HELP);
else {
  install();
  if (wanted.rivals?.length !== 0) install(join(ROOT, 'bench'), ' of the rivals (500 MB)');
  build();
  try {
    await (wanted.cold ? cold(wanted) : main(wanted));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
