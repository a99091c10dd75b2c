/** @file Every command: its name, what `--help` says of it, and where the rest of it is, loaded when it is called. */

import { type Command, Option } from 'commander';

export interface Entry {
  readonly name: string;
  /** What stands behind the name in `atrous --help`. */
  readonly usage: string;
  readonly description: string;
  /** The command's words. `root` gives its settings: a command of its own would end the process at a mistake. */
  readonly load: () => Promise<Words>;
}

type Words = (root: Command) => Command;

/** A command that says things to people: in plain ASCII, if they like. JSON is for programs. */
const saying =
  (words: Words): Words =>
  (root) =>
    words(root).addOption(
      new Option('--ascii', 'plain signs: x, ->, floor(…) in place of ×, →, ⌊…⌋').conflicts('json'),
    );

export const COMMANDS: readonly Entry[] = [
  {
    name: 'shape',
    usage: '<network> --in <sizes>',
    description: 'the output sizes of a layer or a network',
    load: async () => saying((await import('./shape/command.js')).shapeWords),
  },
  {
    name: 'explain',
    usage: '<network> --in <sizes>',
    description: 'the formula of every size and cost, with the numbers put in',
    load: async () => saying((await import('./explain/command.js')).explainWords),
  },
  {
    name: 'solve',
    usage: '--in <sizes> --out <sizes>',
    description: 'which kernel, stride and padding take one size to another',
    load: async () => saying((await import('./solve/command.js')).solveWords),
  },
  {
    name: 'sizes',
    usage: '<network> --in <sizes>',
    description: 'which input sizes go through a network',
    load: async () => saying((await import('./sizes/command.js')).sizesWords),
  },
  {
    name: 'net',
    usage: '<network> --in <sizes>',
    description: 'a row for every layer of a network: shapes, parameters, costs',
    load: async () => saying((await import('./net/command.js')).netWords),
  },
  {
    name: 'doctor',
    usage: '<text|file|->',
    description: 'what is wrong with a network or an error message, and what to change',
    load: async () => saying((await import('./doctor/command.js')).doctorWords),
  },
  {
    name: 'rf',
    usage: '<network> --in <sizes>',
    description: 'the receptive field of a layer or of one of its outputs',
    load: async () => saying((await import('./rf/command.js')).rfWords),
  },
  {
    name: 'checker',
    usage: '<layer>',
    description: 'whether a transposed convolution draws a checkerboard',
    load: async () => saying((await import('./checker/command.js')).checkerWords),
  },
  {
    name: 'export',
    usage: '<network> [options]',
    description: 'a network as PyTorch, TypeScript, or a table',
    load: async () => (await import('./export/command.js')).exportWords,
  },
  {
    name: 'run',
    usage: '[options] [picture]',
    description: 'run a network on a picture: every size explained, every feature map drawn',
    load: async () => saying((await import('./run/command.js')).runWords),
  },
  {
    name: 'animate',
    usage: '<layer> --in <sizes>',
    description: 'draw a layer in motion: GIF, or one frame as SVG or PNG',
    load: async () => saying((await import('./animate/command.js')).animateWords),
  },
  {
    name: 'matrix',
    usage: '<layer> --in <sizes>',
    description: 'show a convolution as the matrix that it multiplies with',
    load: async () => saying((await import('./matrix/command.js')).matrixWords),
  },
  {
    name: 'studio',
    usage: '[options]',
    description: 'see layers move and design networks in the browser',
    load: async () => (await import('./studio/command.js')).studioWords,
  },
  {
    name: 'completion',
    usage: '<shell>',
    description: 'a script with which bash, zsh or fish completes the words of this command',
    load: async () => (await import('./completion/command.js')).completionWords,
  },
];
