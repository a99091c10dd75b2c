/** @file Arrays that results are copied to: not filled with zeros first, where there is a way around it. */

import { builtin } from './builtin.js';

interface Buffers {
  readonly Buffer: { allocUnsafeSlow(bytes: number): { readonly buffer: ArrayBuffer } };
}

const buffers = builtin('buffer') as Buffers | undefined;
/** Below, zeros cost less than the call. */
const LEAST_BYTES = 1 << 16;

/**
 * An array of its own, of which the caller writes every number before anybody else sees it: in Node it holds what
 * the memory held before.
 */
export function resultArray(count: number): Float32Array<ArrayBuffer> {
  if (buffers === undefined || 4 * count < LEAST_BYTES) return new Float32Array(count);
  return new Float32Array(buffers.Buffer.allocUnsafeSlow(4 * count).buffer);
}
