/** @file Bytes: what callers may hand in, and a buffer that grows as it is written. */

import { ArgumentError } from '../errors.js';
import { pythonTypeName } from '../tensor/python-type.js';

/** The bytes of a file, without a copy. */
export function asBytes(callee: string, bytes: Uint8Array | ArrayBuffer): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw new ArgumentError(`${callee} expects a Uint8Array or an ArrayBuffer, got ${pythonTypeName(bytes)}`, {
    pythonType: 'TypeError',
  });
}

/** The memory behind a typed array as bytes, without a copy. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Little-endian bytes, appended one after the other. */
export class ByteWriter {
  private buffer: Uint8Array;
  private view: DataView;
  length = 0;

  /** @param expected how many bytes will probably be written */
  constructor(expected = 256) {
    this.buffer = new Uint8Array(expected);
    this.view = viewOf(this.buffer);
  }

  /** Makes room for `count` more bytes and says where they begin. */
  private extend(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.buffer.length));
      larger.set(this.buffer);
      this.buffer = larger;
      this.view = viewOf(larger);
    }
    return at;
  }

  bytes(bytes: ArrayLike<number>): this {
    const at = this.extend(bytes.length);
    this.buffer.set(bytes, at);
    return this;
  }

  /** Characters up to 255, one byte each. */
  latin1(text: string): this {
    const at = this.extend(text.length);
    for (let i = 0; i < text.length; i++) this.buffer[at + i] = text.charCodeAt(i);
    return this;
  }

  u8(...values: number[]): this {
    return this.bytes(values);
  }

  u16(...values: number[]): this {
    for (const value of values) {
      const at = this.extend(2);
      this.view.setUint16(at, value, true);
    }
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      const at = this.extend(4);
      this.view.setUint32(at, value, true);
    }
    return this;
  }

  u64(...values: number[]): this {
    for (const value of values) {
      const at = this.extend(8);
      this.view.setBigUint64(at, BigInt(value), true);
    }
    return this;
  }

  /** A double, most significant byte first, as pickles have it. */
  f64BigEndian(value: number): this {
    const at = this.extend(8);
    this.view.setFloat64(at, value);
    return this;
  }

  /** What was written; nothing more is written afterwards. */
  end(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }
}
