/** @file Opening an address in the browser that this machine opens addresses in. */

import { spawn } from 'node:child_process';

/** The program and its arguments. None is a shell, which would read the address as words of its own. */
export function openerOf(platform: NodeJS.Platform, url: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

/** @returns whether the program could be started; what the browser then does is not waited for */
export function openBrowser(url: string): Promise<boolean> {
  const [program, ...args] = openerOf(process.platform, url);
  return new Promise((started) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => started(false));
    child.once('spawn', () => {
      child.unref();
      started(true);
    });
  });
}
