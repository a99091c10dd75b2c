/**
 * @file Copies between arrays and wasm memory, which may be shared. V8 copies shared memory in atomic steps, a third as fast
 * as other memory (15 instead of 44 GB/s on Node 24). A buffer of Node copies its parts as they are.
 */

import { builtin } from './builtin.js';

/** The part of Node's buffers that is used here. */
interface NodeBuffer {
  readonly buffer: ArrayBufferLike;
  copy(target: NodeBuffer, targetStart: number, sourceStart: number, sourceEnd: number): number;
}

interface NodeBuffers {
  readonly Buffer: {
    from(buffer: ArrayBufferLike, offset: number, length: number): NodeBuffer;
    allocUnsafeSlow(bytes: number): { readonly buffer: ArrayBuffer };
  };
}

const node = builtin('buffer') as NodeBuffers | undefined;

/** Numbers from which on making a buffer pays. */
const LEAST_SHARED = 1 << 12;
/** Numbers from which on filling with zeros costs more than the call that does not. */
const LEAST_RESULT = 1 << 14;

const bufferOf = ({ buffer, byteOffset, byteLength }: Float32Array): NodeBuffer =>
  node!.Buffer.from(buffer, byteOffset, byteLength);

/** Copies all of `from` to the beginning of `to`; either may be shared. */
export function copyNumbers(to: Float32Array, from: Float32Array): void {
  const last = from.length - 1;
  const isShared = !(to.buffer instanceof ArrayBuffer && from.buffer instanceof ArrayBuffer);
  if (node === undefined || !isShared || last < LEAST_SHARED) return to.set(from);
  // A buffer that is copied whole takes V8's way: the last number goes by itself.
  bufferOf(from).copy(bufferOf(to), 0, 0, 4 * last);
  to[last] = from[last]!;
}

/**
 * An array of its own, of which the caller writes every number before anybody else sees it: in Node it holds what
 * the memory held before.
 */
export function resultArray(count: number): Float32Array<ArrayBuffer> {
  if (node === undefined || count < LEAST_RESULT) return new Float32Array(count);
  return new Float32Array(node.Buffer.allocUnsafeSlow(4 * count).buffer);
}
