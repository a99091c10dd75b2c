/** @file The studio, and beside it the last report, served until Ctrl-C. */

import { EXIT, Failure } from '../failure.js';
import { answering } from '../serve/answer.js';
import { openBrowser } from '../serve/browser.js';
import type { Mount } from '../serve/folder.js';
import { isLoopback } from '../serve/host.js';
import { DEFAULT_PORT, listen, type Served, untilInterrupted } from '../serve/listen.js';
import { print } from '../words/print.js';
import type { StudioFlags } from './command.js';
import { installedStudio, isBuilt } from './folder.js';

const REPORT = 'report.html';

/** What is served where: the studio as the site, a run's folder beside it. */
function mountsOf(studio: string | undefined, report: string | undefined): readonly Mount[] {
  const site = studio === undefined ? [] : [{ at: '/', folder: studio, front: 'index.html' }];
  const run = report === undefined ? [] : [{ at: '/report/', folder: report, front: REPORT }];
  return [...site, ...run];
}

/** What a person reads who waits for an address. */
function addressText({ urls, port }: Served, flags: StudioFlags, hasStudio: boolean, hasReport: boolean): string {
  const [own, ...others] = urls;
  const moved = flags.port === undefined && port !== DEFAULT_PORT ? `Port ${DEFAULT_PORT} is in use.\n` : '';
  const lines = [
    ...(hasStudio ? [`The studio is at ${own}${others.map((url) => `, ${url}`).join('')}`] : []),
    ...(hasReport ? [`The report is at ${own}report/`] : []),
    'Ctrl-C ends.',
  ];
  return moved + lines.join('\n');
}

/**
 * Serves the studio, says where, and ends at Ctrl-C.
 *
 * @param report the folder of a run, served at `/report/`
 * @param folder of the built studio
 * @throws Failure when there is nothing to serve, or nobody can listen there
 */
export async function serveStudio(
  flags: StudioFlags,
  report?: string,
  folder: string | undefined = installedStudio(),
): Promise<void> {
  const studio = folder !== undefined && isBuilt(folder) ? folder : undefined;
  const mounts = mountsOf(studio, report);
  if (mounts.length === 0)
    throw new Failure(
      EXIT.file,
      'the studio is not built',
      'In a clone of the project, `npm start -- studio` builds it.',
    );
  const host = flags.host ?? '127.0.0.1';
  const served = await listen(answering(mounts, host), host, flags.port);
  const ended = untilInterrupted(served);
  print(addressText(served, flags, studio !== undefined, report !== undefined));
  if (!isLoopback(host)) print('Every machine that reaches this one can open it.');
  if (flags.open && !(await openBrowser(served.urls[0])))
    print('No browser could be started: open the address yourself.');
  await ended;
  print('');
}
