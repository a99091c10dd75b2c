/** @file The rows of golden `shapes` for one operation. */

import { readFamily } from '../../../../tests/golden/files.js';
import { AtrousError } from '../../src/errors.js';

export interface ShapeRow {
  readonly op: string;
  readonly in: number[];
  readonly kernel: number[];
  readonly stride: number[] | null;
  readonly padding: number[] | 'same' | 'valid';
  readonly dilation: number[];
  readonly ceil_mode: boolean;
  readonly output_padding: number[] | null;
  /** The sizes, or PyTorch's exception and text. */
  readonly out: number[] | string;
}

export function shapeRows(op: string): ShapeRow[] {
  const { raw } = readFamily('shapes');
  const columns = raw['columns'] as string[];
  const messages = raw['messages'] as string[];
  return (raw['cases'] as unknown[][])
    .map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as ShapeRow)
    .filter((row) => row.op === op)
    .map((row) => (typeof row.out === 'number' ? { ...row, out: messages[row.out]! } : row));
}

/** What `run` gives, or `ExceptionType: text` where it throws one of ours. */
export function outcome<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof AtrousError) return `${error.pythonType}: ${error.torchMessage}`;
    throw error;
  }
}
