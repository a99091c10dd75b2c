/** @file V8's flags, which hold for the whole process: for Node alone, experimental, and only where a user asks for them. */

import { ArgumentError, NotSupportedError } from '../../../errors.js';
import { nearest } from '../../../geometry/nearest.js';
import { hasRelaxed } from '../features.js';
import { builtin } from '../builtin.js';
import { v8Version } from './identity.js';

/**
 * - `relaxed-simd`  fused multiply-add in Node 20, which has it behind a flag
 * - `revectorize`   two vectors of four numbers as one of eight (Node 24 and later)
 */
export type V8Flag = 'relaxed-simd' | 'revectorize';

const NAMES: Readonly<Record<V8Flag, string>> = {
  'relaxed-simd': 'experimental-wasm-relaxed-simd',
  revectorize: 'experimental-wasm-revectorize',
};
const KNOWN = Object.keys(NAMES) as V8Flag[];

/** V8 12 knows the flag; what it makes of kernels is timed before it is used. */
const REVECTORIZING_V8 = 12;

const set = new Set<V8Flag>();

interface V8 {
  setFlagsFromString(flag: string): void;
}

function v8(): V8 {
  const module = v8Version() === undefined ? undefined : (builtin('v8') as V8 | undefined);
  if (module === undefined)
    throw new NotSupportedError('v8Flags are set in Node only', { hint: 'Leave them out here.' });
  return module;
}

/** @throws ArgumentError for what is no list of flags, naming the nearest one */
export function checkV8Flags(flags: unknown): asserts flags is readonly V8Flag[] {
  if (!Array.isArray(flags)) throw new ArgumentError(`v8Flags is a list of ${KNOWN.join(', ')}, not ${String(flags)}`);
  for (const flag of flags as unknown[]) {
    if (KNOWN.includes(flag as V8Flag)) continue;
    const meant = nearest(String(flag), KNOWN);
    throw new ArgumentError(`v8Flags has no flag '${String(flag)}'`, {
      hint: meant === undefined ? `It takes: ${KNOWN.join(', ')}.` : `Did you mean \`${meant}\`?`,
    });
  }
}

function switchFlag(flag: V8Flag, on: boolean): void {
  v8().setFlagsFromString(`--${on ? '' : 'no-'}${NAMES[flag]}`);
  if (on) set.add(flag);
  else set.delete(flag);
}

/**
 * Sets these flags, and takes back those that were set here before.
 *
 * @throws NotSupportedError outside of Node, and where this V8 does not have a flag
 */
export function applyV8Flags(flags: readonly V8Flag[]): void {
  const wanted = new Set(flags);
  for (const flag of wanted) {
    v8();
    if (flag === 'revectorize' && v8Version()! < REVECTORIZING_V8)
      throw new NotSupportedError(`V8 ${v8Version()} has no revectorize`, { hint: 'Use Node 24 or later.' });
    // Newer versions have relaxed SIMD without a flag, and complain of one that they do not know.
    if (flag === 'relaxed-simd' && hasRelaxed()) continue;
    switchFlag(flag, true);
  }
  for (const flag of set) if (!wanted.has(flag)) switchFlag(flag, false);
}
