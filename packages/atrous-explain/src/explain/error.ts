/** @file A question that cannot be answered as it was put. */

/**
 * A user's mistake in a question to this package: sizes that are none, lists of different length. It has the fields of the
 * library's own typed errors, so that whoever shows those can show this.
 */
export class QuestionError extends Error {
  readonly pythonType = 'ValueError';
  /** The text without the hint. */
  readonly torchMessage: string;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(message: string, fields: Readonly<Record<string, unknown>> = {}, hint?: string) {
    super(hint === undefined ? message : `${message}\n${hint}`);
    this.name = 'QuestionError';
    this.torchMessage = message;
    this.hint = hint;
    this.fields = fields;
  }
}
