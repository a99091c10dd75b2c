/**
 * @file safetensors, read and written: 8 bytes of header length, a JSON header, the tensors' bytes.
 *
 * Everything is little-endian, as every processor that runs JavaScript today.
 *
 * @see https://github.com/huggingface/safetensors, "Format"
 */

import { ArgumentError, CheckpointError } from '../errors.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { DTYPES, type DType, type TypedArray } from '../tensor/dtype.js';
import { Tensor } from '../tensor/tensor.js';
import { parseHeader, type HeaderEntry } from './safetensors-header.js';
import { decodeUtf8, encodeUtf8 } from './text.js';

/** The content of a safetensors file. */
export interface Safetensors {
  /** The file's own notes; `null` where it has none. */
  readonly metadata: ReadonlyMap<string, string> | null;
  /** In the header's order. A map, because names come from a file. */
  readonly tensors: Map<string, Tensor>;
}

/** The longest header that the format's own library reads. */
const LONGEST_HEADER = 100_000_000;

interface FileType {
  readonly bytes: number;
  /** The type it becomes here; absent where there is none that holds its values. */
  readonly dtype?: DType;
  /** For types that are widened: a view of the file's elements. */
  readonly narrow?: (buffer: ArrayBuffer) => Int8Array | Int16Array | Uint16Array | Uint32Array;
}

/** Every dtype of the format. Small integers are widened to the next type that holds all their values. */
const FILE_TYPES: ReadonlyMap<string, FileType> = new Map<string, FileType>([
  ['F64', { bytes: 8, dtype: 'float64' }],
  ['I64', { bytes: 8, dtype: 'int64' }],
  ['F32', { bytes: 4, dtype: 'float32' }],
  ['I32', { bytes: 4, dtype: 'int32' }],
  ['F16', { bytes: 2, dtype: 'float16' }],
  ['BF16', { bytes: 2, dtype: 'bfloat16' }],
  ['U8', { bytes: 1, dtype: 'uint8' }],
  ['BOOL', { bytes: 1, dtype: 'bool' }],
  ['I8', { bytes: 1, dtype: 'int32', narrow: (buffer) => new Int8Array(buffer) }],
  ['I16', { bytes: 2, dtype: 'int32', narrow: (buffer) => new Int16Array(buffer) }],
  ['U16', { bytes: 2, dtype: 'int32', narrow: (buffer) => new Uint16Array(buffer) }],
  ['U32', { bytes: 4, dtype: 'int64', narrow: (buffer) => new Uint32Array(buffer) }],
  ['U64', { bytes: 8 }],
  ['C64', { bytes: 8 }],
  ['F8_E5M2', { bytes: 1 }],
  ['F8_E4M3', { bytes: 1 }],
  ['F8_E8M0', { bytes: 1 }],
]);

const FILE_NAMES: ReadonlyMap<DType, string> = new Map(
  [...FILE_TYPES].flatMap(([name, type]) => (type.dtype && !type.narrow ? [[type.dtype, name] as const] : [])),
);

/**
 * Reads a safetensors file. The tensors own their memory; the bytes are not kept.
 *
 * I8, I16 and U16 become `int32`, U32 becomes `int64`.
 *
 * @throws CheckpointError naming what was found and where, before anything is allocated
 */
export function parseSafetensors(bytes: Uint8Array | ArrayBuffer): Safetensors {
  const file = asBytes(bytes);
  const headerLength = readHeaderLength(file);
  const text = decodeUtf8(file.subarray(8, 8 + headerLength));
  if (text === undefined) throw new CheckpointError('safetensors header: it is not UTF-8');
  const { metadata, entries } = parseHeader(text);
  const data = file.subarray(8 + headerLength);
  for (const [name, entry] of entries) checkEntry(name, entry, data.length);
  checkCover(entries, data.length);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of entries) tensors.set(name, readTensor(entry, data));
  return { metadata, tensors };
}

function asBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw new ArgumentError(`parseSafetensors expects a Uint8Array or an ArrayBuffer, got ${pythonTypeName(bytes)}`, {
    pythonType: 'TypeError',
  });
}

