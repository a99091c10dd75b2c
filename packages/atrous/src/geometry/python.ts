/** @file How Python and C++ print values inside PyTorch's messages and `print(module)`. */

import type { Arg } from './types.js';

/** A C++ size list: `[1, 3, 8, 8]`. */
export function sizeList(sizes: readonly number[]): string {
  return `[${sizes.join(', ')}]`;
}

/** A Python tuple of integers: `(3, 3)`, and `(3,)` for one element. */
export function tuple(values: readonly (number | string | null)[]): string {
  const items = values.map((v) => (v === null ? 'None' : v));
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

/** `torch.Size([1, 3])`. */
export function torchSize(sizes: readonly number[]): string {
  return `torch.Size(${sizeList(sizes)})`;
}

/** A Python bool. */
export function bool(value: boolean): string {
  return value ? 'True' : 'False';
}

/** A Python float's `repr`: `1.0`, `0.1`, `1e-05`, `1e+16`, `inf`, `nan`. */
export function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A number as a C++ stream prints it: six digits, `inf`, `nan`. */
export function streamed(value: number): string {
  if (!Number.isFinite(value)) return float(value);
  const [digits, power] = Number(value.toPrecision(6)).toExponential().split('e') as [string, string];
  if (Number(power) >= -4 && Number(power) < 6) return String(Number(value.toPrecision(6)));
  return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'str',
  boolean: 'bool',
  bigint: 'int',
  undefined: 'NoneType',
  function: 'function',
  symbol: 'str',
};

/** What Python calls the type of a value, for messages that name one: `int`, `str`, `list`, `dict`, … */
export function typeName(value: unknown): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value !== 'object') return TYPE_NAMES[typeof value]!;
  if (Array.isArray(value)) return 'list';
  const made = Object.getPrototypeOf(value)?.constructor as { op?: string; name: string } | undefined;
  // Classes of this library say theirs, whatever a minifier made of it.
  const name = made?.op ?? made?.name;
  return name === undefined || name === 'Object' || name === 'Map' ? 'dict' : name;
}

/** A number or a list as it was given: `3` or `(3, 2)`. */
export function asGiven(value: Arg): string {
  if (Array.isArray(value)) return tuple(value as (number | null)[]);
  if (typeof value === 'boolean') return bool(value);
  if (typeof value === 'number' && !Number.isInteger(value)) return float(value);
  return value === null ? 'None' : String(value);
}
