/** @file A command that cannot go on: what to say on stderr, and how to exit. */

/** Exit codes of the command. */
export const EXIT = {
  /** Shapes or data that do not fit. */
  data: 1,
  /** Words that the command does not understand. */
  usage: 2,
  /** A file that cannot be read or written. */
  file: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The user's mistake, or the machine's refusal; never a bug of ours. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, hint?: string) {
    super(hint === undefined ? message : `${message}\n${hint}`);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** Where a command's examples stand, for whoever left out what it needs. */
export const seeExamples = (command: string): string => `atrous ${command} --help shows examples.`;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a file of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'the disk is full',
  ERR_FS_FILE_TOO_LARGE: 'the file is larger than 2 GiB',
};

/** What the file system refused, in a person's words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : REASONS[code]) ?? message;
}
