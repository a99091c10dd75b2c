import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ArgumentError } from '../../../src/errors.js';
import { type Program, i32, loadF32, loadI32, not, op, program } from '../../../src/engine/cpu/emit/language.js';
import { theEngine } from '../../../src/engine/cpu/engine.js';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import * as cpu from '../../../src/engine/cpu/index.js';
import { Machine, SHARING } from '../../../src/engine/cpu/machine.js';
import { canSpawn } from '../../../src/engine/cpu/spawn.js';
import { convGeometry } from '../../../src/geometry/conv.js';
import { convTransposeGeometry } from '../../../src/geometry/conv-transpose.js';
import { padGeometry } from '../../../src/geometry/pad.js';
import { maxPoolGeometry } from '../../../src/geometry/pool.js';
import { resizeGeometry } from '../../../src/geometry/resize.js';
import type { Rank } from '../../../src/geometry/types.js';
import { asDivisors, readCells } from '../../../src/ops/avg-pool/divisors.js';
import { adaptiveWindows, asVolume } from '../../../src/ops/pool-windows.js';
import { numel } from '../../../src/tensor/tensor.js';
import { inputSize, type LayerCase, layerCase, noise } from './layers.js';

const { configureEngine } = cpu;

/** A page has threads when it is cross-origin isolated. */
const shared = test.skipIf(!canSpawn());
const inPage = 'document' in globalThis;
const USUAL = { ...SHARING };
const machines: Machine[] = [];

