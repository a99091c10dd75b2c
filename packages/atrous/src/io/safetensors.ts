/**
 * @file safetensors, read and written: 8 bytes of header length, a JSON header, the tensors' bytes.
 *
 * Everything is little-endian, as every processor that runs JavaScript today.
 *
 * @see https://github.com/huggingface/safetensors, "Format"
 */

import { ArgumentError, CheckpointError } from '../errors.js';
import { pythonTypeName } from '../tensor/python-type.js';
import { DTYPES, type DType } from '../tensor/dtype.js';
import { Tensor } from '../tensor/tensor.js';
import { asBytes, bytesOf } from './bytes.js';
import { decodeElements, ELEMENTS, type ElementType } from './elements.js';
import { lookalike } from './lookalike.js';
import { checkTensor, entriesOf, type Named } from './named.js';
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

/** Bytes of one element, and what it is where a type here holds its values. */
type FileType = Partial<ElementType> & Pick<ElementType, 'bytes'>;

/** Every dtype of the format. */
const FILE_TYPES: ReadonlyMap<string, FileType> = new Map<string, FileType>([
  ['F64', ELEMENTS.get('float64')!],
  ['I64', ELEMENTS.get('int64')!],
  ['F32', ELEMENTS.get('float32')!],
  ['I32', ELEMENTS.get('int32')!],
  ['F16', ELEMENTS.get('float16')!],
  ['BF16', ELEMENTS.get('bfloat16')!],
  ['U8', ELEMENTS.get('uint8')!],
  ['BOOL', ELEMENTS.get('bool')!],
  ['I8', ELEMENTS.get('int8')!],
  ['I16', ELEMENTS.get('int16')!],
  ['U16', ELEMENTS.get('uint16')!],
  ['U32', ELEMENTS.get('uint32')!],
  ['U64', { bytes: 8 }],
  ['C64', { bytes: 8 }],
  ['F8_E5M2', { bytes: 1 }],
  ['F8_E4M3', { bytes: 1 }],
  ['F8_E8M0', { bytes: 1 }],
]);

const FILE_NAMES: ReadonlyMap<DType, string> = new Map(
  [...FILE_TYPES].flatMap(([name, { dtype, bytes }]) =>
    dtype && DTYPES[dtype].bytes === bytes ? [[dtype, name]] : [],
  ),
);

/**
 * Reads a safetensors file. The tensors own their memory; the bytes are not kept.
 *
 * I8, I16 and U16 become `int32`, U32 becomes `int64`.
 *
 * @throws CheckpointError naming what was found and where, before anything is allocated
 */
export function parseSafetensors(bytes: Uint8Array | ArrayBuffer): Safetensors {
  const file = asBytes('parseSafetensors', bytes);
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
  const type = FILE_TYPES.get(entry.dtype) as ElementType;
  return new Tensor(decodeElements(data.subarray(...entry.offsets), type), entry.shape, type.dtype);
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
    file.set(bytesOf(storage.array), at);
    at += storage.array.byteLength;
  }
  return file;
}

function checkName(name: string, tensor: unknown): void {
  checkTensor('safetensors', name, tensor);
  if (name === '__metadata__')
    throw new ArgumentError('safetensors: no tensor can be named "__metadata__", which is where the notes are');
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
