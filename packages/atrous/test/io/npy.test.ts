import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckpointError, DTypeError, tensor, Tensor } from '../../src/index.js';
import { formatNpy, formatNpz, parseNpy, parseNpz, parseNpzAsync } from '../../src/io/index.js';
import { latin1, zip } from './archive.js';

/** A file of format version 1 with this header and these bytes. */
function npy(header: string, data: string, version = 1): Uint8Array {
  const length =
    version === 1
      ? String.fromCharCode(header.length & 255, header.length >> 8)
      : `${String.fromCharCode(header.length)}\0\0\0`;
  return latin1(`\x93NUMPY${String.fromCharCode(version)}\0${length}${header}${data}`);
}

const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

const read = (descr: string, shape: string, data: string, order = 'False'): Tensor =>
  parseNpy(npy(header(descr, shape, order), data));

const message = (bytes: () => unknown): string => {
  try {
    bytes();
  } catch (error) {
    if (error instanceof CheckpointError) return error.message;
    throw error;
  }
  throw new Error('the file was read');
};

test('numpy.save of a float32 array gives these bytes', () => {
  const bytes = formatNpy(tensor([[1, 2]]));
  const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
  expect(bytes).toEqual(latin1(`\x93NUMPY\x01\0\x76\0${text.padEnd(117)}\n\0\0\x80?\0\0\0@`));
});

describe('arrays are read', () => {
  test.each([
    ['<f8', 'float64', '\0\0\0\0\0\0\xf0?', 1],
    ['>f8', 'float64', '?\xf0\0\0\0\0\0\0', 1],
    ['>f4', 'float32', '?\x80\0\0', 1],
    ['<f2', 'float16', '\0\x3c', 0x3c00],
    ['>f2', 'float16', '\x3c\0', 0x3c00],
    ['>i8', 'int64', '\xff\xff\xff\xff\xff\xff\xff\xfe', -2n],
    ['=i4', 'int32', '\xfe\xff\xff\xff', -2],
    ['>i2', 'int32', '\xff\xfe', -2],
    ['|i1', 'int32', '\xfe', -2],
    ['<u4', 'int64', '\xff\xff\xff\xff', 4294967295n],
    ['>u2', 'int32', '\xff\xfe', 65534],
    ['|u1', 'uint8', '\xfe', 254],
    ['|b1', 'bool', '\x02', 1],
  ])('of type %s as %s', (descr, dtype, data, value) => {
    const array = read(descr, '(1,)', data);
    expect(array.dtype).toBe(dtype);
    expect(array.shape).toEqual([1]);
    expect([...array.data]).toEqual([value]);
  });

  test('in Fortran order as the same array', () => {
    const array = read('|u1', '(2, 3)', '\x01\x02\x03\x04\x05\x06', 'True');
    expect([array.shape, [...array.data]]).toEqual([
      [2, 3],
      [1, 3, 5, 2, 4, 6],
    ]);
  });

  test('of all versions and spellings of the header', () => {
    const spelled = "{ 'shape' :( 2L ,3L),'fortran_order':False,'descr':'|u1'}   \n";
    for (const version of [1, 2, 3]) expect(parseNpy(npy(spelled, '123456', version)).shape).toEqual([2, 3]);
    expect(read('<f4', '()', '\0\0\0\0').shape).toEqual([]);
    expect(read('<f4', '(0, 5)', '').shape).toEqual([0, 5]);
  });
});

