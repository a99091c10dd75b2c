/**
 * @file The JSON header of a safetensors file, read by its own grammar.
 *
 * `JSON.parse` would keep the last of two equal names, round large integers and give meaning to `__proto__`; a header that
 * needs any of that is refused. Nothing here recurses, so that no nesting exhausts the stack.
 */

import { CheckpointError } from '../errors.js';

/** What the header says about one tensor, not yet checked against the data. */
export interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its bytes begin and end, counted from the end of the header. */
  readonly offsets: readonly [begin: number, end: number];
}

export interface Header {
  /** `null` where the header has none. */
  readonly metadata: ReadonlyMap<string, string> | null;
  /** In the header's order. */
  readonly entries: ReadonlyMap<string, HeaderEntry>;
}

/** A text and how far it is read. */
class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(wanted: string): CheckpointError {
    const found = this.at < this.text.length ? JSON.stringify(this.text[this.at]) : 'its end';
    return new CheckpointError(`safetensors header: expected ${wanted} at character ${this.at}, found ${found}`, {
      fields: { position: this.at, wanted },
    });
  }

  /** JSON's four kinds of white space. */
  skipSpace(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text[this.at]!)) this.at++;
  }

  /** Whether `char` comes next, after white space; steps over it. */
  next(char: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  expect(char: string): void {
    if (!this.next(char)) throw this.fail(`'${char}'`);
  }

  end(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw this.fail('only spaces');
  }

  string(what: string): string {
    this.skipSpace();
    if (this.text[this.at] !== '"') throw this.fail(what);
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    try {
      const value = JSON.parse(this.text.slice(this.at, end + 1)) as string;
      this.at = end + 1;
      return value;
    } catch {
      throw this.fail(`${what} as a JSON string`);
    }
  }

  /** A whole number from 0 to 2⁵³ − 1, written with digits alone. */
  integer(what: string): number {
    this.skipSpace();
    let end = this.at;
    while (this.text[end]! >= '0' && this.text[end]! <= '9') end++;
    const digits = this.text.slice(this.at, end);
    const value = Number(digits);
    if (!/^(0|[1-9]\d{0,15})$/.test(digits) || !Number.isSafeInteger(value) || '.eE'.includes(this.text[end] || ' '))
      throw this.fail(`${what}, a whole number from 0 to 2**53 - 1,`);
    this.at = end;
    return value;
  }

  /** `{"name": value, …}`, each name once. */
  object(where: string, value: (name: string) => void): void {
    const seen = new Set<string>();
    this.expect('{');
    if (this.next('}')) return;
    do {
      const name = this.string(`a name in ${where}`);
      if (seen.has(name))
        throw new CheckpointError(`safetensors header: ${where} has the name ${JSON.stringify(name)} twice`, {
          fields: { name },
        });
      seen.add(name);
      this.expect(':');
      value(name);
    } while (this.next(','));
    this.expect('}');
  }

  integers(what: string): number[] {
    const values: number[] = [];
    this.expect('[');
    if (this.next(']')) return values;
    do values.push(this.integer(what));
    while (this.next(','));
    this.expect(']');
    return values;
  }
}

function readMetadata(reader: Reader): Map<string, string> {
  const metadata = new Map<string, string>();
  reader.object('__metadata__', (key) => {
    metadata.set(key, reader.string(`a text for ${JSON.stringify(key)} in __metadata__`));
  });
  return metadata;
}

function readEntry(reader: Reader, name: string): HeaderEntry {
  const where = `tensor ${JSON.stringify(name)}`;
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  reader.object(where, (key) => {
    if (key === 'dtype') dtype = reader.string(`the dtype of ${where}`);
    else if (key === 'shape') shape = reader.integers(`a size of ${where}`);
    else if (key === 'data_offsets') offsets = reader.integers(`an offset of ${where}`);
    else throw new CheckpointError(`safetensors header: ${where} has an unknown field ${JSON.stringify(key)}`);
  });
  if (dtype === undefined) throw new CheckpointError(`safetensors header: ${where} has no dtype`);
  if (shape === undefined) throw new CheckpointError(`safetensors header: ${where} has no shape`);
  if (offsets?.length !== 2) {
    const found = offsets === undefined ? 'none' : String(offsets.length);
    throw new CheckpointError(`safetensors header: ${where} should have two data_offsets, found ${found}`);
  }
  return { dtype, shape, offsets: [offsets[0]!, offsets[1]!] };
}

/**
 * @throws CheckpointError naming what was found and where
 */
export function parseHeader(text: string): Header {
  const reader = new Reader(text);
  let metadata: Map<string, string> | null = null;
  const entries = new Map<string, HeaderEntry>();
  // The format wants the brace first, without a space.
  if (!text.startsWith('{')) throw reader.fail("'{'");
  reader.object('the header', (name) => {
    if (name === '__metadata__') metadata = readMetadata(reader);
    else entries.set(name, readEntry(reader, name));
  });
  reader.end();
  return { metadata, entries };
}
