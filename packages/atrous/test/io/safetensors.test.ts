import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/errors.js';
import { formatSafetensors, parseSafetensors } from '../../src/io/safetensors.js';
import type { TypedArray } from '../../src/tensor/dtype.js';
import { Tensor } from '../../src/tensor/tensor.js';

interface FileCase {
  id: string;
  kind: string;
  file: string;
  expect: 'load' | 'refuse' | 'either';
  why: string;
  value?: {
    metadata: Record<string, string> | null;
    tensors: [string, { dtype: string; shape: number[]; bytes: string }][];
  };
}

const golden = new URL('../../../../golden/', import.meta.url);
const { cases } = JSON.parse(readFileSync(new URL('state.json', golden), 'utf8')) as { cases: FileCase[] };
const files = cases.filter((c) => c.kind === 'safetensors');
const read = (name: string): Uint8Array => readFileSync(new URL(name, golden));

const hexBytes = (array: TypedArray): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex');

/** The elements that PyTorch wrote, as text; only the widened types need it. */
function widened(dtype: string, hex: string): string[] {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  const array = dtype === 'I8' ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer);
  return Array.from(array, String);
}

/** A file with this header and that many bytes of data. */
function file(header: string, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const refusal = (bytes: Uint8Array): CheckpointError => {
  try {
    parseSafetensors(bytes);
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error('the file was read');
};

describe('the golden files', () => {
  test('there are 68 of them', () => expect(files).toHaveLength(68));

  test.each(files.filter((c) => c.expect === 'load'))('$file is read: $why', ({ file: name, value }) => {
    const { metadata, tensors } = parseSafetensors(read(name));
    expect(metadata && Object.fromEntries(metadata)).toEqual(value!.metadata);
    expect([...tensors.keys()]).toEqual(value!.tensors.map(([key]) => key));
    for (const [key, { dtype, shape, bytes }] of value!.tensors) {
      const tensor = tensors.get(key)!;
      expect(tensor.shape).toEqual(shape);
      if (dtype === 'I8' || dtype === 'I16') {
        expect(tensor.dtype).toBe('int32');
        expect(Array.from(tensor.data, String)).toEqual(widened(dtype, bytes));
      } else expect(hexBytes(tensor.data)).toBe(bytes);
    }
  });

  test.each(files.filter((c) => c.expect === 'refuse'))('$file is refused: $why', ({ file: name }) => {
    expect(refusal(read(name)).message).toMatch(/safetensors/);
  });

  test.each(files.filter((c) => c.expect === 'either'))('$file is read or refused: $why', ({ file: name }) => {
    let error: unknown;
    try {
      parseSafetensors(read(name));
    } catch (caught) {
      error = caught;
    }
    expect(error === undefined || error instanceof CheckpointError).toBe(true);
  });
});

describe('a refusal names what was found and where', () => {
  test.each([
    ['a pointer of Git LFS', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'), /git lfs pull/],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html><html>'), /web page/],
    [
      'a truncated file',
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4),
      /^safetensors: tensor "a" lies at bytes 0 to 8 of 4$/,
    ],
    [
      'a type without a home',
      file('{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}', 1),
      /tensor "a" has dtype F8_E4M3, for which there is no type here/,
    ],
    [
      'a shape that is too large',
      file('{"a":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,4]}}', 4),
      /takes more than the 4 bytes, but the header gives it 4$/,
    ],
    [
      'equal names',
      file(
        '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
        0,
      ),
      /^safetensors header: the header has the name "a" twice$/,
    ],
    [
      'a fraction',
      file('{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}', 1),
      /expected a size of tensor "a", a whole number from 0 to 2\*\*53 - 1, at character 28, found "1"$/,
    ],
  ])('%s', (_, bytes, text) => {
    expect(refusal(bytes).message).toMatch(text);
  });
});

test('U16 and U32 are widened to types that hold all their values', () => {
  const bytes = file(
    '{"a":{"dtype":"U32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U16","shape":[1],"data_offsets":[4,6]}}',
    6,
  );
  bytes.fill(255, bytes.length - 6);
  const { tensors } = parseSafetensors(bytes);
  expect(tensors.get('a')).toMatchObject({ dtype: 'int64', data: BigInt64Array.of(4294967295n) });
  expect(tensors.get('b')).toMatchObject({ dtype: 'int32', data: Int32Array.of(65535) });
});

test('the tensors own their memory, also where the file is a slice of something larger', () => {
  const whole = formatSafetensors({ a: new Tensor(Float32Array.of(1, 2), [2], 'float32') });
  const shifted = new Uint8Array(whole.length + 3).subarray(3);
  shifted.set(whole);
  const { tensors } = parseSafetensors(shifted);
  shifted.fill(0);
  expect(tensors.get('a')!.data).toEqual(Float32Array.of(1, 2));
});

const tensor = fc
  .tuple(
    fc.constantFrom('float32', 'float64', 'int32', 'int64', 'uint8', 'bool', 'float16', 'bfloat16'),
    fc.array(fc.nat(3), { maxLength: 4 }),
  )
  .map(([dtype, shape]) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const make = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;
    const values = Array.from({ length: count }, (_, i) => (i * 7919) % 251);
    if (dtype === 'int64') return new Tensor(BigInt64Array.from(values, BigInt), shape, dtype);
    if (dtype === 'float16' || dtype === 'bfloat16') return new Tensor(Uint16Array.from(values), shape, dtype);
    if (dtype === 'bool')
      return new Tensor(
        Uint8Array.from(values, (v) => v % 2),
        shape,
        dtype,
      );
    return new Tensor(make[dtype].from(values), shape, dtype);
  });

test('what is written can be read again, aligned, with the same names, types and values', () => {
  const names = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', 'constructor', '0', 'a"\\\n'));
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.tuple(
          names.filter((n) => n !== '__metadata__'),
          tensor,
        ),
        { selector: ([n]) => n },
      ),
      fc.option(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))),
      (entries, metadata) => {
        const bytes = formatSafetensors(new Map(entries), metadata);
        const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        expect(headerLength % 8).toBe(0);
        const back = parseSafetensors(bytes);
        expect(back.metadata && [...back.metadata]).toEqual(metadata && Object.entries(metadata));
        expect(new Map(back.tensors)).toEqual(new Map(entries));
        expect(formatSafetensors(back.tensors, back.metadata)).toEqual(bytes);
      },
    ),
    { numRuns: 50 },
  );
});

describe('the writer refuses', () => {
  const one = new Tensor(Float32Array.of(1), [1], 'float32');
  test.each([
    [
      'a tensor named as the notes',
      { __metadata__: one },
      null,
      'safetensors: no tensor can be named "__metadata__", which is where the notes are',
    ],
    [
      'half a character',
      { 'a\ud800': one },
      null,
      'safetensors: the name "a\\ud800" has half a character, which UTF-8 cannot hold',
    ],
    ['what is no tensor', { a: 3 as never }, null, 'safetensors: "a" should be a tensor, got int'],
    ['notes that are no text', { a: one }, { epoch: 3 as never }, 'safetensors: metadata is text, but "epoch" is int'],
  ])('%s', (_, tensors, metadata, message) => {
    expect(() => formatSafetensors(tensors as Record<string, Tensor>, metadata)).toThrow(message);
  });
});
