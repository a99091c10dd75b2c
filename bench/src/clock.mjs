/** @file The clock of the core, measured: a chain of operations of which each has to wait for the one before. */

const PAIRS = 32;
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Section: id, length of what follows, contents; nothing here is longer than 16,383 bytes. */
const section = (/** @type {number} */ id, /** @type {number[]} */ content) => [id, ...length(content), ...content];
const length = (/** @type {number[]} */ { length: n }) => (n < 128 ? [n] : [(n & 127) | 128, n >> 7]);

/**
 * `(turns, k, x) => { do { x = (x + k) ^ k, 32 times } while (--turns); return x }`. Additions and exclusive ors of a
 * number it does not know take turns, so that no compiler shortens the chain.
 */
function chain() {
  const I32 = 0x7f;
  const get = (/** @type {number} */ local) => [0x20, local];
  const [ADD, XOR, SUB] = [0x6a, 0x73, 0x6b];
  const pair = [...get(1), ADD, ...get(1), XOR];
  const links = [...get(2), ...Array.from({ length: PAIRS }, () => pair).flat(), 0x21, 2];
  const repeat = [...get(0), 0x41, 1, SUB, 0x22, 0, 0x0d, 0];
  const body = [0, 0x03, 0x40, ...links, ...repeat, 0x0b, ...get(2), 0x0b];
  const bytes = Uint8Array.from([
    ...HEADER,
    ...section(1, [1, 0x60, 3, I32, I32, I32, 1, I32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]),
    ...section(10, [1, ...length(body), ...body]),
  ]);
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  return /** @type {(turns: number, k: number, x: number) => number} */ (f);
}

const run = chain();
for (let i = 0; i < 300; i++) run(1000, 0x5bd1e995, i);

/** Gigahertz: the best of some probes of about half a millisecond; a core that is busy otherwise shows less. */
export function clock(probes = 4) {
  const turns = 30_000;
  let best = 0;
  for (let i = 0; i < probes; i++) {
    const start = performance.now();
    run(turns, 0x5bd1e995, i);
    best = Math.max(best, (turns * 2 * PAIRS) / (performance.now() - start) / 1e6);
  }
  return best;
}