beforeEach(() => {
  // Every piece of work is large enough to be shared.
  Object.assign(SHARING, { least: 1, leastWaking: 1 });
});
afterEach(() => {
  Object.assign(SHARING, USUAL);
  for (const machine of machines.splice(0)) machine.close();
  configureEngine({ threads: undefined, workerUrl: undefined, precision: undefined });
  vi.restoreAllMocks();
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a machine has started so many threads. */
async function started(machine: Machine, threads: number): Promise<void> {
  while (machine.threads < threads) {
    machine.forEach({ pieces: 1, operations: 1e9 }, () => undefined);
    await sleep(2);
  }
}

/** A machine with so many threads, all of them up. */
async function machineOf(threads: number, workerUrl?: string): Promise<Machine> {
  const machine = new Machine(detectFeatures(), undefined, { threads, workerUrl });
  machines.push(machine);
  await started(machine, threads);
  return machine;
}

/** Stores `one` at `mine`, waits for something at `other` and copies that to `seen`. */
const MEET: Program = program('meet', ['mine', 'other', 'one', 'seen', 'turns'], (w, p) => {
  w.store(p.mine, loadF32(p.one));
  w.loop(() => {
    w.advance(p.turns, i32(-1));
    return op('i32.mul', not(loadI32(p.other)), p.turns);
  });
  w.store(p.seen, loadF32(p.other));
});

shared('two threads run at the same time', async () => {
  const machine = await machineOf(2);
  const meet = machine.kernel('meet', () => MEET);
  const [flags, one] = [machine.take(16), machine.constant(1)];
  const met = (): boolean => {
    machine.floats.fill(0, flags / 4, flags / 4 + 4);
    machine.forEach({ pieces: 2, operations: 1e9 }, (i) =>
      meet(flags + 4 * i, flags + 4 * (1 - i), one, flags + 8 + 4 * i, 1e8),
    );
    return machine.read(flags, 4).every((flag) => flag === 1);
  };
  // Where others want the processor, the machine may go on alone for a while.
  await vi.waitUntil(met, { timeout: 4000 });
});

shared('pieces are begun while later ones are still written down', async () => {
  const machine = await machineOf(2);
  const write = machine.kernel('write', () => WRITE);
  const flag = machine.take(4);
  const one = machine.constant(1);
  const begun = (): boolean => {
    machine.floats[flag / 4] = 0;
    let seen = false;
    machine.forEach({ pieces: 2, operations: 1e9 }, (i) => {
      // This thread writes the second piece down, and runs none before it has.
      const end = Date.now() + (i === 1 ? 20 : 0);
      while (!seen && Date.now() < end) seen = machine.floats[flag / 4] === 1;
      write(flag, one);
    });
    return seen;
  };
  await vi.waitUntil(begun, { timeout: 4000 });
});

shared('a piece that throws ends the work once all that was begun is done, and the threads work on', async () => {
  const machine = await machineOf(2);
  const write = machine.kernel('write', () => WRITE);
  const to = machine.take(4 * 100);
  machine.floats.fill(0, to / 4, to / 4 + 100);
  const one = machine.constant(1);
  const failing = (): void =>
    machine.forEach({ pieces: 100, operations: 1e9 }, (i) => {
      if (i === 50) throw new RangeError('no');
      write(to + 4 * i, one);
    });
  expect(failing).toThrow('no');
  expect([...machine.read(to, 100)]).toEqual(upTo(100).map((i) => (i < 50 ? 1 : 0)));
  expect(counted(machine, 1000)).toBe(1000);
});

shared('what pieces read is written right before they are handed out', async () => {
  const machine = await machineOf(2);
  const count = 1000;
  const [from, to] = [machine.take(4 * count), machine.take(4 * count)];
  const through = machine.kernel('through', () => THROUGH);
  const scratch = machine.take(4 * count);
  machine.forRanges(
    { pieces: count, operations: 1e9 },
    (first, end) => {
      for (let i = first; i < end; i++) through(to + 4 * i, from + 4 * i, scratch + 4 * i);
    },
    (first, end) => machine.write(from + 4 * first, upTo(count).slice(first, end)),
  );
  expect([...machine.read(to, count)]).toEqual(upTo(count));
});

const WRITE: Program = program('write', ['to', 'value'], (w, p) => w.store(p.to, loadF32(p.value)));
/** Writes a number to its scratch, and from there to `to`. */
const THROUGH: Program = program(
  'through',
  ['to', 'value', 'scratch'],
  (w, p) => {
    w.store(p.scratch, loadF32(p.value));
    w.store(p.to, loadF32(p.scratch));
  },
  ['scratch'],
);

/** Has every one of so many numbers written by a piece of its own; how many stand where they should afterwards. */
function counted(machine: Machine, pieces: number): number {
  return machine.borrow((take) => {
    const [from, to] = [take(4 * pieces), take(4 * pieces)];
    machine.write(
      from,
      Float32Array.from({ length: pieces }, (_, i) => i),
    );
    machine.fill(to, machine.constant(-1), pieces);
    const through = machine.kernel('through', () => THROUGH);
    machine.forEach({ pieces, operations: 1e9, scratch: 4 }, (i, scratch) =>
      through(to + 4 * i, from + 4 * i, scratch),
    );
    return machine.read(to, pieces).reduce((right, value, i) => right + (value === i ? 1 : 0), 0);
  });
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

shared('every piece runs, however many there are, each with scratch of its own', async () => {
  const machine = await machineOf(4);
  for (const pieces of [2, 3, 100, 5000, 20_000]) expect(counted(machine, pieces)).toBe(pieces);
});

shared('pieces that are too long to be written down run nevertheless', async () => {
  const machine = await machineOf(2);
  const write = machine.kernel('write', () => WRITE);
  const length = 60_000;
  const to = machine.take(4 * 3 * length);
  machine.forEach({ pieces: 3, operations: 1e9 }, (i) => {
    for (let n = 0; n < (i === 1 ? length : 1); n++) write(to + 4 * (i * length + n), machine.constant(1));
  });
  const written = machine.read(to, 3 * length);
  expect(written.reduce((sum, value) => sum + value, 0)).toBe(length + 2);
});

shared('a piece that takes memory is refused, and the threads work on', async () => {
  const machine = await machineOf(2);
  expect(() => machine.forEach({ pieces: 2, operations: 1e9 }, () => void machine.take(8))).toThrow(
    'memory is taken before work is shared out',
  );
  expect(counted(machine, 100)).toBe(100);
});

shared('memory that grows is seen by all threads', async () => {
  const machine = await machineOf(2);
  counted(machine, 10);
  machine.giveBack(machine.take(1 << 25), 1 << 25);
  const high = machine.take(1 << 24);
  expect(high + (1 << 24)).toBeGreaterThan(1 << 24);
  const late = machine.kernel('late', () => ({ ...WRITE, name: 'late' }));
  const one = machine.constant(1);
  machine.forEach({ pieces: 1000, operations: 1e9 }, (i) => late(high + 16_000 * i, one));
  expect(upTo(1000).every((i) => machine.floats[(high + 16_000 * i) / 4] === 1)).toBe(true);
});

// The browser of the tests dies of a trap, wherever it happens.
test.skipIf(inPage)('kernels that trap give their error, once all is done, and the threads work on', async () => {
  const machine = await machineOf(3);
  const write = machine.kernel('write', () => WRITE);
  const to = machine.take(4 * 100);
  const one = machine.constant(1);
  const failing = (): void =>
    machine.forEach({ pieces: 100, operations: 1e9 }, (i) => write(i % 10 === 3 ? -16 : to + 4 * i, one));
  const done = (): number => {
    machine.fill(to, machine.constant(0), 100);
    expect(failing).toThrow(/memory access out of bounds/);
    return machine.read(to, 100).reduce((sum, value) => sum + value, 0);
  };
  // Where others want the processor, the machine may go on alone for a while: then the first error ends the work.
  await vi.waitUntil(() => done() === 90, { timeout: 4000 });
  expect(machine.threads).toBe(3);
  expect(counted(machine, 1000)).toBe(1000);
});

/** The address of a worker's program, in which `data` is what it is given and `leave()` ends it. */
function programAt(body: string): string {
  if (!inPage)
    return `data:text/javascript,${encodeURIComponent(`
      import { workerData as data } from 'node:worker_threads';
      const leave = () => process.exit(0);
      ${body}`)}`;
  const handler = `onmessage = ({ data }) => { const leave = close; ${body} };`;
  return URL.createObjectURL(new Blob([handler], { type: 'text/javascript' }));
}

/** A worker that says it is ready, takes the first task that it can get, and then does something else than its work. */
const faulty = (instead: string): string =>
  programAt(`
    const { words, at, thread, memory } = data;
    Atomics.store(words, at.ready + thread, 1);
    for (let taken = false; !taken; ) {
      const next = Atomics.load(words, at.taken);
      if (((Atomics.load(words, at.published) - next) | 0) > 0)
        taken = Atomics.compareExchange(words, at.taken, next, (next + 1) | 0) === next;
    }
    ${instead}`);

describe('a thread that is lost', () => {
  const warned = 'A thread of the CPU engine did not finish its work within a second.';

  shared.each([
    ['dies', 'leave();'],
    ['stalls', 'for (;;);'],
    ['throws', "throw new Error('no');"],
    // Later than it is given up.
    [
      'stalls and writes later',
      'const until = Date.now() + 1500; while (Date.now() < until); for (;;) new Uint8Array(memory.buffer).fill(0x7f);',
    ],
  ])('that %s loses no result; others take over', async (_, instead) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const machine = await machineOf(3, faulty(instead));
    // Until the faulty ones have got hold of a task.
    while (machine.threads > 1) expect(counted(machine, 4000)).toBe(4000);
    expect(counted(machine, 100)).toBe(100);
    await started(machine, 2);
    // It is said once only, in whichever case was the first.
    for (const [text] of warn.mock.calls) expect(text).toContain(warned);
  });

  shared('again and again: one thread goes on', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const machine = await machineOf(2, faulty('leave();'));
    for (let tries = 0; tries < 3; tries++) {
      await started(machine, 2);
      while (machine.threads > 1) counted(machine, 4000);
    }
    expect(warn.mock.calls.flat().at(-1)).toContain('goes on with one');
    machine.forEach({ pieces: 2, operations: 1e12 }, () => undefined);
    await sleep(100);
    expect(machine.threads).toBe(1);
    expect(counted(machine, 100)).toBe(100);
  });

  shared('while it sleeps is no loss at all', async () => {
    const leaving = programAt(`
      const { words, at, thread } = data;
      Atomics.store(words, at.ready + thread, 1);
      Atomics.add(words, at.asleep, 1);
      Atomics.wait(words, at.published, Atomics.load(words, at.published));
      throw new Error('no');`);
    const machine = await machineOf(2, leaving);
    expect(counted(machine, 100)).toBe(100);
    await vi.waitUntil(() => machine.threads === 1);
    expect(counted(machine, 100)).toBe(100);
  });
});

/** Everything that the engine computes of a layer. */
function results({
  axes,
  batch,
  groups,
  inChannels,
  outChannels,
  bias,
  seed,
}: LayerCase): (Float32Array | undefined)[] {
  const rank = axes.length as Rank;
  const spatial = axes.map(inputSize);
  const input = [batch, groups * inChannels, ...spatial];
  const kernel = axes.map((axis) => axis.kernel);
  const options = {
    stride: axes.map(({ stride }) => stride),
    padding: axes.map(({ padding }) => padding),
    dilation: axes.map(({ dilation }) => dilation),
    groups,
  };
  const weight = [groups * outChannels, inChannels, ...kernel];
  const g = convGeometry(rank, input, weight, null, options);
  const x = noise(seed, numel(input));
  const w = noise(seed + 1, numel(weight));
  const b = bias ? noise(seed + 2, g.outChannels) : null;
  const gradY = noise(seed + 3, numel([batch, g.outChannels, ...g.output]));
  const sizes = { rows: batch * 5, inFeatures: inChannels * 7, outFeatures: outChannels * 3 + 4 };
  const [rows, matrix] = [
    noise(seed, sizes.rows * sizes.inFeatures),
    noise(seed, sizes.outFeatures * sizes.inFeatures),
  ];
  const gradRows = noise(seed, sizes.rows * sizes.outFeatures);
  const pool = { kernelSize: kernel, padding: kernel.map((k) => k >> 1), stride: options.stride };
  return [
    cpu.conv(g, x, w, b),
    cpu.convWeightGradient(g, x, gradY),
    transposed(rank, g.output, { batch, groups, inChannels, outChannels, kernel, options, seed }),
    cpu.linear(sizes, rows, matrix, null),
    cpu.linear({ ...sizes, rows: 1 }, rows.subarray(0, sizes.inFeatures), matrix, null),
    cpu.linearInputGradient(sizes, gradRows, matrix),
    cpu.linearWeightGradient(sizes, rows, gradRows),
    cpu.maxPool(maxPoolGeometry(rank, input, pool), x),
    // Of small layers there are many, and every call waits for threads to be woken.
    ...(x.length < 4096 ? [] : [...planeMaps(input, x), cpu.totals(x, input, [1, ...input.slice(1)], 3)]),
  ];
}

/** Resizing, mirroring and averaging, and the gradient of each: all that works on planes axis by axis. */
function planeMaps(input: readonly number[], x: Float32Array): (Float32Array | undefined)[] {
  const spatial = input.slice(2);
  const mode = (['linear', 'bilinear', 'trilinear'] as const)[spatial.length - 1]!;
  const resized = resizeGeometry(input, { scaleFactor: 1.6, mode });
  const mirrored = padGeometry(
    input,
    spatial.flatMap(() => [1, 2]),
    'replicate',
    null,
  );
  const axes = asVolume(spatial.map((size) => adaptiveWindows(size, 3)));
  const averaging = { name: '', planes: numel(input.slice(0, 2)), axes, divisors: asDivisors(axes.map(readCells)) };
  const both = (run: (x: Float32Array, back: boolean) => Float32Array | undefined): (Float32Array | undefined)[] => {
    const y = run(x, false);
    return [y, y && run(y, true)];
  };
  return [
    ...both((values, back) => cpu.resize(resized, values, back)),
    ...both((values, back) => cpu.mirror(mirrored, values, back)),
    ...both((values, back) => cpu.averages(averaging, values, back)),
  ];
}

/** A transposed convolution with the options of a layer; where it has no output, nothing. */
function transposed(
  rank: Rank,
  spatial: readonly number[],
  {
    batch,
    groups,
    inChannels,
    outChannels,
    kernel,
    options,
    seed,
  }: Pick<LayerCase, 'batch' | 'groups' | 'inChannels' | 'outChannels' | 'seed'> & {
    kernel: number[];
    options: { stride: number[]; padding: number[]; dilation: number[]; groups: number };
  },
): Float32Array | undefined {
  const input = [batch, groups * inChannels, ...spatial];
  const weight = [groups * inChannels, outChannels, ...kernel];
  try {
    const g = convTransposeGeometry(rank, input, weight, null, options);
    return cpu.convTranspose(g, noise(seed, numel(input)), noise(seed + 1, numel(weight)), null);
  } catch {
    return undefined;
  }
}

/** Bits, so that NaN and −0 count. */
const bitsOf = (arrays: readonly (Float32Array | undefined)[]): (Uint32Array | undefined)[] =>
  arrays.map((array) => array && new Uint32Array(array.buffer, array.byteOffset, array.length));

describe('results have the same bits for 1, 2, 3, 4 and 7 threads', () => {
  const large: LayerCase[] = [
    // Winograd; the same for the phases of a transposed layer; a few large blocks; many chunks; outputs of three columns; depthwise.
    ...[
      [32, 40, 20, 3, 1],
      [96, 96, 12, 4, 2],
      [70, 24, 9, 1, 1],
      [200, 16, 7, 3, 2],
      [9, 8, 3, 1, 1],
    ].map(([inChannels, outChannels, size, kernel, stride]): LayerCase => ({
      axes: [0, 1].map(() => ({
        kernel: kernel!,
        stride: stride!,
        padding: kernel! >> 1,
        dilation: 1,
        more: size! - 1,
      })),
      batch: 2,
      groups: 1,
      inChannels: inChannels!,
      outChannels: outChannels!,
      bias: true,
      seed: 1,
    })),
    {
      axes: [0, 1].map(() => ({ kernel: 3, stride: 1, padding: 1, dilation: 1, more: 11 })),
      batch: 3,
      groups: 50,
      inChannels: 1,
      outChannels: 1,
      bias: true,
      seed: 2,
    },
    // Winograd along one axis.
    {
      axes: [{ kernel: 7, stride: 1, padding: 3, dilation: 2, more: 900 }],
      batch: 1,
      groups: 2,
      inChannels: 24,
      outChannels: 32,
      bias: true,
      seed: 3,
    },
  ];

  shared.each([
    ['strict', [2, 7]],
    ['default', [3, 4]],
  ] as const)('precision %s', async (precision, counts) => {
    const cases = [...large, ...fc.sample(layerCase, inPage ? 3 : 6)];
    configureEngine({ threads: 1, precision });
    const want = cases.map((layer) => bitsOf(results(layer)));
    for (const threads of inPage ? counts.slice(0, 1) : counts) {
      configureEngine({ threads, precision });
      await started(theEngine()!.machine, threads);
      cases.forEach((layer, i) =>
        expect(bitsOf(results(layer)), `${threads} threads, ${JSON.stringify(layer)}`).toEqual(want[i]),
      );
      expect(cpu.engineMemory().threads).toBe(threads);
    }
  });

  shared('blocks of an image that no cache holds are brought while others are summed', async () => {
    const g = convGeometry(2, [1, 130, 127, 131], [5, 130, 1, 1], null, {});
    const [x, weight] = [noise(1, 130 * numel(g.input)), noise(2, 5 * 130)];
    configureEngine({ threads: 1 });
    const want = bitsOf([cpu.conv(g, x, weight, null)]);
    configureEngine({ threads: 3 });
    await started(theEngine()!.machine, 3);
    for (let i = 0; i < 3; i++) expect(bitsOf([cpu.conv(g, x, weight, null)])).toEqual(want);
  });
});

describe('options', () => {
  test.each([
    [{ threads: 0 }, 'configureEngine: threads is a whole number from 1 to 64, not 0'],
    [{ threads: 65 }, 'configureEngine: threads is a whole number from 1 to 64, not 65'],
    [{ threads: 1.5 }, 'configureEngine: threads is a whole number from 1 to 64, not 1.5'],
    [{ threads: '2' as unknown as number }, 'configureEngine: threads is a whole number from 1 to 64, not 2'],
    [{ workerUrl: 7 as unknown as string }, 'configureEngine: workerUrl is a string, not 7'],
    [{ packedBytes: -1 }, 'configureEngine: packedBytes is a whole number of bytes, not -1'],
    [{ keptBytes: 0.5 }, 'configureEngine: keptBytes is a whole number of bytes, not 0.5'],
    [{ precision: 'fast' as 'strict' }, "configureEngine: precision is 'strict' or 'default', not fast"],
    [{ deterministic: 1 as unknown as boolean }, 'configureEngine: deterministic is true or false, not 1'],
    [{ thread: 2 }, "configureEngine() got an unexpected keyword argument 'thread'\nDid you mean `threads`?"],
  ])('%j is refused', (options: object, text) => {
    const configure = (): void => configureEngine(options);
    expect(configure).toThrow(ArgumentError);
    expect(configure).toThrow(text);
  });

  shared('workers that cannot start leave one thread, which says so if asked for more', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    configureEngine({ threads: 3, workerUrl: 'no address' });
    const { machine } = theEngine()!;
    machine.forEach({ pieces: 2, operations: 1e9 }, () => undefined);
    await vi.waitUntil(() => warn.mock.calls.flat().join().includes('could not be started'));
    expect(counted(machine, 100)).toBe(100);
    configureEngine({ threads: 3, workerUrl: 'data:text/javascript,throw%20new%20Error()' });
    theEngine()!.machine.forEach({ pieces: 2, operations: 1e9 }, () => undefined);
    await sleep(200);
    expect(theEngine()!.machine.threads).toBe(1);
    expect(counted(theEngine()!.machine, 100)).toBe(100);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  shared(
    'one thread has memory of its own, and so has a realm without shared memory, which says so if asked for more',
    () => {
      const warn = vi.spyOn(console, 'warn').mockReturnValue();
      const shared = (): boolean => theEngine()!.machine.floats.buffer instanceof SharedArrayBuffer;
      configureEngine({ threads: 2 });
      expect(shared()).toBe(true);
      configureEngine({ threads: 1 });
      expect(shared()).toBe(false);
      const SharedMemory = globalThis.SharedArrayBuffer;
      try {
        Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
        configureEngine({ threads: undefined });
        expect(theEngine()!.machine.threads).toBe(1);
        expect(warn).not.toHaveBeenCalled();
        configureEngine({ threads: 3 });
        expect(theEngine()!.machine.threads).toBe(1);
        expect(warn.mock.calls).toEqual([
          [
            'The CPU engine runs on one thread: there is no shared memory here (a page has it when it is cross-origin isolated).',
          ],
        ]);
      } finally {
        globalThis.SharedArrayBuffer = SharedMemory;
      }
    },
  );

  shared('memory that cannot be reserved whole is reserved in part, and unshared where it cannot be shared', () => {
    const { Memory } = WebAssembly;
    const asked: WebAssembly.MemoryDescriptor[] = [];
    const atMost = (pages: number, sharing: boolean) =>
      class extends Memory {
        constructor(descriptor: WebAssembly.MemoryDescriptor) {
          asked.push(descriptor);
          if (descriptor.maximum! > pages || (descriptor.shared === true && !sharing)) throw new RangeError('no');
          super(descriptor);
        }
      };
    try {
      WebAssembly.Memory = atMost(16384, true);
      configureEngine({ threads: 2 });
      const { machine } = theEngine()!;
      // In a page the first one, of a single page, is the probe of the processor.
      expect(asked.flatMap(({ maximum }) => (maximum === 1 ? [] : [maximum]))).toEqual([65536, 32768, 16384]);
      expect(() => machine.take(2 ** 31)).toThrow("more than wasm's 1 GiB leave free");
      WebAssembly.Memory = atMost(65536, false);
      configureEngine({ threads: 2 });
      expect(theEngine()!.machine.floats.buffer).toBeInstanceOf(ArrayBuffer);
    } finally {
      WebAssembly.Memory = Memory;
    }
  });
});