describe('a refusal names what was found', () => {
  test.each([
    [
      'another file',
      latin1('PK\x03\x04aaaaaaaaaaa'),
      /^not an npy file: 15 bytes that do not begin as one\nIt is a zip archive/,
    ],
    ['a cut file', latin1('\x93NUMPY\x01'), /^not an npy file: 7 bytes that do not begin as one\nIt is truncated\.$/],
    ['a future version', npy(header('<f4', '()'), '', 4), /^npy: format version 4; 1, 2 and 3 are known$/],
    [
      'a header beyond the file',
      latin1('\x93NUMPY\x02\0\xff\xff\xff\xffaaaa'),
      /^npy: the header would end at byte 4294967307 of 16\nThe file is truncated\.$/,
    ],
    [
      'a header too long',
      npy(' '.repeat(20_000), ''),
      /^npy: the header would end at byte 20010 of 20010\nHeaders of at most 10000 bytes are read\.$/,
    ],
    [
      'a header that calls',
      npy("{'descr': eval('1+1'), 'fortran_order': False, 'shape': ()}", ''),
      /^npy: the header should have descr, fortran_order and shape, found "\{'descr': eval/,
    ],
    [
      'a header without a shape',
      npy("{'descr': '<f4', 'fortran_order': False, }", ''),
      /^npy: the header should have descr/,
    ],
    [
      'another key',
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1}", ''),
      /^npy: the header should have descr/,
    ],
    ['a negative size', npy(header('<f4', '(-1,)'), ''), /^npy: the header should have descr/],
    [
      'objects',
      npy(header('|O', '()'), ''),
      /^npy: elements of type "\|O", for which there is no type here\nObject arrays are pickles/,
    ],
    [
      'complex numbers',
      npy(header('<c8', '()'), ''),
      /^npy: elements of type "<c8", for which there is no type here\nConvert it in Python, for example array\.astype\("float32"\)\.$/,
    ],
    ['a type without byte order', npy(header('|f4', '()'), ''), /^npy: elements of type "\|f4"/],
    [
      'too few bytes',
      npy(header('<f4', '(3,)'), '1234'),
      /^npy: an array of shape \(3\) and type "<f4" takes 12 bytes, but 4 follow the header$/,
    ],
    ['too many bytes', npy(header('|u1', '(3,)'), '1234'), /takes 3 bytes, but 4 follow the header$/],
    [
      'an absurd size',
      npy(header('|u1', '(99999999, 99999999, 99999999, 0)'), ''),
      /^npy: an impossible shape \(99999999, 99999999, 99999999, 0\)$/,
    ],
    ['too many axes', npy(header('|u1', `(${'1,'.repeat(65)})`), '1'), /^npy: an impossible shape/],
  ])('%s', (_, bytes, text) => expect(message(() => parseNpy(bytes))).toMatch(text));

  test('bfloat16 cannot be written', () => {
    const error = (() => {
      try {
        return formatNpy(new Tensor(new Uint16Array(1), [], 'bfloat16'));
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(DTypeError);
    expect((error as Error).message).toBe('npy: NumPy has no bfloat16\nConvert the tensor to float32 first.');
  });
});

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  float16: Uint16Array,
};
const arrays = fc
  .tuple(fc.constantFrom(...(Object.keys(ARRAYS) as (keyof typeof ARRAYS)[])), fc.array(fc.nat(3), { maxLength: 4 }))
  .map(([dtype, shape]) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length: count }, (_, i) => (i * 37) % 251);
    return new Tensor(ARRAYS[dtype].from(values), shape, dtype);
  });

test('what is written comes back, with its elements at a multiple of 64 bytes', () => {
  fc.assert(
    fc.property(arrays, (array) => {
      const bytes = formatNpy(array);
      expect((bytes.length - array.data.byteLength) % 64).toBe(0);
      expect(parseNpy(bytes)).toEqual(array);
    }),
    { numRuns: 50 },
  );
});

describe('archives', () => {
  test('come back by name and in order', () => {
    const named = new Map([
      ['b', tensor([1, 2])],
      ['__proto__', tensor(3)],
      ['a/ü', tensor([[true]])],
    ]);
    expect(parseNpz(formatNpz(named))).toEqual(named);
    expect([...parseNpz(formatNpz({ x: tensor(1) })).keys()]).toEqual(['x']);
  });

  test('that are compressed are read asynchronously', async () => {
    const bytes = zip([{ name: 'x.npy', data: formatNpy(tensor([1, 2])), deflate: true }]);
    expect((await parseNpzAsync(bytes)).get('x')).toEqual(tensor([1, 2]));
    expect(message(() => parseNpz(bytes))).toBe(
      '"x.npy" in this zip archive is compressed\n`await parseNpzAsync(bytes)` reads it: inflating is asynchronous in JavaScript.',
    );
    await expect(parseNpzAsync(bytes, { maxBytes: 100 })).rejects.toThrow(
      'the zip archive would inflate to 136 bytes, and at most 100 are allowed\nIf you trust the file, allow them: { maxBytes: 136 }.',
    );
  });

  test('of other things are refused', () => {
    expect(message(() => parseNpz(zip([{ name: 'x.txt', data: 'a' }])))).toBe('npz: "x.txt" is no .npy file');
    expect(() => formatNpz({ x: 3 as never })).toThrow('npz: "x" should be a tensor, got int');
  });
});
