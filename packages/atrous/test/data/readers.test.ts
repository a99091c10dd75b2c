import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv, parseCsvRows, parseIdx } from '../../src/data/index.js';
import { DataError } from '../../src/errors.js';
import { thrown } from '../failure.js';

/** An IDX file: its element type, its sizes, and its data. */
function idx(type: number, shape: readonly number[], content: readonly number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]);
  return Uint8Array.of(0, 0, type, shape.length, ...sizes, ...content);
}

describe('parseIdx', () => {
  test.each<[number, number[], string, number[]]>([
    [0x08, [1, 255], 'uint8', [1, 255]],
    [0x09, [1, 255], 'int32', [1, -1]],
    [0x0b, [1, 0, 255, 254], 'int32', [256, -2]],
    [0x0c, [0, 1, 0, 0, 255, 255, 255, 255], 'int32', [65536, -1]],
    [0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], 'float32', [1, -2]],
    [0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], 'float64', [1, -2]],
  ])('reads elements of type %i, big-endian', (type, content, dtype, values) => {
    const t = parseIdx(idx(type, [2, 1], content));
    expect([t.dtype, t.shape, Array.from(t.data, Number)]).toEqual([dtype, [2, 1], values]);
  });

  test('reads bytes that lie within a larger buffer, and copies them', () => {
    const file = idx(0x0c, [1], [0, 0, 0, 9]);
    const within = new Uint8Array(file.length + 3);
    within.set(file, 3);
    const t = parseIdx(within.subarray(3));
    within.fill(0);
    expect(t.tolist()).toEqual([9]);
  });

  test.each<[string, Uint8Array, string]>([
    [
      'compressed bytes',
      Uint8Array.of(0x1f, 0x8b, 8, 0),
      "IDX: the bytes are compressed (gzip)\nUnpack them first, e.g. with DecompressionStream('gzip').",
    ],
    ['no header', Uint8Array.of(0, 0), 'IDX: 2 bytes are no header of 4'],
    [
      'another format',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      'IDX: the file does not begin with two zero bytes\nIs it an IDX file?',
    ],
    ['an unknown type', Uint8Array.of(0, 0, 7, 1), 'IDX: 0x7 at byte 2 is no element type'],
    [
      'sizes that are cut off',
      Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1),
      'IDX: the header names 3 sizes and needs 16 bytes, but the file has 8',
    ],
    ['data that is cut off', idx(0x0d, [2], [0, 0, 0, 0]), 'IDX: size [2] needs 8 bytes of data, but the file has 4'],
    ['data that goes on', idx(0x08, [1], [1, 2]), 'IDX: size [1] needs 1 bytes of data, but the file has 2'],
    [
      'sizes that no memory holds',
      idx(0x0e, [0xffffffff, 0xffffffff], []),
      'IDX: size [4294967295, 4294967295] needs 147573952520956940000 bytes of data, but the file has 0',
    ],
  ])('refuses %s', (_, file, message) => {
    expect(thrown(() => parseIdx(file)).message).toBe(message);
  });

  test('refuses, and never crashes, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 8, max: 14 }), (bytes, type) => {
        bytes.set([0, 0, type].slice(0, bytes.length));
        try {
          parseIdx(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
    );
  });
});

describe('parseCsv', () => {
  test('reads a table of numbers, from text or bytes', () => {
    const text = '1,2.5\r\n-3,1e2\n';
    for (const input of [text, `\uFEFF${text}`, new TextEncoder().encode(text)]) {
      const t = parseCsv(input);
      expect([t.dtype, t.tolist()]).toEqual([
        'float32',
        [
          [1, 2.5],
          [-3, 100],
        ],
      ]);
    }
  });

  test('leaves out a header and empty lines, and takes another delimiter and type', () => {
    const t = parseCsv('a;b\n\n1;2\n', { header: true, delimiter: ';', dtype: 'uint8' });
    expect([t.dtype, t.tolist()]).toEqual(['uint8', [[1, 2]]]);
  });

  test('knows nan and inf as Python writes them, and blanks around numbers', () => {
    expect(parseCsv(' nan, -inf ,Infinity').tolist()).toEqual([[Number.NaN, -Infinity, Infinity]]);
  });

  test('grows with the table', () => {
    const rows = Array.from({ length: 500 }, (_, i) => `${i},${2 * i},${3 * i}`);
    const t = parseCsv(rows.join('\n'));
    expect(t.shape).toEqual([500, 3]);
    expect(t.select(0, 499).tolist()).toEqual([499, 998, 1497]);
  });

  test('of nothing is empty', () => {
    expect(parseCsv('').shape).toEqual([0, 0]);
  });

  test.each<[string, string | Uint8Array, object, string]>([
    ['rows of different widths', '1,2\n\n3\n', {}, 'CSV line 3: 1 fields, but line 1 has 2\nIs the `delimiter` right?'],
    [
      'a header that was not announced',
      'a,b\n1,2',
      {},
      "CSV line 1, column 1: 'a' is not a number\nIf the first line holds names, pass `{ header: true }`.",
    ],
    ['an empty field', '1,2\n3,', {}, "CSV line 2, column 2: '' is not a number"],
    [
      'what is no number, after a field of two lines',
      '"x\ny",b\n1,z',
      { header: true },
      "CSV line 3, column 2: 'z' is not a number",
    ],
    ['a quote that is not closed', '1\n"2', {}, 'CSV line 2: a quoted field is not closed'],
    ['text after a quote', '"1"2,3', {}, 'CSV line 1: text follows the closing quote of field 1'],
    [
      'compressed bytes',
      Uint8Array.of(0x1f, 0x8b, 8, 0),
      {},
      "CSV is compressed (gzip)\nUnpack it first, e.g. with DecompressionStream('gzip').",
    ],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe), {}, 'CSV is not UTF-8 text'],
    ['a long delimiter', '1', { delimiter: '::' }, "CSV delimiter '::' is not one character"],
  ])('refuses %s', (_, input, options, message) => {
    expect(thrown(() => parseCsv(input, options)).message).toBe(message);
  });
});

describe('parseCsvRows', () => {
  test('undoes the quoting of RFC 4180', () => {
    expect(parseCsvRows('a,"b ""c"", d",""\r\n"x\r\ny",z,w')).toEqual([
      ['a', 'b "c", d', ''],
      ['x\r\ny', 'z', 'w'],
    ]);
  });

  test('gives back every table that was written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é'), maxLength: 5 });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.array(field, { minLength: 4, maxLength: 4 })),
        (n, rows) => {
          const table = rows.map((row) => row.slice(0, n));
          const text = table.map((row) => row.map(quoted).join(',')).join('\n');
          expect(parseCsvRows(text)).toEqual(table);
        },
      ),
    );
  });
});
