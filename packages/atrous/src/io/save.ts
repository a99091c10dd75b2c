/** @file `torch.save`: checkpoints that PyTorch reads, as bytes out. */

import { Parameter } from '../nn/parameter.js';
import { StateDict } from '../nn/state-dict.js';
import type { TypedArray } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { bytesOf } from './bytes.js';
import { crc32 } from './crc32.js';
import { denseStrides } from './elements.js';
import { Call, GlobalName, PersistentId, writePickle } from './pickle-write.js';
import { encodeUtf8 } from './text.js';
import { STORAGE_NAMES } from './torch-globals.js';
import { formatZip, type ZipRecord } from './zip-write.js';

/** The storages of a checkpoint: each array once, numbered as they come. */
class Storages {
  private readonly numbers = new Map<TypedArray, number>();

  /** `('storage', torch.FloatStorage, '0', 'cpu', element count)`. */
  id({ storage: { array }, dtype }: Tensor): PersistentId {
    const number = this.numbers.get(array) ?? this.numbers.size;
    this.numbers.set(array, number);
    const type = new GlobalName('torch', STORAGE_NAMES.get(dtype)!);
    return new PersistentId(['storage', type, String(number), 'cpu', array.length]);
  }

  records(): ZipRecord[] {
    return Array.from(this.numbers, ([array, number]) => record(`data/${number}`, bytesOf(array)));
  }
}

/**
 * The bytes of a checkpoint in the zip format, which `torch.load` reads (`weights_only=True` as well) and `load`.
 *
 * Values become what `CheckpointValue` says of them: an array a `list`, a frozen one a `tuple`, a `Map` or a plain object a
 * `dict`, a `StateDict` an `OrderedDict` with its `_metadata`, a number without a fraction an `int`. Tensors that share an
 * array share one storage. Equal values give equal bytes.
 *
 * @throws ArgumentError for values that a checkpoint cannot hold, naming their type
 */
export function save(value: unknown): Uint8Array {
  const storages = new Storages();
  const pickle = writePickle(value, (tensor) => tensorCall(tensor, storages));
  const records = [
    record('data.pkl', pickle),
    record('.format_version', encodeUtf8('1')),
    record('.storage_alignment', encodeUtf8('64')),
    record('byteorder', encodeUtf8('little')),
    ...storages.records(),
    record('version', encodeUtf8('3\n')),
  ];
  return formatZip([...records, record('.data/serialization_id', encodeUtf8(serializationId(records)))]);
}

function record(name: string, data: Uint8Array): ZipRecord & { readonly crc: number } {
  return { name: `archive/${name}`, data, crc: crc32(data) };
}

/** 40 digits that follow from names and contents. PyTorch writes them into its logs. */
function serializationId(records: readonly ZipRecord[]): string {
  const digits = (text: string): string => String(crc32(encodeUtf8(text))).padStart(20, '0');
  return digits(records.map(({ name }) => name).join()) + digits(records.map(({ crc }) => crc).join());
}

/** Whether a parameter or a plain tensor: what PyTorch calls to make it. */
function tensorCall(tensor: Tensor, storages: Storages): Call {
  const requiresGrad = tensor.requiresGrad;
  const hooks = new StateDict();
  const size = Object.freeze([...tensor.shape]);
  const stride = Object.freeze(denseStrides(tensor.shape));
  // A parameter is made of a tensor, which by itself asks for no gradient.
  const parameter = tensor instanceof Parameter;
  const args = [storages.id(tensor), 0, size, stride, requiresGrad && !parameter, hooks];
  const plain = new Call('torch._utils', '_rebuild_tensor_v2', args);
  return parameter ? new Call('torch._utils', '_rebuild_parameter', [plain, requiresGrad, new StateDict()]) : plain;
}
