/** @file A module of a network that prints its own table where it is the program that was started. */

import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whether the module with this address is the program, and not imported by one. */
export function isProgram(address: string): boolean {
  const [, started] = process.argv;
  if (started === undefined || !existsSync(started)) return false;
  return realpathSync(started) === realpathSync(fileURLToPath(address));
}

/**
 * Prints what `atrous net FILE --in SIZES` prints, with the options that the program was started with.
 *
 * @param address the module's `import.meta.url`; its default export makes the network
 * @param sizes of the input, the batch first: `1,64,56,56`
 */
export function tableWhenRun(address: string, sizes: string): void {
  if (!isProgram(address)) return;
  const options = process.argv.slice(2);
  const given = options.includes('--in') ? [] : ['--in', sizes];
  // Not awaited: the command imports this module, which would then wait for itself.
  void import('atrous-cli/main').then(({ main }) => main(['net', fileURLToPath(address), ...given, ...options]));
}
