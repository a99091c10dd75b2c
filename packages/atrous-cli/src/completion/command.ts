/** @file The words of `atrous completion`. */

import { Argument, Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const EXAMPLES = `
Examples:
  $ atrous completion bash
  $ atrous completion zsh
  $ atrous completion fish

For a shell that is open: source <(atrous completion bash). For good, write the
script where the shell looks: ~/.local/share/bash-completion/completions/atrous,
a folder of zsh's fpath as _atrous, or ~/.config/fish/completions/atrous.fish.`;

/** @param root gives its settings: a command of its own would end the process at a mistake */
export function completionWords(root: Command): Command {
  return new Command('completion')
    .copyInheritedSettings(root)
    .allowExcessArguments(false)
    .addArgument(new Argument('<shell>', 'which shell').choices([...SHELLS]))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell) => {
      const { printCompletion } = await import('./completion.js');
      await printCompletion(shell, root);
    });
}
