/** @file Which bytes of the wasm memory are taken: a list of gaps, first fit, neighbours joined. Addresses only. */

/** Addresses are multiples of a cache line. */
const LINE = 64;

const wholeLines = (bytes: number): number => Math.ceil(bytes / LINE) * LINE;

interface Gap {
  start: number;
  end: number;
}

export class Heap {
  readonly #gaps: Gap[];

  /** @param start  bytes below it are never given out; @param end  nor those from here on */
  constructor(start: number, end: number) {
    this.#gaps = [{ start: wholeLines(start), end }];
  }

  /** The address of `bytes` bytes, or −1 if no gap is large enough. */
  take(bytes: number): number {
    const size = wholeLines(bytes);
    const gap = this.#gaps.find(({ start, end }) => end - start >= size);
    if (gap === undefined) return -1;
    const { start } = gap;
    gap.start += size;
    return start;
  }

  giveBack(start: number, bytes: number): void {
    const end = start + wholeLines(bytes);
    const gaps = this.#gaps;
    let at = gaps.findIndex((gap) => gap.start >= end);
    if (at < 0) at = gaps.length;
    const next = gaps[at];
    const previous = gaps[at - 1];
    const joinsNext = next?.start === end;
    if (previous?.end === start) {
      previous.end = joinsNext ? next.end : end;
      if (joinsNext) gaps.splice(at, 1);
    } else if (joinsNext) next.start = start;
    else gaps.splice(at, 0, { start, end });
  }
}
