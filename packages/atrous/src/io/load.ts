/**
 * @file `torch.load`: checkpoints of PyTorch, as bytes in.
 *
 * @see https://github.com/pytorch/pytorch/blob/v2.9.0/torch/serialization.py, `_load` and `_legacy_load`
 */

import { CheckpointError } from '../errors.js';
import { checkOptions } from '../geometry/options.js';
import type { StateDict } from '../nn/state-dict.js';
import { asBytes, viewOf } from './bytes.js';
import type { ElementType } from './elements.js';
import { inflateEntries, type InflateOptions } from './inflate.js';
import { lookalike } from './lookalike.js';
import type { Caller, PickleHost } from './pickle-machine.js';
import { readPickle } from './pickle-read.js';
import { decodeUtf8 } from './text.js';
import { globalHint, torchGlobal } from './torch-globals.js';
import { Budget, StorageType, TorchStorage } from './torch-storage.js';
import { readZip, storedContent, type ZipEntry } from './zip-read.js';

/**
 * Reads a checkpoint that `torch.save` or `save` wrote: `.pt` and `.pth`, zip archives and files of PyTorch before 1.6.
 *
 * As with PyTorch's `weights_only=True`, only tensors and plain values come out; nothing in the file is executed.
 * Every tensor is on the CPU. Tensors that cover the same elements of one storage share memory; other views of it are copied,
 * since tensors here are dense. int8 and int16 become `int32`.
 *
 * @returns what was saved, of the types that `CheckpointValue` lists: a `StateDict` for what `state_dict()` gave. The type
 *   parameter is yours to say; nothing checks it
 * @throws CheckpointError naming what was found and where
 */
// What a file holds is for the caller to know, as with torch.load.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function load<T = StateDict>(bytes: Uint8Array | ArrayBuffer): T {
  const file = asBytes('load', bytes);
  return (isZip(file) ? readArchive(readZip(file), file.length) : readLegacy(file)) as T;
}

/**
 * Reads a checkpoint whose records may be compressed, as other programs pack them.
 *
 * @throws CheckpointError naming what was found and where
 */
export async function loadAsync<T = StateDict>(
  bytes: Uint8Array | ArrayBuffer,
  options: InflateOptions = {},
): Promise<T> {
  checkOptions('load', options, ['maxBytes']);
  const file = asBytes('loadAsync', bytes);
  if (!isZip(file)) return readLegacy(file) as T;
  const entries = await inflateEntries(readZip(file), options.maxBytes ?? 100 * file.length);
  let total = file.length;
  for (const { size } of entries.values()) total += size;
  return readArchive(entries, total) as T;
}

/** `PK`, with which every record of a zip archive begins. */
const isZip = (file: Uint8Array): boolean => file[0] === 0x50 && file[1] === 0x4b;

interface StorageId {
  readonly type: StorageType;
  readonly key: string;
  readonly count: number;
  /** Of which storage it is a part: legacy files only. */
  readonly view: unknown;
}

/** The parts of a storage's persistent id. Its device makes no difference here. */
function storageId(id: unknown, caller: Caller): StorageId {
  if (!Array.isArray(id)) throw caller.fail('persistent_load id must be tuple or int');
  const [kind, type, key, , count, view] = id as unknown[];
  if (kind !== 'storage') throw caller.fail('Only persistent_load of storage is allowed');
  const sound = type instanceof StorageType && typeof key === 'string' && Number.isSafeInteger(count);
  if (!sound || (count as number) < 0) throw caller.fail('the persistent id of a storage has wrong parts');
  return { type, key, count: count as number, view };
}

function elementOf({ name, element }: StorageType, caller: Caller): ElementType {
  if (element === undefined) throw caller.fail(`${name}: there is no type here that holds its values`);
  return element;
}

