/** @file `atrous completion`: a script that tells a shell the commands, their options, and the words that an option takes. */

import type { Command } from 'commander';
import { COMMANDS } from '../commands.js';
import { print } from '../words/print.js';
import type { Shell } from './command.js';

/** One option as a shell completes it. */
interface Known {
  readonly long: string;
  readonly description: string;
  /** What may stand behind it; undefined for a file or a number. */
  readonly choices: readonly string[] | undefined;
  readonly takesValue: boolean;
}

interface KnownCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Known[];
}

/** Every command with its options, read from the words themselves. */
async function known(root: Command): Promise<KnownCommand[]> {
  return Promise.all(
    COMMANDS.map(async ({ name, description, load }) => {
      const { options } = (await load())(root);
      return {
        name,
        description,
        options: [
          ...options.map(({ long, description: words, argChoices, required, optional }) => ({
            long: long!,
            description: words,
            choices: argChoices,
            takesValue: required || optional,
          })),
          { long: '--help', description: 'what the command does', choices: undefined, takesValue: false },
        ],
      };
    }),
  );
}

/** In single quotes, for every shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const words = (list: readonly string[]): string => quoted(list.join(' '));

/** What follows an option with choices; anything else that takes a value is completed as a file. */
function bash(commands: readonly KnownCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(
        ({ long, choices }) =>
          `    ${name}:${long}) COMPREPLY=($(compgen ${choices ? `-W ${words(choices)}` : '-f'} -- "$current")) && return ;;`,
      ),
  );
  const options = commands.map(
    ({ name, options: all }) => `    ${name}) options=${words(all.map(({ long }) => long))} ;;`,
  );
  return `_atrous() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} options=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${words([...commands.map(({ name }) => name), 'help', '--help', '--version'])} -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}:$previous" in
${values.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${options.join('\n')}
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$current"))
  else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _atrous atrous`;
}

/** zsh runs bash's completions. */
const zsh = (commands: readonly KnownCommand[]): string =>
  `#compdef atrous\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;

function fish(commands: readonly KnownCommand[]): string {
  const names = commands.map(
    ({ name, description }) => `complete -c atrous -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
  );
  const options = commands.flatMap(({ name, options: all }) =>
    all.map(({ long, description, choices, takesValue }) => {
      const value = choices ? ` -x -a ${words(choices)}` : takesValue ? ' -r' : '';
      const seen = quoted(`__fish_seen_subcommand_from ${name}`);
      return `complete -c atrous -n ${seen} -l ${long.slice(2)}${value} -d ${quoted(description)}`;
    }),
  );
  return [...names, ...options].join('\n');
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly KnownCommand[]) => string>> = { bash, zsh, fish };

export async function printCompletion(shell: Shell, root: Command): Promise<void> {
  print(SCRIPTS[shell](await known(root)));
}
