/**
 * @file The names that a checkpoint may speak: those of PyTorch's `weights_only` for which there is something here.
 *
 * @see https://github.com/pytorch/pytorch/blob/v2.9.0/torch/_weights_only_unpickler.py, `_get_allowed_globals`
 */

import { StateDict } from '../nn/state-dict.js';
import { Size } from '../tensor/tensor.js';
import { ELEMENTS } from './elements.js';
import { Callable, type Caller } from './pickle-machine.js';
import { rebuildParameter, rebuildTensor, rebuildUntyped, StorageType } from './torch-storage.js';
import { TorchConstant } from './torch-values.js';

/** Storage classes by the dtype of their elements. */
export const STORAGE_NAMES: ReadonlyMap<string, string> = new Map([
  ['float32', 'FloatStorage'],
  ['float64', 'DoubleStorage'],
  ['float16', 'HalfStorage'],
  ['bfloat16', 'BFloat16Storage'],
  ['int64', 'LongStorage'],
  ['int32', 'IntStorage'],
  ['int16', 'ShortStorage'],
  ['int8', 'CharStorage'],
  ['uint8', 'ByteStorage'],
  ['bool', 'BoolStorage'],
  ['complex64', 'ComplexFloatStorage'],
  ['complex128', 'ComplexDoubleStorage'],
]);

const wrong = (name: string, caller: Caller): Error => caller.fail(`${name} with wrong arguments`);

const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2;

function orderedDict(args: readonly unknown[], caller: Caller): StateDict {
  const items = args[0] ?? [];
  if (args.length > 1 || !Array.isArray(items) || !items.every(isPair)) throw wrong('OrderedDict', caller);
  caller.copying(items.length);
  return new StateDict(items as [never, never][]);
}

function counter(args: readonly unknown[], caller: Caller): Map<unknown, unknown> {
  const items = args[0] ?? new Map();
  if (args.length > 1 || !(items instanceof Map)) throw wrong('Counter', caller);
  caller.copying(items.size);
  return new Map(items);
}

function set(args: readonly unknown[], caller: Caller): Set<unknown> {
  const items = args[0] ?? [];
  if (args.length > 1 || !Array.isArray(items)) throw wrong('set', caller);
  caller.copying(items.length);
  return new Set(items);
}

function size(args: readonly unknown[], caller: Caller): Size {
  const sizes = args[0] ?? [];
  if (args.length > 1 || !Array.isArray(sizes) || !sizes.every((value) => Number.isSafeInteger(value)))
    throw wrong('torch.Size', caller);
  caller.copying(sizes.length);
  return Object.freeze(Size.from(sizes as number[])) as Size;
}

/** `device('cuda', 0)`. It is a name only: tensors are on the CPU here. */
function device(args: readonly unknown[], caller: Caller): TorchConstant {
  const [type, index] = args;
  if (args.length > 2 || typeof type !== 'string' || !(index === undefined || Number.isSafeInteger(index)))
    throw wrong('torch.device', caller);
  return new TorchConstant('device', index === undefined ? type : `${type}:${index as number}`);
}

/** How protocol 2 writes `bytes`: `_codecs.encode(text, 'latin1')`. */
function encode(args: readonly unknown[], caller: Caller): Uint8Array {
  const [text, encoding] = args;
  if (typeof text !== 'string' || encoding !== 'latin1') throw wrong('_codecs.encode', caller);
  caller.copying(text.length);
  return Uint8Array.from(text, (char) => {
    if (char > '\xff') throw caller.fail('a character beyond latin1');
    return char.charCodeAt(0);
  });
}

/** `bytes()` and `bytearray(b'…')`. */
function byteArray(args: readonly unknown[], caller: Caller): Uint8Array {
  const bytes = args[0] ?? new Uint8Array(0);
  if (args.length > 1 || !(bytes instanceof Uint8Array)) throw wrong('bytes', caller);
  caller.copying(bytes.length);
  return new Uint8Array(bytes);
}

const callables: readonly Callable[] = [
  new Callable('torch._utils._rebuild_tensor_v2', rebuildTensor, true),
  new Callable('torch._utils._rebuild_tensor', rebuildTensor, true),
  new Callable('torch._utils._rebuild_tensor_v3', rebuildUntyped, true),
  new Callable('torch._utils._rebuild_parameter', rebuildParameter),
  new Callable('torch._utils._rebuild_parameter_with_state', rebuildParameter),
  new Callable('collections.OrderedDict', orderedDict),
  new Callable('collections.Counter', counter),
  new Callable('builtins.set', set),
  new Callable('builtins.bytes', byteArray),
  new Callable('builtins.bytearray', byteArray),
  new Callable('_codecs.encode', encode),
  new Callable('torch.Size', size),
  new Callable('torch.device', device),
];

/** dtypes that are a value, whether or not tensors of them can be read. */
const DTYPE_NAMES: readonly string[] = [...STORAGE_NAMES.keys(), 'uint16', 'uint32', 'uint64', 'complex32'];

const GLOBALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...callables.map((callable) => [callable.name, callable] as const),
  ...Array.from(STORAGE_NAMES, ([dtype, name]) => {
    const path = `torch.${name}`;
    return [path, new StorageType(path, ELEMENTS.get(dtype))] as const;
  }),
  // Its elements are bytes.
  ['torch.storage.UntypedStorage', new StorageType('torch.storage.UntypedStorage', ELEMENTS.get('uint8'))],
  ...DTYPE_NAMES.map((name) => [`torch.${name}`, new TorchConstant('dtype', name)] as const),
]);

export function torchGlobal(name: string): unknown {
  return GLOBALS.get(name);
}

/** What to do about names that are often met. */
export function globalHint(name: string): string | undefined {
  if (name.startsWith('torch._utils._rebuild_'))
    return 'Sparse, quantised and other special tensors cannot be read here: save dense ones, as `.to_dense()` or `.dequantize()` gives.';
  if (/^numpy[._]/.test(name)) return 'Save tensors in place of NumPy arrays: torch.from_numpy(array).';
  if (/^(torch\.nn|__main__|torchvision|timm|models?)\b/.test(name))
    return 'The file holds Python objects, perhaps a whole module: save its state in place of it, `torch.save(model.state_dict(), path)`.';
  return undefined;
}
