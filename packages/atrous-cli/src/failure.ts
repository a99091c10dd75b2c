/** @file A command that cannot go on: what to say on stderr, and how to exit. */

import type { Problem } from 'atrous-explain/read';
import type { TraceFailure, TraceRow } from 'atrous/spec';
import type { Reading } from './network/reading.js';

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

/** What went wrong, as programs are told; docs/json.md says what each word means. */
export type FailureCode = 'stops' | 'text' | 'data' | 'words' | 'file';

const USUAL_CODE: Readonly<Record<ExitCode, FailureCode>> = { 1: 'data', 2: 'words', 3: 'file' };

/** What is known of a failure beside its words; `--json` tells it. */
export interface FailureDetails {
  readonly code?: FailureCode;
  /** The layer that refuses its inputs: PyTorch's text, and what to do, a line each. */
  readonly stop?: Pick<TraceFailure, 'name' | 'layer' | 'inputs'> & {
    readonly message: string;
    readonly hints: readonly string[];
  };
  /** Layers that were sized before it. */
  readonly rows?: readonly Pick<TraceRow, 'name' | 'layer' | 'output'>[];
  /** Mistakes in the network's text. */
  readonly problems?: readonly Problem[];
  /** What was read, so that changes of it can be tried. */
  readonly reading?: Reading;
  /** JSON that says so stands on stdout already: the question has an answer, and it is no. */
  readonly answered?: boolean;
}

/** The user's mistake, or the machine's refusal; never a bug of ours. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly code: FailureCode;
  /** The message without the hint. */
  readonly told: string;
  readonly hint: string | undefined;
  readonly details: FailureDetails;

  constructor(exitCode: ExitCode, message: string, hint?: string, details: FailureDetails = {}) {
    super(hint === undefined ? message : `${message}\n${hint}`);
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.code = details.code ?? USUAL_CODE[exitCode];
    this.told = message;
    this.hint = hint;
    this.details = details;
  }
}

/** Where a command's examples stand, for whoever left out what it needs. */
export const seeExamples = (command: string): string => `atrous ${command} --help shows examples.`;