function readHeaderLength(file: Uint8Array): number {
  if (file.length < 8)
    throw new CheckpointError(`not a safetensors file: it has ${file.length} bytes, and 8 are the least`, {
      fields: { bytes: file.length },
    });
  const view = new DataView(file.buffer, file.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  const limit = Math.min(LONGEST_HEADER, file.length - 8);
  if (length > BigInt(limit))
    throw new CheckpointError(
      `not a safetensors file, or a truncated one: its header would be ${length} bytes long, and at most ${limit} can be`,
      { hint: lookalike(file), fields: { headerLength: length, bytes: file.length } },
    );
  return Number(length);
}

/** What is often found under this name instead, by the first bytes. */
const LOOKALIKES: readonly (readonly [start: string, hint: string])[] = [
  ['PK', 'It is a zip archive: perhaps a checkpoint of torch.save (.pt, .pth), which is another format.'],
  ['\x80\x02', 'It is a Python pickle: perhaps an old checkpoint of torch.save (.pt, .pth), which is another format.'],
  ['version https://git-lfs', 'It is a pointer of Git LFS: fetch the file itself with `git lfs pull`.'],
  ['<', 'It looks like a web page: perhaps the download asked for a login.'],
];

function lookalike(file: Uint8Array): string | undefined {
  const start = String.fromCharCode(...file.subarray(0, 32));
  return LOOKALIKES.find(([prefix]) => start.startsWith(prefix))?.[1];
}

/** Whether dtype, shape and byte range of one tensor agree and lie in the file. */
function checkEntry(name: string, entry: HeaderEntry, available: number): void {
  const where = `safetensors: tensor ${JSON.stringify(name)}`;
  const [begin, end] = entry.offsets;
  const fields = { name, ...entry, available };
  if (begin > end || end > available)
    throw new CheckpointError(`${where} lies at bytes ${begin} to ${end} of ${available}`, { fields });
  const type = FILE_TYPES.get(entry.dtype);
  if (type === undefined)
    throw new CheckpointError(`${where} has an unknown dtype ${JSON.stringify(entry.dtype)}`, { fields });
  const needed = byteCount(entry.shape, type.bytes, available);
  if (needed !== end - begin)
    throw new CheckpointError(
      `${where} of shape [${entry.shape.join(', ')}] and dtype ${entry.dtype} takes ` +
        `${needed > available ? `more than the ${available}` : needed} bytes, but the header gives it ${end - begin}`,
      { fields },
    );
  if (type.dtype === undefined)
    throw new CheckpointError(`${where} has dtype ${entry.dtype}, for which there is no type here`, {
      hint: `Save it as one of ${[...FILE_NAMES.values()].join(', ')}.`,
      fields,
    });
}

/** Bytes of a shape; once they are more than `available`, some number above it. */
function byteCount(shape: readonly number[], elementBytes: number, available: number): number {
  if (shape.includes(0)) return 0;
  let count = elementBytes;
  for (const size of shape) {
    count *= size;
    if (count > available) return count;
  }
  return count;
}

/** The tensors lie side by side: no byte belongs to none of them, and none to two. */
function checkCover(entries: ReadonlyMap<string, HeaderEntry>, available: number): void {
  const ranges = Array.from(entries, ([name, { offsets }]) => ({ name, begin: offsets[0], end: offsets[1] }));
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of ranges) {
    if (begin !== covered)
      throw new CheckpointError(
        begin > covered
          ? `safetensors: bytes ${covered} to ${begin} belong to no tensor`
          : `safetensors: tensor ${JSON.stringify(name)} begins at byte ${begin}, inside another one`,
        { fields: { name, begin, covered } },
      );
    covered = end;
  }
  if (covered !== available)
    throw new CheckpointError(`safetensors: bytes ${covered} to ${available} belong to no tensor`, {
      fields: { covered, available },
    });
}

