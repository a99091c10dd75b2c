/** @file Comma-separated values (RFC 4180): as a tensor of numbers, or as texts. */

import { DataError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import { decodeUtf8 } from '../io/text.js';
import { checkDType, type DType } from '../tensor/dtype.js';
import { fromNumbers } from '../tensor/element.js';
import type { Tensor } from '../tensor/tensor.js';

export interface CsvOptions {
  /** One character; default ','. */
  delimiter?: string;
  /** Whether the first line holds names, and is left out; default false. */
  header?: boolean;
}

export interface CsvTensorOptions extends CsvOptions {
  /** Default 'float32'. */
  dtype?: DType;
}

/** A record, and the line that it begins in, counted from 1. */
interface Row {
  readonly fields: string[];
  readonly line: number;
}

function refuse(message: string, fields: Record<string, unknown>, hint?: string): never {
  throw new DataError(`CSV ${message}`, { hint, fields });
}

function textOf(input: string | Uint8Array): string {
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (text === undefined) {
    const packed = input[0] === 0x1f && input[1] === 0x8b;
    return refuse(
      packed ? 'is compressed (gzip)' : 'is not UTF-8 text',
      {},
      packed ? "Unpack it first, e.g. with DecompressionStream('gzip')." : undefined,
    );
  }
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Reads records one after another; empty lines are no records. */
function* rowsOf(text: string, delimiter: string): IterableIterator<Row> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const quoted = text.slice(at, end).includes('"');
    if (!quoted) {
      if (end > at) yield { fields: text.slice(at, end).split(delimiter), line };
      at = afterBreak(text, end);
      line++;
    } else {
      const record = quotedRecord(text, at, line, delimiter);
      yield { fields: record.fields, line };
      at = record.next;
      line += record.lines;
    }
  }
}

/** Where the line that `at` lies in ends, before its line break. */
function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  const end = found < 0 ? text.length : found;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
}

const afterBreak = (text: string, end: number): number => end + (text[end] === '\r' ? 2 : 1);

/** A record that has quotes: they may hold delimiters, line breaks, and quotes written twice. */
function quotedRecord(
  text: string,
  start: number,
  line: number,
  delimiter: string,
): { fields: string[]; next: number; lines: number } {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at, line) : plainField(text, at, delimiter);
    fields.push(field.value);
    at = field.next;
    if (text[at] !== delimiter) break;
    at++;
  }
  const end = lineEnd(text, at);
  if (end !== at) refuse(`line ${line}: text follows the closing quote of field ${fields.length}`, { line });
  return { fields, next: afterBreak(text, end), lines: text.slice(start, end).split('\n').length };
}

interface Field {
  readonly value: string;
  readonly next: number;
}

function plainField(text: string, start: number, delimiter: string): Field {
  const end = lineEnd(text, start);
  const cut = text.indexOf(delimiter, start);
  const next = cut < 0 || cut > end ? end : cut;
  return { value: text.slice(start, next), next };
}

function quotedField(text: string, start: number, line: number): Field {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return refuse(`line ${line}: a quoted field is not closed`, { line });
    if (text[quote + 1] !== '"') return { value: text.slice(start + 1, quote).replaceAll('""', '"'), next: quote + 1 };
    at = quote + 2;
  }
}

/** All records, of one width. */
function* checkedRows(
  callee: string,
  input: string | Uint8Array,
  options: CsvOptions,
  known: readonly string[],
): IterableIterator<Row> {
  checkOptions(callee, options, known);
  const { delimiter = ',', header = false } = options;
  if (delimiter.length !== 1) refuse(`delimiter '${delimiter}' is not one character`, { delimiter });
  let first: Row | undefined;
  for (const row of rowsOf(textOf(input), delimiter)) {
    first ??= row;
    if (row.fields.length !== first.fields.length)
      refuse(
        `line ${row.line}: ${row.fields.length} fields, but line ${first.line} has ${first.fields.length}`,
        { line: row.line, fields: row.fields.length, expected: first.fields.length },
        row.fields.length === 1 ? 'Is the `delimiter` right?' : undefined,
      );
    if (row !== first || !header) yield row;
  }
}

/**
 * The records as texts.
 *
 * @param input  text, or the bytes of UTF-8
 * @throws DataError, with the line, for records of different widths and quotes that are not closed
 */
export function parseCsvRows(input: string | Uint8Array, options: CsvOptions = {}): string[][] {
  return Array.from(checkedRows('parseCsvRows', input, options, ['delimiter', 'header']), ({ fields }) => fields);
}

/**
 * A table of numbers as a tensor [rows, columns].
 *
 *     const table = data.parseCsv(bytes);                             // [1797, 65]
 *     const images = table.narrow(1, 0, 64).reshape([-1, 1, 8, 8]);
 *     const labels = table.select(1, 64).to('int64');
 *
 * @param input  text, or the bytes of UTF-8
 * @throws DataError, with line and column, for what is no number; with the line as in `parseCsvRows`
 */
export function parseCsv(input: string | Uint8Array, options: CsvTensorOptions = {}): Tensor {
  const dtype = checkDType('parseCsv', options.dtype ?? 'float32');
  let values = new Float64Array(1024);
  let count = 0;
  let rows = 0;
  for (const { fields, line } of checkedRows('parseCsv', input, options, ['delimiter', 'header', 'dtype'])) {
    if (count + fields.length > values.length) values = grown(values, count + fields.length);
    for (let column = 0; column < fields.length; column++) values[count++] = numberOf(fields[column]!, line, column);
    rows++;
  }
  return fromNumbers(values.slice(0, count), [rows, rows === 0 ? 0 : count / rows], dtype);
}

function grown(values: Float64Array, needed: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(2 * values.length, needed));
  larger.set(values);
  return larger;
}

/** `nan` and `inf` count, as Python writes them; an empty field does not. */
function numberOf(field: string, line: number, column: number): number {
  const text = field.trim();
  const value = text === '' ? Number.NaN : Number(text);
  if (!Number.isNaN(value)) return value;
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (special === null)
    return refuse(
      `line ${line}, column ${column + 1}: '${field}' is not a number`,
      { line, column: column + 1, field },
      line === 1 ? 'If the first line holds names, pass `{ header: true }`.' : undefined,
    );
  if (/nan/i.test(special[2]!)) return Number.NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}
