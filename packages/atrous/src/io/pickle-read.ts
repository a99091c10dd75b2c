/**
 * @file Python's pickles, read: the opcodes that build values. What has no place in a checkpoint has no opcode here.
 *
 * @see https://github.com/python/cpython/blob/v3.13.0/Lib/pickletools.py
 */

import { Machine, type PickleHost } from './pickle-machine.js';

const STOP = 0x2e;

const byCode = (operations: Readonly<Record<string, (m: Machine) => void>>): [number, (m: Machine) => void][] =>
  Object.entries(operations).map(([code, operation]) => [code.charCodeAt(0), operation]);

const OPERATIONS: ReadonlyMap<number, (m: Machine) => void> = new Map(
  byCode({
    // Frame of the pickle.
    '\x80': (m) => m.protocol(m.u8()),
    '\x95': (m) => m.frame(m.u64()),
    // Stack and memo.
    '(': (m) => m.mark(),
    '0': (m) => m.discard(),
    '1': (m) => void m.popMark(),
    q: (m) => m.memoize(m.u8()),
    r: (m) => m.memoize(m.u32()),
    '\x94': (m) => m.memoize(m.memo.size),
    h: (m) => m.recall(m.u8()),
    j: (m) => m.recall(m.u32()),
    // None, booleans and numbers.
    N: (m) => m.push(null),
    '\x88': (m) => m.push(true),
    '\x89': (m) => m.push(false),
    J: (m) => m.push(m.i32()),
    K: (m) => m.push(m.u8()),
    M: (m) => m.push(m.u16()),
    '\x8a': (m) => m.push(m.integer(m.u8())),
    '\x8b': (m) => m.push(m.integer(m.i32())),
    G: (m) => m.push(m.double()),
    // Text; the first two are Python 2's `str`.
    U: (m) => m.push(m.text(m.u8())),
    T: (m) => m.push(m.text(m.i32())),
    X: (m) => m.push(m.text(m.u32())),
    '\x8c': (m) => m.push(m.text(m.u8())),
    '\x8d': (m) => m.push(m.text(m.u64())),
    // Bytes.
    B: (m) => m.push(m.copy(m.u32())),
    C: (m) => m.push(m.copy(m.u8())),
    '\x8e': (m) => m.push(m.copy(m.u64())),
    '\x96': (m) => m.push(m.copy(m.u64())),
    // Containers.
    ']': (m) => m.push([]),
    a: (m) => {
      const item = m.pop();
      m.append(m.peek(), [item]);
    },
    e: (m) => {
      const items = m.popMark();
      m.append(m.peek(), items);
    },
    ')': (m) => m.tuple([]),
    t: (m) => m.tuple(m.popMark()),
    '\x85': (m) => m.tuple(m.popItems(1)),
    '\x86': (m) => m.tuple(m.popItems(2)),
    '\x87': (m) => m.tuple(m.popItems(3)),
    '}': (m) => m.push(new Map()),
    s: (m) => {
      const item = m.popTwo();
      m.setItems(m.peek(), item);
    },
    u: (m) => {
      const items = m.popMark();
      m.setItems(m.peek(), items);
    },
    '\x8f': (m) => m.push(new Set()),
    '\x90': (m) => {
      const items = m.popMark();
      m.add(m.peek(), items);
    },
    // Names, calls, attributes, and what lies outside the pickle.
    c: (m) => m.global(m.line(), m.line()),
    '\x93': (m) => m.global(...m.popTwo()),
    R: (m) => m.reduce(),
    b: (m) => m.build(),
    Q: (m) => m.push(m.host.persistent(m.pop(), m)),
  }),
);

/**
 * The value of the pickle that begins at byte `start`, and where it ends.
 *
 * @param file what messages call the bytes
 * @throws CheckpointError naming what was found and where
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  host: PickleHost,
  file: string,
): { value: unknown; end: number } {
  const machine = new Machine(bytes, start, host, file);
  for (let code = machine.opcode(); code !== STOP; code = machine.opcode()) {
    const operation = OPERATIONS.get(code);
    if (operation === undefined) throw machine.fail(`Unsupported operand ${code}`, { fields: { opcode: code } });
    operation(machine);
  }
  return { value: machine.result(), end: machine.at };
}