function readTensor(entry: HeaderEntry, data: Uint8Array): Tensor {
  const { dtype, narrow } = FILE_TYPES.get(entry.dtype)!;
  // A copy of its own: offsets need not be aligned, and the file need not stay in memory.
  const own = new Uint8Array(entry.offsets[1] - entry.offsets[0]);
  own.set(data.subarray(...entry.offsets));
  return new Tensor(narrow ? widen(narrow(own.buffer), dtype!) : typed(own, dtype!), entry.shape, dtype!);
}

function typed(bytes: Uint8Array<ArrayBuffer>, dtype: DType): TypedArray {
  // Whatever is not zero is true; inside the library true is 1.
  if (dtype === 'bool') return bytes.map((value) => (value === 0 ? 0 : 1));
  const View = DTYPES[dtype].create(0).constructor as new (buffer: ArrayBuffer) => TypedArray;
  return new View(bytes.buffer);
}

function widen(values: ArrayLike<number> & Iterable<number>, dtype: DType): TypedArray {
  return dtype === 'int64' ? BigInt64Array.from(values, BigInt) : Int32Array.from(values);
}

type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>;

function entriesOf<T>(named: Named<T>): [string, T][] {
  return named instanceof Map ? [...(named as ReadonlyMap<string, T>)] : Object.entries(named);
}

/**
 * The bytes of a safetensors file. Wide types come first, so that every tensor is aligned; otherwise the order is the given
 * one, and equal input gives equal bytes.
 *
 * @param tensors by name: a state dict, a map or a plain object
 * @param metadata notes for the header
 * @throws ArgumentError for names and notes that the format cannot hold
 */
export function formatSafetensors(tensors: Named<Tensor>, metadata: Named<string> | null = null): Uint8Array {
  const entries = entriesOf(tensors);
  for (const [name, tensor] of entries) checkName(name, tensor);
  entries.sort(([, a], [, b]) => b.elementSize() - a.elementSize());
  const header = encodeUtf8(padded(formatHeader(entries, metadata)));
  let total = 0;
  for (const [, tensor] of entries) total += tensor.storage.array.byteLength;
  const file = new Uint8Array(8 + header.length + total);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const [, { storage }] of entries) {
    file.set(new Uint8Array(storage.array.buffer, storage.array.byteOffset, storage.array.byteLength), at);
    at += storage.array.byteLength;
  }
  return file;
}

function checkName(name: string, tensor: unknown): void {
  if (!(tensor instanceof Tensor))
    throw new ArgumentError(`safetensors: ${JSON.stringify(name)} should be a tensor, got ${pythonTypeName(tensor)}`, {
      pythonType: 'TypeError',
      fields: { name },
    });
  if (name === '__metadata__')
    throw new ArgumentError('safetensors: no tensor can be named "__metadata__", which is where the notes are');
  if (/\p{Surrogate}/u.test(name))
    throw new ArgumentError(
      `safetensors: the name ${JSON.stringify(name)} has half a character, which UTF-8 cannot hold`,
      {
        fields: { name },
      },
    );
}

function formatHeader(entries: readonly [string, Tensor][], metadata: Named<string> | null): string {
  const parts: string[] = [];
  if (metadata !== null) parts.push(`"__metadata__":${formatMetadata(metadata)}`);
  let begin = 0;
  for (const [name, { dtype, shape, storage }] of entries) {
    const end = begin + storage.array.byteLength;
    const entry = { dtype: FILE_NAMES.get(dtype), shape, data_offsets: [begin, end] };
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    begin = end;
  }
  return `{${parts.join(',')}}`;
}

function formatMetadata(metadata: Named<string>): string {
  const parts = entriesOf<unknown>(metadata).map(([key, value]) => {
    if (typeof value !== 'string')
      throw new ArgumentError(`safetensors: metadata is text, but ${JSON.stringify(key)} is ${pythonTypeName(value)}`, {
        pythonType: 'TypeError',
        fields: { key },
      });
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  });
  return `{${parts.join(',')}}`;
}

/** Spaces up to a multiple of 8 bytes, so that the data begins aligned. */
function padded(header: string): string {
  return header + ' '.repeat((8 - (encodeUtf8(header).length % 8)) % 8);
}
