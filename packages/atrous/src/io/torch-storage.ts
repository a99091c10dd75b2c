/** @file Storages of a checkpoint, and the tensors that lie in them. */

import { Parameter } from '../nn/parameter.js';
import { DTYPES, isFloatingPoint, type TypedArray } from '../tensor/dtype.js';
import { Storage, Tensor } from '../tensor/tensor.js';
import { decodeElements, ELEMENTS, gather, isDense, type ElementType } from './elements.js';
import { Internal, type Caller } from './pickle-machine.js';
import { TorchConstant } from './torch-values.js';

/** Bytes that tensors may still take: a pickle can describe more views of a storage than memory holds. */
export class Budget {
  private left: number;
  private readonly total: number;

  /** Eight times the file, for int8 becomes int32 and views are copied, and a mebibyte, for small files of small views. */
  constructor(fileBytes: number) {
    this.total = 8 * fileBytes + 2 ** 20;
    this.left = this.total;
  }

  take(bytes: number, caller: Caller): void {
    this.left -= bytes;
    if (this.left < 0)
      throw caller.fail(`the tensors would take more than the ${this.total} bytes that this file is allowed`, {
        hint: 'Expanded tensors and many views of one storage are copied here: save them with .contiguous() or .clone().',
        fields: { limit: this.total },
      });
  }
}

/** `torch.FloatStorage` and its like. */
export class StorageType extends Internal {
  /** Undefined where no type here holds its values. */
  readonly element: ElementType | undefined;

  constructor(name: string, element: ElementType | undefined) {
    super(name);
    this.element = element;
  }
}

/** One storage of the file. */
export class TorchStorage extends Internal {
  readonly element: ElementType;
  readonly count: number;
  private readonly budget: Budget;
  private readonly bytes: Uint8Array | undefined;
  private readonly bigEndian: boolean;
  private readonly key: string;
  private readonly decoded = new Map<string, Storage>();
  private readonly others = new Map<ElementType, TorchStorage>();

  /** @param bytes absent on a first reading, when only the sizes are asked for; tensors are then empty */
  constructor(
    key: string,
    element: ElementType,
    count: number,
    budget: Budget,
    bytes: Uint8Array | undefined,
    bigEndian = false,
  ) {
    super(`storage ${JSON.stringify(key)}`);
    this.key = key;
    this.element = element;
    this.count = count;
    this.budget = budget;
    this.bytes = bytes;
    this.bigEndian = bigEndian;
  }

  /** The same bytes as elements of another type. */
  as(element: ElementType): TorchStorage {
    let storage = this.others.get(element);
    if (storage === undefined) {
      const count = Math.floor((this.count * this.element.bytes) / element.bytes);
      storage = new TorchStorage(this.key, element, count, this.budget, this.bytes, this.bigEndian);
      this.others.set(element, storage);
    }
    return storage;
  }

  /** Elements `offset` to `offset + count`: the same memory for everybody who asks for the same ones. */
  private dense(offset: number, count: number, caller: Caller): Storage {
    const key = `${offset} ${count}`;
    let storage = this.decoded.get(key);
    if (storage === undefined) {
      const { bytes, dtype } = this.element;
      this.budget.take(count * DTYPES[dtype].bytes, caller);
      const own = this.bytes!.subarray(offset * bytes, (offset + count) * bytes);
      storage = new Storage(decodeElements(own, this.element, this.bigEndian));
      this.decoded.set(key, storage);
    }
    return storage;
  }

  /**
   * The tensor at `offset`. Tensors that cover the same elements in row-major order share memory; other views get copies,
   * since tensors here are dense.
   *
   * @throws CheckpointError if it reaches beyond the storage
   */
  tensor(offset: number, shape: readonly number[], strides: readonly number[], caller: Caller): Tensor {
    const { dtype } = this.element;
    const count = this.check(offset, shape, strides, caller);
    if (this.bytes === undefined) return new Tensor(DTYPES[dtype].create(0), [0], dtype);
    if (isDense(shape, strides)) return new Tensor(this.dense(count === 0 ? 0 : offset, count, caller), shape, dtype);
    this.budget.take(count * DTYPES[dtype].bytes, caller);
    const all: TypedArray = this.dense(0, this.count, caller).array;
    return new Tensor(gather(all, dtype, shape, strides, offset), shape, dtype);
  }

  /** Number of elements of a tensor that lies inside. */
  private check(offset: number, shape: readonly number[], strides: readonly number[], caller: Caller): number {
    if (shape.length !== strides.length)
      throw caller.fail(`unequal size length (${shape.length}) and stride length (${strides.length})`);
    let count = 1;
    let last = offset;
    for (const [axis, size] of shape.entries()) {
      count *= size;
      last += (size - 1) * strides[axis]!;
      if (count > Number.MAX_SAFE_INTEGER) throw caller.fail('numel: integer multiplication overflow');
    }
    if (count > 0 && !(last < this.count))
      throw caller.fail(
        `a tensor of size [${shape.join(', ')}], stride [${strides.join(', ')}] and offset ${offset} reaches beyond the ` +
          `${this.count} elements of ${this.name}`,
        { fields: { shape, strides, offset, elements: this.count } },
      );
    return count;
  }
}

/** The most axes that PyTorch gives a tensor. */
const MOST_AXES = 64;

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= MOST_AXES && value.every(isSize);

/** `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata=None)`. */
export function rebuildTensor(args: readonly unknown[], caller: Caller): Tensor {
  const [storage, offset, shape, strides, requiresGrad = false] = args;
  if (!(storage instanceof TorchStorage) || args.length > 7) throw caller.fail('_rebuild_tensor with wrong arguments');
  if (!isSize(offset) || !isSizes(shape) || !isSizes(strides))
    throw caller.fail('the offset, sizes and strides of a tensor should be whole numbers from 0');
  const tensor = storage.tensor(offset, shape, strides, caller);
  tensor.requiresGrad = checkGrad(tensor, requiresGrad, caller);
  return tensor;
}

/** `_rebuild_tensor_v3(…, backward_hooks, dtype, metadata=None)`, for types that have no storage class of their own. */
export function rebuildUntyped(args: readonly unknown[], caller: Caller): Tensor {
  const [storage, ...rest] = args;
  const dtype = rest[5];
  if (!(storage instanceof TorchStorage) || !(dtype instanceof TorchConstant) || args.length > 8)
    throw caller.fail('_rebuild_tensor_v3 with wrong arguments');
  const element = ELEMENTS.get(dtype.name);
  if (element === undefined) throw caller.fail(`${String(dtype)}: there is no type here that holds its values`);
  return rebuildTensor([storage.as(element), ...rest.slice(0, 5)], caller);
}

/** `_rebuild_parameter(data, requires_grad, backward_hooks)`, and `_rebuild_parameter_with_state` with attributes besides. */
export function rebuildParameter(args: readonly unknown[], caller: Caller): Parameter {
  const [data, requiresGrad] = args;
  if (!(data instanceof Tensor) || args.length > 4) throw caller.fail('_rebuild_parameter with wrong arguments');
  return new Parameter(data, { requiresGrad: checkGrad(data, requiresGrad, caller) });
}

function checkGrad(tensor: Tensor, requiresGrad: unknown, caller: Caller): boolean {
  if (typeof requiresGrad !== 'boolean') throw caller.fail('requires_grad should be True or False');
  if (requiresGrad && !isFloatingPoint(tensor.dtype))
    throw caller.fail('only Tensors of floating point dtype can require gradients');
  return requiresGrad;
}
