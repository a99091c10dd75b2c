/** @file Builds the studio where it is older than its sources, and serves it to all files of tests. */

import type { TestProject } from 'vitest/node';
import { answering } from '../../packages/atrous-cli/src/serve/answer.js';
import { listen } from '../../packages/atrous-cli/src/serve/listen.js';
import { build, buildStudio } from '../../scripts/run.mjs';
import { AXE_FILES, STUDIO_FILES } from './files.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the studio is served, `/` included. */
    readonly studio: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  build();
  buildStudio();
  const mounts = [
    { at: '/', folder: STUDIO_FILES, front: 'index.html' },
    // For the tests: as a file of the same host, the browser compiles it once and not for every page.
    { at: '/axe/', folder: AXE_FILES, front: '' },
  ];
  const { urls, server } = await listen(answering(mounts, '127.0.0.1'), '127.0.0.1', 0);
  project.provide('studio', urls[0]);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
