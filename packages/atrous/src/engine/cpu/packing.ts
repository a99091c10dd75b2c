/** @file Packed weights: kept in wasm memory from call to call, least recently used ones first to go. */

import type { Machine } from './machine.js';
import { panelsOf } from './panels.js';

/** What weights are remembered by: the same object, unchanged as long as its version is. A tensor's storage is one. */
export interface PackKey {
  readonly version: number;
  /** How often the array was given away to somebody who may have written to it. */
  readonly handedOut?: number;
}

interface Packed {
  readonly address: number;
  readonly bytes: number;
  version: number;
}

/** Packed forms of one key, by the layout they are packed for. */
type Forms = Map<string, Packed>;

const MAX_BYTES = 1 << 30;

export class PackCache {
  readonly #machine: Machine;
  readonly #forms = new WeakMap<PackKey, Forms>();
  /** Oldest use first. */
  readonly #recent = new Map<Packed, { readonly forms: Forms; readonly form: string }>();
  readonly #collected: FinalizationRegistry<Forms>;
  readonly #limit: number;
  #bytes = 0;

  /** @param limit  bytes that packed weights may take before the least recently used are dropped */
  constructor(machine: Machine, limit: number = MAX_BYTES) {
    this.#machine = machine;
    this.#limit = limit;
    this.#collected = new FinalizationRegistry((forms) => {
      for (const packed of forms.values()) this.#drop(packed);
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The address of weights packed as `form`, packed again if the key's version has changed since.
   *
   * @param pack  fills so many bytes from the address on
   */
  packed(key: PackKey, form: string, bytes: number, pack: (address: number) => void): number {
    const forms = this.#formsOf(key);
    let packed = forms.get(form);
    if (packed === undefined) {
      packed = { address: this.#machine.take(bytes), bytes, version: NaN };
      forms.set(form, packed);
      this.#bytes += bytes;
    }
    this.#recent.delete(packed);
    this.#recent.set(packed, { forms, form });
    while (this.#bytes > this.#limit && this.evictOldest());
    // Both counters only rise, so their sum changes whenever one of them does.
    const version = key.version + (key.handedOut ?? 0);
    if (packed.version !== version) {
      packed.version = NaN;
      pack(packed.address);
      packed.version = version;
    }
    return packed.address;
  }

  /** The same; without a key they are packed into memory that `take` gives. */
  packedOr(
    take: (bytes: number) => number,
    key: PackKey | null,
    form: string,
    bytes: number,
    pack: (address: number) => void,
  ): number {
    if (key !== null) return this.packed(key, form, bytes, pack);
    const address = take(bytes);
    pack(address);
    return address;
  }

  #formsOf(key: PackKey): Forms {
    let forms = this.#forms.get(key);
    if (forms === undefined) {
      forms = new Map();
      this.#forms.set(key, forms);
      this.#collected.register(key, forms);
    }
    return forms;
  }

  /** Drops what was used longest ago, but never what was used last: the call that asks may be reading it. Whether it could. */
  evictOldest(): boolean {
    if (this.#recent.size < 2) return false;
    const [oldest] = this.#recent.keys();
    this.#drop(oldest!);
    return true;
  }

  #drop(packed: Packed): void {
    const place = this.#recent.get(packed);
    if (place === undefined) return;
    this.#recent.delete(packed);
    place.forms.delete(place.form);
    this.#bytes -= packed.bytes;
    this.#machine.giveBack(packed.address, packed.bytes);
  }
}

/** Where one weight of a group lies in the array it comes from, in numbers. */
export interface WeightSteps {
  readonly group: number;
  readonly out: number;
  readonly in: number;
}

/**
 * Packs weights as the dense kernel reads them: [group][panel][inChannels × taps][rows].
 *
 * @param from  address of the weights as they come
 * @param taps  which taps take part, as offsets in numbers
 */
export function packWeights(
  machine: Machine,
  sizes: { readonly groups: number; readonly channels: number; readonly inChannels: number },
  steps: WeightSteps,
  taps: readonly number[],
  from: number,
  to: number,
): void {
  const { groups, channels, inChannels } = sizes;
  const k = inChannels * taps.length;
  const contiguous = steps.in === taps.length && taps.every((tap, t) => tap === t);
  for (const { first, rows, count } of panelsOf(channels, machine.tallest)) {
    const group = { count: groups, to: 4 * k * channels, from: 4 * steps.group };
    const panel = { count, to: 4 * k * rows, from: 4 * rows * steps.out };
    const row = { count: rows, to: 4, from: 4 * steps.out };
    const target = to + 4 * k * first;
    const source = from + 4 * first * steps.out;
    if (contiguous) machine.copy(target, source, group, panel, row, { count: k, to: 4 * rows, from: 4 });
    else
      taps.forEach((tap, t) => {
        const channel = { count: inChannels, to: 4 * taps.length * rows, from: 4 * steps.in };
        machine.copy(target + 4 * t * rows, source + 4 * tap, group, panel, row, channel);
      });
  }
}
