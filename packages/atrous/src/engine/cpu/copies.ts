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

/** Bytes from which on the system's allocator asks the kernel for every block anew, at first. */
const LARGE_BYTES = 1 << 17;
/** The largest block whose return teaches it to keep such blocks, and twice as much of what is free. */
const LESSON_BYTES = 31 << 20;

let taught = node === undefined;

/**
 * Before a large array: glibc gives large blocks back to the kernel, and zeroes and maps fresh pages for the next, which takes
 * longer than a layer of depthwise sums (1.6 MB: 1 ms). It stops when a larger block comes back, one that nobody has touched.
 */
export function expectArray(bytes: number): void {
  if (taught || bytes < LARGE_BYTES) return;
  taught = true;
  const block: ArrayBuffer & { transfer?(bytes: number): ArrayBuffer } = new ArrayBuffer(LESSON_BYTES);
  // Freed at once, or, where nothing can do that, by the next collection.
  block.transfer?.(0);
}

/**
 * An array of its own, of which the caller writes every number before anybody else sees it: in Node it holds what
 * the memory held before.
 */
export function resultArray(count: number): Float32Array<ArrayBuffer> {
  expectArray(4 * count);
  if (node === undefined || count < LEAST_RESULT) return new Float32Array(count);
  return new Float32Array(node.Buffer.allocUnsafeSlow(4 * count).buffer);
}
