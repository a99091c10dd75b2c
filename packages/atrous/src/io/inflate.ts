/** @file Deflated entries of a zip archive, inflated by the platform's own stream. */

import { CheckpointError } from '../errors.js';
import type { ZipEntry } from './zip-read.js';

/** The parts used of a class that every runtime has but that belongs to no TypeScript library we use. */
interface InflateStream {
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } };
  readonly readable: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> };
  };
}
declare const DecompressionStream: new (format: 'deflate-raw') => InflateStream;

export interface InflateOptions {
  /** The most bytes that compressed records may inflate to, together; default 100 times the file's. */
  maxBytes?: number;
}

/**
 * The same entries with all of them stored.
 *
 * @throws CheckpointError before anything is inflated if the sizes that the archive states are more than `maxBytes`, and
 *   as soon as an entry turns out larger than it says
 */
export async function inflateEntries(
  entries: ReadonlyMap<string, ZipEntry>,
  maxBytes: number,
): Promise<Map<string, ZipEntry>> {
  let total = 0;
  for (const entry of entries.values()) if (entry.deflated) total += entry.size;
  if (total > maxBytes)
    throw new CheckpointError(`the zip archive would inflate to ${total} bytes, and at most ${maxBytes} are allowed`, {
      hint: `If you trust the file, allow them: { maxBytes: ${total} }.`,
      fields: { total, maxBytes },
    });
  const inflated = new Map<string, ZipEntry>();
  for (const [name, entry] of entries)
    inflated.set(name, entry.deflated ? { ...entry, deflated: false, data: await inflate(entry) } : entry);
  return inflated;
}

/** @throws CheckpointError if the content is not the deflated form of `size` bytes */
async function inflate({ name, size, data }: ZipEntry): Promise<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  const content = new Uint8Array(size);
  let length = 0;
  try {
    // What is wrong with the data comes out at the reading end.
    void Promise.all([writer.write(data), writer.close()]).catch(() => undefined);
    for (;;) {
      // The pieces come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await reader.read();
      if (done || value === undefined) break;
      length += value.length;
      if (length > size) break;
      content.set(value, length - value.length);
    }
  } catch {
    throw new CheckpointError(`damaged zip archive: ${JSON.stringify(name)} cannot be inflated`, { fields: { name } });
  }
  if (length !== size) {
    await reader.cancel().catch(() => undefined);
    throw new CheckpointError(
      `damaged zip archive: ${JSON.stringify(name)} inflates to ${length > size ? 'more' : 'fewer'} than its ${size} bytes`,
      { fields: { name, size } },
    );
  }
  return content;
}
