/** @file `.npz`, NumPy's archive of named arrays: a zip of `.npy` files. */

import { CheckpointError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import type { Tensor } from '../tensor/tensor.js';
import { asBytes } from './bytes.js';
import { inflateEntries, type InflateOptions } from './inflate.js';
import { checkTensor, entriesOf, type Named } from './named.js';
import { formatNpy, parseNpy } from './npy.js';
import { readZip, storedContent, type ZipEntry } from './zip-read.js';
import { formatZip } from './zip-write.js';

/**
 * Reads the arrays that `numpy.savez` wrote, by name and in the file's order.
 *
 * @throws CheckpointError naming what was found; for archives of `numpy.savez_compressed`, which `parseNpzAsync` reads
 */
export function parseNpz(bytes: Uint8Array | ArrayBuffer): Map<string, Tensor> {
  return readArrays(readZip(asBytes('parseNpz', bytes)));
}

/**
 * Reads the arrays that `numpy.savez` or `numpy.savez_compressed` wrote.
 *
 * @throws CheckpointError naming what was found
 */
export async function parseNpzAsync(
  bytes: Uint8Array | ArrayBuffer,
  options: InflateOptions = {},
): Promise<Map<string, Tensor>> {
  checkOptions('parseNpzAsync', options, ['maxBytes']);
  const file = asBytes('parseNpzAsync', bytes);
  return readArrays(await inflateEntries(readZip(file), options.maxBytes ?? 100 * file.length));
}

function readArrays(entries: ReadonlyMap<string, ZipEntry>): Map<string, Tensor> {
  const arrays = new Map<string, Tensor>();
  for (const [name, entry] of entries) {
    if (!name.endsWith('.npy'))
      throw new CheckpointError(`npz: ${JSON.stringify(name)} is no .npy file`, { fields: { name } });
    arrays.set(name.slice(0, -'.npy'.length), parseNpy(storedContent(entry, 'parseNpzAsync')));
  }
  return arrays;
}

/**
 * The bytes of a `.npz` archive, as `numpy.savez` writes it.
 *
 * @param tensors by name: a state dict, a map or a plain object
 * @throws ArgumentError for names that UTF-8 cannot hold; DTypeError for bfloat16, which NumPy does not have
 */
export function formatNpz(tensors: Named<Tensor>): Uint8Array {
  return formatZip(
    entriesOf(tensors).map(([name, tensor]) => {
      checkTensor('npz', name, tensor);
      return { name: `${name}.npy`, data: formatNpy(tensor) };
    }),
  );
}
