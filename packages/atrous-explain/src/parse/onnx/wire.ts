/** @file Protocol buffers' wire format: the fields of one message after the other. Nothing is copied, nothing allocated ahead. */

import { type Phrase, phrase } from '../../explain/words/phrase.js';

/** Bytes that are no such message. */
export class WireError extends Error {
  readonly said: Phrase;

  constructor(said: Phrase) {
    super(said.text);
    this.said = said;
  }
}

/** A number (varint, 4 or 8 bytes), or the bytes of a string, a packed list or a message. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** More fields than the structure of a network has; weights are one field each, however long. */
const MOST_FIELDS = 2_000_000;

/** Counts what is read of one file, over all its messages. */
export class Budget {
  #left = MOST_FIELDS;

  spend(): void {
    if (--this.#left < 0) throw new WireError(phrase('problemOnnxFields', { most: MOST_FIELDS }));
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

class Cursor {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** Seven bits a byte, the lowest first; 64-bit two's complement, exact up to ±2⁵³. */
  varint(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1)[0]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw new WireError(phrase('problemOnnxNumber'));
  }

  take(count: number): Uint8Array {
    const end = this.at + count;
    if (!(count >= 0 && end <= this.#bytes.length)) throw new WireError(phrase('problemOnnxEnd'));
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}

/** @throws WireError for what is no message, as soon as reading comes to it */
export function* fieldsOf(bytes: Uint8Array, budget: Budget): Generator<Field> {
  const cursor = new Cursor(bytes);
  while (!cursor.done) {
    budget.spend();
    const key = cursor.varint();
    const number = Math.floor(key / 8);
    if (number < 1) throw new WireError(phrase('problemOnnxNoNumber'));
    const wire = key & 7;
    if (wire === 0) yield { number, value: cursor.varint() };
    else if (wire === 1) yield { number, value: view(cursor.take(8)).getFloat64(0, true) };
    else if (wire === 2) yield { number, value: cursor.take(cursor.varint()) };
    else if (wire === 5) yield { number, value: view(cursor.take(4)).getFloat32(0, true) };
    else throw new WireError(phrase('problemOnnxKind'));
  }
}

/** @throws WireError where the field is a number */
export function bytesOf({ value }: Field): Uint8Array {
  if (typeof value === 'number') throw new WireError(phrase('problemOnnxNotBytes'));
  return value;
}

/** @throws WireError where the field is no number */
export function numberOf({ value }: Field): number {
  if (typeof value !== 'number') throw new WireError(phrase('problemOnnxNotNumber'));
  return value;
}

/** The part of the platform's decoder that is needed; every platform has one, and this package takes the types of none. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Text in UTF-8; what is none becomes the sign that stands for such. */
export const textOf = (field: Field): string => new TextDecoder().decode(bytesOf(field));

/** Integers of a repeated field: one, or packed together. */
export function intsOf({ value }: Field, budget: Budget): number[] {
  if (typeof value === 'number') return [value];
  const cursor = new Cursor(value);
  const list: number[] = [];
  while (!cursor.done) {
    budget.spend();
    list.push(cursor.varint());
  }
  return list;
}

/** Floats of a repeated field: one, or packed together. */
export function floatsOf({ value }: Field, budget: Budget): number[] {
  if (typeof value === 'number') return [value];
  const data = view(value);
  return Array.from({ length: Math.floor(value.length / 4) }, (_, i) => {
    budget.spend();
    return data.getFloat32(4 * i, true);
  });
}