/** The zip format: records under one folder, `data.pkl` and `data/KEY` for every storage. */
function readArchive(entries: ReadonlyMap<string, ZipEntry>, fileBytes: number): unknown {
  const record = recordsOf(entries);
  if (record('constants.pkl') !== undefined)
    throw new CheckpointError('this is a TorchScript archive, which holds a program', {
      hint: 'Save the state in place of it: `torch.save(model.state_dict(), path)`.',
    });
  const pickle = record('data.pkl');
  if (pickle === undefined)
    throw new CheckpointError('failed locating file data.pkl: file not found', {
      hint: 'The zip archive is no checkpoint of torch.save.',
    });
  checkVersion(record('version'));
  const bigEndian = readByteOrder(record('byteorder'));
  const budget = new Budget(fileBytes);
  const storages = new Map<string, TorchStorage>();
  const host = hostOf((id, caller) => {
    const { type, key, count } = storageId(id, caller);
    // One record may be read as two types.
    const name = `${key} ${type.name}`;
    const storage = storages.get(name) ?? openStorage(key, elementOf(type, caller), record, bigEndian, budget, caller);
    storages.set(name, storage);
    const { bytes } = storage.element;
    if (storage.count === count) return storage;
    throw caller.fail(
      `record size (${storage.count * bytes} bytes) does not match expected size ` +
        `(${count * bytes} bytes = ${count} elements * ${bytes} bytes/element) for data/${key}`,
      { fields: { key, count } },
    );
  });
  return readPickle(pickle, 0, host, 'data.pkl').value;
}

function openStorage(
  key: string,
  element: ElementType,
  record: (name: string) => Uint8Array | undefined,
  bigEndian: boolean,
  budget: Budget,
  caller: Caller,
): TorchStorage {
  const bytes = record(`data/${key}`);
  if (bytes === undefined) throw caller.fail(`failed locating file data/${key}: file not found`, { fields: { key } });
  return new TorchStorage(key, element, bytes.length / element.bytes, budget, bytes, bigEndian);
}

const hostOf = (persistent: PickleHost['persistent']): PickleHost => ({
  global: torchGlobal,
  hint: globalHint,
  persistent,
});

/** The records by their names without the folder, which is the same for all of them. */
function recordsOf(entries: ReadonlyMap<string, ZipEntry>): (name: string) => Uint8Array | undefined {
  const [first = ''] = entries.keys();
  const folder = first.slice(0, first.indexOf('/') + 1);
  for (const name of entries.keys())
    if (folder === '' || !name.startsWith(folder))
      throw new CheckpointError(`file in archive is not in a subdirectory${folder && ` ${folder}`}: ${name}`, {
        hint: 'The zip archive is no checkpoint of torch.save.',
        fields: { name },
      });
  return (name) => {
    const entry = entries.get(folder + name);
    return entry && storedContent(entry, 'loadAsync');
  };
}

/** The newest version of the format that PyTorch reads. */
const NEWEST_VERSION = 10;

function checkVersion(record: Uint8Array | undefined): void {
  if (record === undefined) return;
  const text = decodeUtf8(record)?.trim() ?? '';
  if (!/^\d+$/.test(text)) throw new CheckpointError(`Couldn't parse the version ${text} as Long Long.`);
  if (Number(text) > NEWEST_VERSION)
    throw new CheckpointError(
      `Attempted to read a PyTorch file with version ${text}, but the maximum supported version for reading is ${NEWEST_VERSION}.`,
      { fields: { version: text } },
    );
}

function readByteOrder(record: Uint8Array | undefined): boolean {
  const text = record === undefined ? 'little' : decodeUtf8(record);
  if (text !== 'little' && text !== 'big') throw new CheckpointError(`Unknown endianness type: ${text ?? 'not UTF-8'}`);
  return text === 'big';
}

const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_VERSION = 1001;

/**
 * The format before PyTorch 1.6: pickles of a magic number, the version, the machine, the value and the list of storages;
 * then every storage as its length and its elements. The value is read twice, since it comes before its data.
 */
