/** @file The built studio on a free port, as `atrous studio` serves it, for the scripts beside this file. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './run.mjs';

const part = (name) => import(pathToFileURL(join(ROOT, 'packages', 'atrous-cli', 'dist', 'serve', `${name}.js`)).href);

/** The address, and how to end it. */
export async function serveBuiltStudio() {
  const [{ answering }, { listen }] = await Promise.all([part('answer'), part('listen')]);
  const mounts = [{ at: '/', folder: join(ROOT, 'packages', 'atrous-studio', 'dist'), front: 'index.html' }];
  const { urls, server } = await listen(answering(mounts, '127.0.0.1'), '127.0.0.1', 0);
  return {
    url: urls[0],
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
