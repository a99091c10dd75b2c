/**
 * @file `.npy`, NumPy's file of one array: a magic string, a header that is a Python dictionary, the elements.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

import { CheckpointError, DTypeError } from '../errors.js';
import type { DType } from '../tensor/dtype.js';
import { numel, Tensor } from '../tensor/tensor.js';
import { asBytes, bytesOf, ByteWriter, viewOf } from './bytes.js';
import { decodeElements, ELEMENTS, gather, type ElementType } from './elements.js';
import { lookalike } from './lookalike.js';
import { decodeUtf8 } from './text.js';

const MAGIC = '\x93NUMPY';

/** Types of elements without their byte order, by NumPy's codes. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['f8', 'float64'],
  ['f4', 'float32'],
  ['f2', 'float16'],
  ['i8', 'int64'],
  ['i4', 'int32'],
  ['i2', 'int16'],
  ['i1', 'int8'],
  ['u4', 'uint32'],
  ['u2', 'uint16'],
  ['u1', 'uint8'],
  ['b1', 'bool'],
]);

const CODE_OF: ReadonlyMap<string, string> = new Map(Array.from(CODES, ([code, name]) => [name, code]));

/** The longest header that NumPy reads without being told to. */
const LONGEST_HEADER = 10_000;

/** The most axes that NumPy gives an array. */
const MOST_AXES = 64;

interface Header {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/**
 * Reads one array of NumPy, of either byte order and memory order. Small integers become `int32`, `uint32` becomes `int64`.
 *
 * @throws CheckpointError naming what was found, before anything is allocated
 */
export function parseNpy(bytes: Uint8Array | ArrayBuffer): Tensor {
  const file = asBytes('parseNpy', bytes);
  const start = headerEnd(file);
  const { descr, fortranOrder, shape } = parseHeader(file, start);
  const type = elementOf(descr);
  const count = countOf(shape);
  const data = file.subarray(start);
  if (data.length !== count * type.bytes)
    throw new CheckpointError(
      `npy: an array of shape (${shape.join(', ')}) and type ${JSON.stringify(descr)} takes ${count * type.bytes} bytes, ` +
        `but ${data.length} follow the header`,
      { fields: { shape, descr, bytes: data.length } },
    );
  const array = decodeElements(data, type, descr.startsWith('>'));
  if (!fortranOrder) return new Tensor(array, shape, type.dtype);
  const strides = shape.map((_, axis) => numel(shape.slice(0, axis)));
  return new Tensor(gather(array, type.dtype, shape, strides, 0), shape, type.dtype);
}

/** Checks the first bytes, and says where the elements begin. */
function headerEnd(file: Uint8Array): number {
  const magic = String.fromCharCode(...file.subarray(0, 6));
  if (magic !== MAGIC || file.length < 12)
    throw new CheckpointError(`not an npy file: ${file.length} bytes that do not begin as one`, {
      hint: magic === MAGIC ? 'It is truncated.' : lookalike(file),
      fields: { bytes: file.length },
    });
  const version = file[6]!;
  if (version < 1 || version > 3)
    throw new CheckpointError(`npy: format version ${version}; 1, 2 and 3 are known`, { fields: { version } });
  const view = viewOf(file);
  const end = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (end > file.length || end > LONGEST_HEADER + 12)
    throw new CheckpointError(`npy: the header would end at byte ${end} of ${file.length}`, {
      hint: end > file.length ? 'The file is truncated.' : `Headers of at most ${LONGEST_HEADER} bytes are read.`,
      fields: { end, bytes: file.length },
    });
  return end;
}

/** One entry of the header: a text, a boolean or a tuple of whole numbers (`3L` is Python 2's). */
const ENTRY =
  /\s*(?:'(descr)'\s*:\s*'([^'\\]*)'|'(fortran_order)'\s*:\s*(True|False)|'(shape)'\s*:\s*\(((?:\s*\d+L?\s*,)*(?:\s*\d+L?)?)\s*\))\s*(,?)/y;

function parseHeader(file: Uint8Array, end: number): Header {
  const start = file[6] === 1 ? 10 : 12;
  const text = decodeUtf8(file.subarray(start, end))?.trimEnd() ?? '';
  const found = new Map<string, string>();
  let at = text.startsWith('{') ? 1 : text.length;
  for (let comma = ','; comma === ',';) {
    ENTRY.lastIndex = at;
    const match = ENTRY.exec(text);
    if (match === null) break;
    found.set((match[1] ?? match[3] ?? match[5])!, (match[2] ?? match[4] ?? match[6])!);
    comma = match[7]!;
    at = ENTRY.lastIndex;
  }
  if (found.size !== 3 || !/^\s*\}$/.test(text.slice(at)))
    throw new CheckpointError(
      `npy: the header should have descr, fortran_order and shape, found ${JSON.stringify(text.slice(0, 120))}`,
      { fields: { header: text.slice(0, 1000) } },
    );
  const sizes = found.get('shape')!.match(/\d+/g) ?? [];
  return { descr: found.get('descr')!, fortranOrder: found.get('fortran_order') === 'True', shape: sizes.map(Number) };
}

function elementOf(descr: string): ElementType {
  const name = CODES.get(descr.slice(1));
  const ordered = descr.endsWith('1') ? '|<>='.includes(descr[0]!) : '<>='.includes(descr[0]!);
  if (name !== undefined && ordered) return ELEMENTS.get(name)!;
  throw new CheckpointError(`npy: elements of type ${JSON.stringify(descr)}, for which there is no type here`, {
    hint: descr.slice(1).startsWith('O')
      ? 'Object arrays are pickles, which are not executed here: save numbers.'
      : 'Convert it in Python, for example array.astype("float32").',
    fields: { descr },
  });
}

function countOf(shape: readonly number[]): number {
  let count = 1;
  let possible = shape.length <= MOST_AXES;
  for (const size of shape) {
    count *= size;
    possible &&= Number.isSafeInteger(size) && Number.isSafeInteger(count);
  }
  if (possible) return count;
  throw new CheckpointError(`npy: an impossible shape (${shape.slice(0, MOST_AXES).join(', ')})`, {
    fields: { shape },
  });
}

/**
 * The bytes of a `.npy` file of format version 1, as `numpy.save` writes it.
 *
 * @throws DTypeError for bfloat16, which NumPy does not have
 */
export function formatNpy(tensor: Tensor): Uint8Array {
  const { dtype, shape } = tensor;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descrOf(dtype)}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // A line that ends at a multiple of 64 bytes, so that the elements are aligned.
  const padded = header + ' '.repeat((64 - ((header.length + 11) % 64)) % 64) + '\n';
  const array = tensor.storage.array;
  const file = new ByteWriter(10 + padded.length + array.byteLength);
  return file.latin1(MAGIC).u8(1, 0).u16(padded.length).latin1(padded).bytes(bytesOf(array)).end();
}

function descrOf(dtype: DType): string {
  const code = CODE_OF.get(dtype);
  if (code !== undefined) return (code.endsWith('1') ? '|' : '<') + code;
  throw new DTypeError(`npy: NumPy has no ${dtype}`, {
    pythonType: 'TypeError',
    hint: 'Convert the tensor to float32 first.',
    fields: { dtype },
  });
}