function readLegacy(file: Uint8Array): unknown {
  if (file[0] !== 0x80)
    throw new CheckpointError(
      `not a checkpoint: neither a zip archive nor a pickle begins these ${file.length} bytes`,
      {
        hint: lookalike(file),
        fields: { bytes: file.length },
      },
    );
  const read = (at: number, persistent: PickleHost['persistent']): { value: unknown; end: number } =>
    readPickle(file, at, hostOf(persistent), 'the file');
  const magic = read(0, noStorage);
  if (magic.value !== LEGACY_MAGIC)
    throw new CheckpointError('Invalid magic number; corrupt file?', {
      hint: 'It is a pickle, but none that torch.save wrote.',
    });
  const version = read(magic.end, noStorage);
  const machine = read(version.end, noStorage);
  checkHeader(version.value, machine.value);
  const declared = new Map<string, TorchStorage>();
  const budget = new Budget(file.length);
  const value = read(machine.end, (id, caller) => declareStorage(id, caller, declared, budget));
  const keys = read(value.end, noStorage);
  const storages = readStorages(file, keys.end, keys.value, declared, budget);
  return read(machine.end, (id) => storages.get((id as string[])[2]!)).value;
}

function noStorage(_: unknown, caller: Caller): never {
  throw caller.fail('a persistent id where no storage can be');
}

function checkHeader(version: unknown, machine: unknown): void {
  if (version !== LEGACY_VERSION) throw new CheckpointError(`Invalid protocol version: ${String(version)}`);
  if (machine instanceof Map && machine.get('little_endian') === true) return;
  throw new CheckpointError('a legacy checkpoint of a big-endian machine', {
    hint: 'Load and save it again with PyTorch 1.6 or later.',
  });
}

/** What the value says about a storage; its data comes later. */
function declareStorage(
  id: unknown,
  caller: Caller,
  declared: Map<string, TorchStorage>,
  budget: Budget,
): TorchStorage {
  const { type, key, count, view } = storageId(id, caller);
  const element = elementOf(type, caller);
  if (view !== null && view !== undefined)
    throw caller.fail(`storage ${JSON.stringify(key)} is a view of another one, as PyTorch before 0.4 wrote it`);
  const known = declared.get(key);
  if (known && (known.count !== count || known.element !== element))
    throw caller.fail(`storage ${JSON.stringify(key)} comes with two types or sizes`);
  const storage = known ?? new TorchStorage(key, element, count, budget, undefined);
  declared.set(key, storage);
  return storage;
}

function readStorages(
  file: Uint8Array,
  start: number,
  keys: unknown,
  declared: ReadonlyMap<string, TorchStorage>,
  budget: Budget,
): Map<string, TorchStorage> {
  const storages = new Map<string, TorchStorage>();
  if (!Array.isArray(keys)) throw new CheckpointError('legacy checkpoint: no list of storages follows the value');
  let at = start;
  for (const key of keys as string[]) {
    const storage = declared.get(key);
    if (storage === undefined)
      throw new CheckpointError(`legacy checkpoint: storage ${JSON.stringify(key)} belongs to no tensor`);
    const { element, count } = storage;
    const end = at + 8 + count * element.bytes;
    if (end > file.length)
      throw new CheckpointError(
        `unexpected EOF, expected ${end - file.length} more bytes. The file might be corrupted.`,
        {
          fields: { key, end, bytes: file.length },
        },
      );
    const found = viewOf(file).getBigUint64(at, true);
    if (found !== BigInt(count))
      throw new CheckpointError(`${storage.name} has ${found} elements at byte ${at}, and ${count} in the value`);
    storages.set(key, new TorchStorage(key, element, count, budget, file.subarray(at + 8, end)));
    at = end;
  }
  for (const [key, { name }] of declared)
    if (!storages.has(key)) throw new CheckpointError(`legacy checkpoint: ${name} has no data`);
  return storages;
}
