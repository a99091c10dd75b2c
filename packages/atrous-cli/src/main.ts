/** @file The `atrous` command: words in, exit code out. */

import { Command, CommanderError } from 'commander';
import { nearest } from 'atrous/spec';
import { COMMANDS, type Entry } from './commands.js';
import { EXIT, type ExitCode, Failure, seeExamples } from './failure.js';
import { VERSION } from './run/version.js';
import { writeAscii } from './words/ascii.js';

/** What somebody meant who wrote `words` without a command that exists. */
function unknownCommand([word, ...rest]: readonly [string, ...string[]]): Failure {
  const isPicture = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i.test(word);
  const meant = isPicture
    ? ['run', word, ...rest].join(' ')
    : nearest(
        word,
        COMMANDS.map(({ name }) => name),
      );
  return new Failure(
    EXIT.usage,
    `there is no command '${word}'`,
    meant === undefined ? 'atrous --help says what there is.' : `Did you mean \`atrous ${meant}\`?`,
  );
}

/** Without words: the sample, then the studio, with the sample's report beside it. */
async function mainJob({ once }: { once?: boolean }, { args }: Command): Promise<void> {
  if (args.length > 0) throw unknownCommand(args as [string, ...string[]]);
  const [{ runCommand }, { withDefaults }] = await Promise.all([import('./run/run.js'), import('./run/options.js')]);
  const folder = await runCommand(withDefaults(undefined, {}));
  if (once) return;
  const { serveStudio } = await import('./studio/studio.js');
  process.stdout.write('\n');
  await serveStudio({}, folder);
}

/** The command that the words call, also behind `help`. */
function calledBy(words: readonly string[]): Entry | undefined {
  const [word] = words[0] === 'help' ? words.slice(1) : words;
  return COMMANDS.find(({ name }) => name === word);
}

/** Only the command that is called is loaded; of the others `--help` needs a line. */
async function wordsOf(entry: Entry, root: Command, isCalled: boolean): Promise<Command> {
  const command = isCalled ? (await entry.load())(root) : new Command(entry.name).usage(entry.usage);
  return command.description(entry.description);
}

async function program(words: readonly string[]): Promise<Command> {
  const root = new Command('atrous')
    .description(
      "PyTorch's convolution layers: explained, run and drawn.\nWithout a command: runs a sample network on a sample picture, then serves the studio.",
    )
    .version(VERSION)
    .option('--once', 'without a command: end after the files are written')
    .helpCommand('help [command]', 'what a command does, with examples')
    .allowExcessArguments()
    .action(mainJob)
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'atrous: ')) });
  const called = calledBy(words);
  for (const entry of COMMANDS) root.addCommand(await wordsOf(entry, root, entry === called));
  return root;
}

/** Words that are missing: their command has examples. */
const MISSING = ['commander.missingArgument', 'commander.missingMandatoryOptionValue'];

/** Where to look: options of `atrous run` that stand without the `run`, a command without the words that it needs. */
function hintFor({ code }: CommanderError, words: readonly string[]): string {
  const called = calledBy(words);
  if (called && MISSING.includes(code)) return `${seeExamples(called.name)}\n`;
  const isForRun = code === 'commander.unknownOption' && called === undefined;
  return isForRun ? 'Options for a network stand behind `atrous run`; atrous run --help lists them.\n' : '';
}

/** The failure, said on stderr; undefined where `--help` or `--version` has been answered. */
function failureOf(error: unknown, words: readonly string[]): Failure | undefined {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined;
    const hint = hintFor(error, words);
    // Commander has said the rest.
    process.stderr.write(hint);
    return new Failure(EXIT.usage, error.message.replace(/^error: /, ''), hint.trim() || undefined);
  }
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`atrous: ${error.message}\n`);
  return error;
}

/** Says a failure: words for people on stderr and, where JSON is asked for, JSON on stdout. @returns the exit code */
async function ended(error: unknown, words: readonly string[]): Promise<ExitCode | 0> {
  const failure = failureOf(error, words);
  if (failure === undefined) return 0;
  if (words.includes('--json') && !failure.details.answered) {
    const { failureJson } = await import('./words/failure-json.js');
    process.stdout.write(`${failureJson(failure)}\n`);
  }
  return failure.exitCode;
}

/** Whoever reads only the first lines (`atrous run | head`) has what they want. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** Runs the command; sets the process's exit code rather than ending it, so that output is written out. */
export async function main(words: readonly string[]): Promise<void> {
  process.stdout.off('error', endQuietly).on('error', endQuietly);
  const restore = words.includes('--ascii') ? writeAscii() : undefined;
  try {
    const root = await program(words);
    await root.parseAsync([...words], { from: 'user' });
  } catch (error) {
    process.exitCode = await ended(error, words);
  } finally {
    restore?.();
  }
}
