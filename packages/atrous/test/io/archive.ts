/** @file Archives and pickles made by hand, with their mistakes. Knows nothing of the library's own writers. */

import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
  readonly name: string;
  readonly data: Uint8Array | string;
  readonly deflate?: boolean;
  /** What the directory says, where it should not be true. */
  readonly size?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Where it lies already: then only the directory gets an entry. */
  readonly start?: number;
}

/** Bytes of a text of characters up to 255. */
export const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** `crc32` of `node:zlib` is younger than Node 20. */
function checksum(data: Uint8Array): number {
  if (typeof crc32 === 'function') return crc32(data);
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function fields(...values: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const buffer = Buffer.alloc(values.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of values) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}

/** A zip archive with these members, in this order. */
export function zip(members: readonly Member[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let length = 0;
  for (const member of members) {
    const content = typeof member.data === 'string' ? latin1(member.data) : member.data;
    const data = member.deflate ? deflateRawSync(content) : Buffer.from(content);
    const name = Buffer.from(member.name);
    const method = member.method ?? (member.deflate ? 8 : 0);
    const crc = member.crc ?? checksum(content);
    const size = member.size ?? content.length;
    const start = member.start ?? length;
    const shared = fields(
      [2, member.flags ?? 0],
      [2, method],
      [4, 0],
      [4, crc],
      [4, data.length],
      [4, size],
      [2, name.length],
      [2, 0],
    );
    if (member.start === undefined) parts.push(fields([4, 0x04034b50], [2, 20]), shared, name, data);
    directory.push(fields([4, 0x02014b50], [4, 0x140014]), shared, fields([4, 0], [2, 0], [4, 0], [4, start]), name);
    if (member.start === undefined) length += 30 + name.length + data.length;
  }
  const entries = Buffer.concat(directory);
  const count = members.length;
  const end = fields([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, entries.length], [4, length], [2, 0]);
  return Uint8Array.from(Buffer.concat([...parts, entries, end]));
}

/** A checkpoint with this pickle (without `PROTO` and `STOP`) and these storages. */
export function checkpoint(pickle: string, storages: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
  return zip([
    { name: 'archive/data.pkl', data: `\x80\x02${pickle}.` },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
    { name: 'archive/version', data: '3\n' },
  ]);
}

const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;

const int = (value: number): string => `J${fields([4, value >>> 0]).toString('latin1')}`;

/** The opcodes of a text and of an integer. */
export const op = { text, int };

/** The opcodes of `(value, …)`. */
const tuple = (values: readonly number[]): string => `(${values.map(int).join('')}t`;

/** The opcodes of a tensor in the storage `key` of `count` float32 elements. */
export function tensorPickle(
  count: number,
  offset: number,
  size: readonly number[],
  stride: readonly number[],
  { key = '0', type = 'torch\nFloatStorage', requiresGrad = false, dtype = '' } = {},
): string {
  const storage = `(${text('storage')}c${type}\n${text(key)}${text('cpu')}${int(count)}tQ`;
  const grad = requiresGrad ? '\x88' : '\x89';
  const version = dtype === '' ? 2 : 3;
  const type3 = dtype === '' ? '' : `ctorch\n${dtype}\n`;
  const args = `(${storage}${int(offset)}${tuple(size)}${tuple(stride)}${grad}ccollections\nOrderedDict\n)R${type3}t`;
  return `ctorch._utils\n_rebuild_tensor_v${version}\n${args}R`;
}
