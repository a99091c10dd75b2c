/**
 * @file Zip archives, read: the directory at the end, checked against the records it lists.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, §4.3
 */

import { CheckpointError, type ErrorDetails } from '../errors.js';
import { viewOf } from './bytes.js';
import { crc32 } from './crc32.js';
import { decodeUtf8 } from './text.js';

export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  /** Of the content; 0 where the writer left it out, as PyTorch does on request. */
  readonly crc: number;
  /** Bytes of the content. */
  readonly size: number;
  /** As it lies in the archive: the content itself, or its deflated form. */
  readonly data: Uint8Array;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const IN_ZIP64 = 0xffffffff;

function damaged(text: string, details?: ErrorDetails): CheckpointError {
  return new CheckpointError(`damaged zip archive: ${text}`, details);
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The entries of an archive by name. Nothing is copied.
 *
 * @throws CheckpointError naming what was found and where
 */
export function readZip(bytes: Uint8Array): Map<string, ZipEntry> {
  const view = viewOf(bytes);
  const directory = findDirectory(view);
  const entries = new Map<string, ZipEntry>();
  let at = directory.start;
  let total = 0;
  for (let i = 0; i < directory.count; i++) {
    const { entry, next } = readEntry(bytes, view, at, directory);
    if (entries.has(entry.name)) throw damaged(`it holds ${JSON.stringify(entry.name)} twice`);
    entries.set(entry.name, entry);
    total += entry.data.length;
    at = next;
  }
  if (at !== directory.end) throw damaged(`its directory ends at byte ${at} instead of ${directory.end}`);
  if (total > bytes.length) throw damaged('its records overlap', { fields: { total, bytes: bytes.length } });
  return entries;
}

/** The last end record, which a comment of at most 65535 bytes may follow. */
function findDirectory(view: DataView): Directory {
  const length = view.byteLength;
  for (let at = length - 22; at >= Math.max(0, length - 22 - 0xffff); at--)
    if (view.getUint32(at, true) === END) return readEnd(view, at);
  throw damaged('it has no directory at its end', {
    hint: 'It is probably truncated: compare its size with the original.',
    fields: { bytes: length },
  });
}

function readEnd(view: DataView, at: number): Directory {
  const zip64 = at >= 20 && view.getUint32(at - 20, true) === LOCATOR_64 ? readEnd64(view, at - 20) : undefined;
  const size = view.getUint32(at + 12, true);
  const start = view.getUint32(at + 16, true);
  const { count, start: from, end } = zip64 ?? { count: view.getUint16(at + 10, true), start, end: start + size };
  if (end > at || count * 46 > end - from)
    throw damaged(`a directory of ${count} entries cannot lie at bytes ${from} to ${end} of ${view.byteLength}`);
  return { count, start: from, end };
}

function readEnd64(view: DataView, locator: number): Directory {
  const at = u64(view, locator + 8);
  if (at + 56 > locator || view.getUint32(at, true) !== END_64)
    throw damaged(`its zip64 end record is not at byte ${at}`, { fields: { position: at } });
  const start = u64(view, at + 48);
  return { count: u64(view, at + 32), start, end: start + u64(view, at + 40) };
}

/** Beyond 2⁵³ a neighbouring number, which is as far outside every file. */
function u64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  directory: Directory,
): { entry: ZipEntry; next: number } {
  if (at + 46 > directory.end || view.getUint32(at, true) !== CENTRAL)
    throw damaged(`no directory entry at byte ${at}`, { fields: { position: at } });
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const extra = at + 46 + nameLength!;
  const next = extra + extraLength! + commentLength!;
  if (next > directory.end) throw damaged(`the directory entry at byte ${at} is longer than the directory`);
  const name = decodeUtf8(bytes.subarray(at + 46, extra));
  if (name === undefined) throw damaged(`the name at byte ${at + 46} is not UTF-8`);
  const method = view.getUint16(at + 10, true);
  if (view.getUint16(at + 8, true) & 1) throw damaged(`${JSON.stringify(name)} is encrypted`);
  if (method !== 0 && method !== 8)
    throw damaged(`${JSON.stringify(name)} is compressed by method ${method}; 0 (stored) and 8 (deflated) are known`);
  const [size, packed, local] = readSizes(view, at, extra, extraLength!);
  if (method === 0 && size !== packed) throw damaged(`${JSON.stringify(name)} is stored, but with two sizes`);
  const data = dataStart(bytes, view, local, bytes.subarray(at + 46, extra), name);
  if (data + packed > directory.start)
    throw damaged(`${JSON.stringify(name)} lies at bytes ${data} to ${data + packed}, outside the archive`);
  const crc = view.getUint32(at + 16, true);
  return { entry: { name, deflated: method === 8, crc, size, data: bytes.subarray(data, data + packed) }, next };
}

/** Size, packed size and place of the local header; those that need more than 32 bits are in the zip64 field. */
function readSizes(view: DataView, at: number, extra: number, extraLength: number): [number, number, number] {
  const values = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  let field = extra;
  while (field + 4 <= extra + extraLength && view.getUint16(field, true) !== 1)
    field += 4 + view.getUint16(field + 2, true);
  let place = field + 4;
  return values.map((value) => {
    if (value !== IN_ZIP64 || place + 8 > extra + extraLength) return value;
    place += 8;
    return u64(view, place - 8);
  }) as [number, number, number];
}

/** Where the data begins: behind the local header, which must name the same file. */
function dataStart(bytes: Uint8Array, view: DataView, local: number, name: Uint8Array, shown: string): number {
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL)
    throw damaged(`${JSON.stringify(shown)} has no header at byte ${local}`, { fields: { position: local } });
  const nameLength = view.getUint16(local + 26, true);
  const same = nameLength === name.length && name.every((byte, i) => byte === bytes[local + 30 + i]);
  if (!same) throw damaged(`the header at byte ${local} is not the one of ${JSON.stringify(shown)}`);
  return local + 30 + nameLength + view.getUint16(local + 28, true);
}

/**
 * The content of a stored entry, without a copy.
 *
 * @throws CheckpointError if it is deflated or its CRC-32 does not match
 */
export function storedContent({ name, deflated, crc, size, data }: ZipEntry, reader: string): Uint8Array {
  if (deflated)
    throw new CheckpointError(`${JSON.stringify(name)} in this zip archive is compressed`, {
      hint: `\`await ${reader}(bytes)\` reads it: inflating is asynchronous in JavaScript.`,
      fields: { name, size },
    });
  if (crc !== 0 && crc !== crc32(data))
    throw damaged(`${JSON.stringify(name)} does not match its CRC-32`, { fields: { name } });
  return data;
}
