/**
 * @file Zip archives, written: stored, without dates, so that equal content gives equal bytes.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, §4.3
 */

import { ArgumentError } from '../errors.js';
import { ByteWriter } from './bytes.js';
import { crc32 } from './crc32.js';
import { encodeUtf8 } from './text.js';

export interface ZipRecord {
  readonly name: string;
  readonly data: Uint8Array;
  /** Of the data, where the caller has it already. */
  readonly crc?: number;
}

/** Every record's data begins at a multiple of this, as in PyTorch's archives, which can then be mapped into memory. */
const ALIGNMENT = 64;

/** Names are UTF-8. */
const FLAGS = 0x0800;

/** `FB`, the extra field with which PyTorch pads. */
const PADDING_FIELD = 0x4246;

/** The largest archive whose places fit into 32 bits. */
const LARGEST = 0xffffffff;

/** @throws ArgumentError beyond 4 GiB */
export function formatZip(records: readonly ZipRecord[]): Uint8Array {
  const names = records.map(({ name }) => encodeUtf8(name));
  const total = records.reduce(
    (sum, { data }, i) => sum + data.length + 2 * names[i]!.length + 46 + 34 + ALIGNMENT,
    98,
  );
  if (total > LARGEST)
    throw new ArgumentError(`an archive of ${total} bytes: those of more than 4 GiB are not written`, {
      hint: 'Save the tensors in several files.',
      fields: { bytes: total },
    });
  const file = new ByteWriter(total);
  const directory = new ByteWriter();
  records.forEach(({ data, crc = crc32(data) }, i) => {
    const name = names[i]!;
    const start = file.length;
    const padding = (ALIGNMENT - ((start + 34 + name.length) % ALIGNMENT)) % ALIGNMENT;
    // Version needed, flags, method, time, date; CRC-32, sizes; lengths of name and extra field.
    file
      .u32(0x04034b50)
      .u16(0, FLAGS, 0, 0, 0)
      .u32(crc, data.length, data.length)
      .u16(name.length, padding + 4);
    file.bytes(name).u16(PADDING_FIELD, padding).latin1('Z'.repeat(padding)).bytes(data);
    // Versions, flags, method, time, date; CRC-32, sizes; lengths, disk, attributes; place.
    directory.u32(0x02014b50).u16(0, 0, FLAGS, 0, 0, 0).u32(crc, data.length, data.length);
    directory.u16(name.length, 0, 0, 0, 0).u32(0, start).bytes(name);
  });
  return finish(file, directory.end(), records.length);
}

/** The directory and its ends: the 64-bit one that PyTorch always writes, for any number of records, and the old one. */
function finish(file: ByteWriter, directory: Uint8Array, count: number): Uint8Array {
  const start = file.length;
  const end = start + directory.length;
  const shown = Math.min(count, 0xffff);
  file.bytes(directory);
  file.u32(0x06064b50).u64(44).u16(45, 45).u32(0, 0).u64(count, count, directory.length, start);
  file.u32(0x07064b50, 0).u64(end).u32(1);
  file.u32(0x06054b50).u16(0, 0, shown, shown).u32(directory.length, start).u16(0);
  return file.end();
}
