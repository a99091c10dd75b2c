/**
 * @file A user's mistakes, as typed errors. Imports nothing.
 *
 * `message` is PyTorch's whole text where PyTorch has one; a hint in our own names may follow on the next line.
 * Our own bugs are assertions, not these.
 */

/** What PyTorch would raise for the same mistake. */
export type PythonType =
  | 'RuntimeError'
  | 'ValueError'
  | 'TypeError'
  | 'IndexError'
  | 'KeyError'
  | 'AttributeError'
  | 'AssertionError'
  | 'NotImplementedError'
  | 'ZeroDivisionError';

export interface ErrorDetails {
  /** Overrides the class's usual Python type. */
  readonly pythonType?: PythonType;
  /** What to try, in this library's names; printed on the line after PyTorch's text. */
  readonly hint?: string | undefined;
  /** The numbers of the message, for whoever shows the error in another way. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Base of every error that a caller can cause. */
export class AtrousError extends Error {
  /** What PyTorch raises as a rule where a class of errors is thrown here. */
  protected static readonly usual: PythonType = 'RuntimeError';
  /** The exception that PyTorch raises for the same mistake. */
  readonly pythonType: PythonType;
  /** PyTorch's text alone, without the hint. */
  readonly torchMessage: string;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(message: string, details: ErrorDetails = {}) {
    super(details.hint === undefined ? message : `${message}\n${details.hint}`);
    this.name = new.target.name;
    this.pythonType = details.pythonType ?? new.target.usual;
    this.torchMessage = message;
    this.hint = details.hint;
    this.fields = details.fields ?? {};
  }
}

/** Sizes, ranks, channels or windows that do not fit each other. */
export class ShapeError extends AtrousError {}

/** A value that an option cannot have, or an option that does not exist. */
export class ArgumentError extends AtrousError {
  protected static override readonly usual = 'ValueError';
}

type Refusal = (message: string, details?: ErrorDetails) => ArgumentError;

const raised =
  (pythonType: PythonType): Refusal =>
  (message, details) =>
    new ArgumentError(message, { ...details, pythonType });

/** An `ArgumentError` where PyTorch raises a TypeError. */
export const typeError: Refusal = /* @__PURE__ */ raised('TypeError');
/** An `ArgumentError` where PyTorch raises a RuntimeError. */
export const runtimeError: Refusal = /* @__PURE__ */ raised('RuntimeError');

/** Element types that do not fit each other or that an operation does not take. */
export class DTypeError extends AtrousError {}

/** A dimension or an index outside its range. */
export class IndexError extends AtrousError {
  protected static override readonly usual = 'IndexError';
}

/** A name that does not exist in a module, or may not be used for one. */
export class NameError extends AtrousError {
  protected static override readonly usual = 'AttributeError';
}

/** A state dict that does not fit its module. */
export class StateDictError extends AtrousError {}

/** A file of weights that is damaged, truncated or not what it says it is. */
export class CheckpointError extends AtrousError {}

/** A file of data that is damaged, truncated or not what it was taken for. */
export class DataError extends AtrousError {
  protected static override readonly usual = 'ValueError';
}

/** Something that PyTorch does not implement either, or that does not exist here yet. */
export class NotSupportedError extends AtrousError {
  protected static override readonly usual = 'NotImplementedError';
}
