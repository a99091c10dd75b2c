/** @file Reads the golden folder: manifests, and tensors as plain arrays. Knows nothing of the library under test. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of golden cases: `ATROUS_GOLDEN`, or the project's own copy. */
export const FOLDER = process.env['ATROUS_GOLDEN'] ?? fileURLToPath(new URL('../../golden', import.meta.url));

export type Values = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array;

export interface GoldenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: Values;
}

/** A key into the family's safetensors file, a hash formula, a constant, or a summary of a large tensor. */
export type TensorRef =
  | string
  | { readonly hash: HashFormula }
  | { readonly constant: number; readonly dtype?: string; readonly shape: readonly number[] }
  | { readonly summary: Summary };

export interface HashFormula {
  readonly seed: number;
  readonly shape: readonly number[];
  readonly bits: number;
  readonly scale: number;
  readonly shift: number;
}

export interface Summary {
  readonly shape: readonly number[];
  readonly crop: { readonly start: readonly number[]; readonly values: string };
  readonly samples: { readonly stride: number; readonly values: string };
  readonly sum: number;
  /** Missing for indices, whose sum is exact. */
  readonly abs_sum?: number;
  /** Missing where the tensor has no channel axis of its own. */
  readonly channel_sums?: string;
}

export type Args = Readonly<Record<string, unknown>>;

export interface GoldenCase {
  readonly id: string;
  readonly op: string;
  readonly kind: string;
  readonly args: Args;
  readonly call_args?: Args;
  readonly inputs: Readonly<Record<string, TensorRef>>;
  readonly outputs: Readonly<Record<string, TensorRef>>;
  readonly upstream?: Readonly<Record<string, TensorRef>>;
  readonly grads?: Readonly<Record<string, TensorRef>>;
  readonly state?: Readonly<Record<string, TensorRef>>;
  readonly state_after?: Readonly<Record<string, TensorRef>>;
  readonly training?: boolean;
  readonly dtype: string;
  readonly atol: number;
  readonly rtol: number;
  readonly factors?: Readonly<Record<string, number>>;
  readonly note?: string;
}

/** One manifest with its tensors. Cases keep their raw form: each kind reads the fields that it has. */
export interface Family {
  readonly name: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly cases: readonly GoldenCase[];
  readonly tensors: ReadonlyMap<string, GoldenTensor>;
}

/** Names of the families in the folder. */
export function familyNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

export function readFamily(name: string): Family {
  const raw = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Record<string, unknown>;
  const file = join(FOLDER, (raw['tensors'] as string | undefined) ?? `${name}.safetensors`);
  return { name, raw, cases: raw['cases'] as GoldenCase[], tensors: existsSync(file) ? readTensors(file) : new Map() };
}

const ARRAYS: Readonly<Record<string, { dtype: string; view: (buffer: ArrayBuffer) => Values }>> = {
  F32: { dtype: 'float32', view: (buffer) => new Float32Array(buffer) },
  F64: { dtype: 'float64', view: (buffer) => new Float64Array(buffer) },
  I32: { dtype: 'int32', view: (buffer) => new Int32Array(buffer) },
  I64: { dtype: 'int64', view: (buffer) => new BigInt64Array(buffer) },
  U8: { dtype: 'uint8', view: (buffer) => new Uint8Array(buffer) },
  BOOL: { dtype: 'bool', view: (buffer) => new Uint8Array(buffer) },
  F16: { dtype: 'float16', view: (buffer) => new Uint16Array(buffer) },
  BF16: { dtype: 'bfloat16', view: (buffer) => new Uint16Array(buffer) },
};

/** A safetensors reader of the suite's own, so that the library's is tested and not trusted. Types that no case compares stay bytes. */
export function readTensors(file: string): Map<string, GoldenTensor> {
  const bytes = readFileSync(file);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, GoldenTensor>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const kind = ARRAYS[dtype] ?? { dtype, view: (buffer: ArrayBuffer) => new Uint8Array(buffer) };
    const data = bytes.subarray(8 + headerLength + offsets[0], 8 + headerLength + offsets[1]);
    tensors.set(name, { dtype: kind.dtype, shape, values: kind.view(Uint8Array.from(data).buffer) });
  }
  return tensors;
}

/** A tensor kept as `{dtype, shape, base64}` (family `rng`). */
export function decodeTensor(packed: { dtype: string; shape: number[]; base64: string }): GoldenTensor {
  const kind = Object.values(ARRAYS).find(({ dtype }) => dtype === packed.dtype);
  if (kind === undefined) throw new Error(`dtype ${packed.dtype}`);
  return {
    dtype: packed.dtype,
    shape: packed.shape,
    values: kind.view(Uint8Array.from(Buffer.from(packed.base64, 'base64')).buffer),
  };
}

function mix(word: number): number {
  let h = word;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The first `count` words of the hash formula (golden/README.md, Hashed tensors). */
export function hashWords(seed: number, count: number): Uint32Array {
  const start = mix(seed);
  return Uint32Array.from({ length: count }, (_, i) => mix((Math.imul(i + 1, 0x9e3779b1) + start) >>> 0));
}

export function hashed({ seed, shape, bits, scale, shift }: HashFormula): GoldenTensor {
  const half = 2 ** (bits - 1);
  const values = Float32Array.from(
    hashWords(seed, product(shape)),
    (word) => ((word >>> (32 - bits)) / half - 1) * scale + shift,
  );
  return { dtype: 'float32', shape, values };
}

function constant(value: number, dtype: string, shape: readonly number[]): GoldenTensor {
  const count = product(shape);
  if (dtype === 'int64') return { dtype, shape, values: new BigInt64Array(count).fill(BigInt(value)) };
  return {
    dtype,
    shape,
    values: dtype === 'float64' ? new Float64Array(count).fill(value) : new Float32Array(count).fill(value),
  };
}

/** The whole tensor that a reference names; summaries have none. */
export function resolve(family: Family, ref: TensorRef): GoldenTensor {
  if (typeof ref === 'string') {
    const found = family.tensors.get(ref);
    if (found === undefined) throw new Error(`${family.name}: no tensor ${ref}`);
    return found;
  }
  if ('hash' in ref) return hashed(ref.hash);
  if ('constant' in ref) return constant(ref.constant, ref.dtype ?? 'float32', ref.shape);
  throw new Error('a summary is not a tensor');
}
