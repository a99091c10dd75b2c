/** @file The words of `atrous studio`. */

import { Command, InvalidArgumentError } from 'commander';

const EXAMPLES = `
Examples:
  $ atrous studio
  $ atrous studio --open
  $ atrous studio --port 8080

Without --port: 2240, or the next one that is free. The server answers this machine
only, until Ctrl-C; with --host 0.0.0.0 it answers every machine that reaches this
one, where browsers then give the page a single thread.`;

export interface StudioFlags {
  readonly port?: number;
  readonly host?: string;
  readonly open?: boolean;
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Give a whole number from 0 to 65535; 0 takes any free port.');
  return Number(text);
}

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function studioWords(root: Command): Command {
  return new Command('studio')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .option('--port <number>', 'where to listen (default: 2240, or the next free one)', parsePort)
    .option('--host <address>', 'whom to answer (default: 127.0.0.1, this machine)')
    .option('--open', 'open it in the browser')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: StudioFlags) => {
      const { serveStudio } = await import('./studio.js');
      await serveStudio(flags);
    });
}
