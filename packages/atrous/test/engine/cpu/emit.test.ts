import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode, signed, unsigned } from '../../../src/engine/cpu/emit/encode.js';
import {
  type Expr,
  type Program,
  below,
  i32,
  loadVector,
  op,
  program,
  shuffle,
} from '../../../src/engine/cpu/emit/language.js';
import { type Tables, columnTables, rowTables } from '../../../src/engine/cpu/axis-maps.js';
import { type MapKind, ROWS, columnsKernel, rowsKernel } from '../../../src/engine/cpu/kernels/axes.js';
import { FUNCTIONS, MAX_CONSTANTS, elementwiseKernel } from '../../../src/engine/cpu/kernels/elementwise.js';
import { BITS, FIXED } from '../../../src/engine/cpu/kernels/functions.js';
import { lineKernel } from '../../../src/engine/cpu/kernels/winograd-line.js';
import { interleaveKernel } from '../../../src/engine/cpu/kernels/interleave.js';
import { winogradKernel } from '../../../src/engine/cpu/kernels/winograd.js';
import { F23, F25, F34, F43 } from '../../../src/engine/cpu/kernels/winograd-transforms.js';
import { gradientTapsKernel } from '../../../src/engine/cpu/kernels/winograd-taps.js';
import {
  smallGradientKernel,
  smallInputKernel,
  smallOutputKernel,
} from '../../../src/engine/cpu/kernels/winograd-small.js';
import { softmaxKernel } from '../../../src/engine/cpu/kernels/softmax.js';
import {
  type AdaptationKind,
  type DescentKind,
  adaptationKernel,
  descentKernel,
} from '../../../src/engine/cpu/kernels/descent.js';
import { dotsKernel, foldKernel } from '../../../src/engine/cpu/kernels/dots.js';
import { affineKernel, runSumsKernel } from '../../../src/engine/cpu/kernels/runs.js';
import { ARM_REGISTERS, VECTOR_REGISTERS, vectorPressure } from '../../../src/engine/cpu/emit/registers.js';
import { type Features, detectFeatures } from '../../../src/engine/cpu/features.js';
import { type TileSet, candidatesOf, tileFor, tilesOf } from '../../../src/engine/cpu/tiles.js';
import { copyKernel } from '../../../src/engine/cpu/kernels/copy.js';
import { type Tile, denseKernel, gatherKernel } from '../../../src/engine/cpu/kernels/dense.js';
import { panelsAtOnce, singlesKernel } from '../../../src/engine/cpu/kernels/singles.js';
import { gemvKernel } from '../../../src/engine/cpu/kernels/gemv.js';
import { depthwiseGradientKernel } from '../../../src/engine/cpu/kernels/depthwise-gradient.js';
import type { GradientShape } from '../../../src/engine/cpu/kernels/depthwise-gradient-shape.js';
import { type SpreadShape, depthwiseSpreadKernel } from '../../../src/engine/cpu/kernels/depthwise-spread.js';
import { depthwiseKernel } from '../../../src/engine/cpu/kernels/depthwise.js';
import type { DepthwiseShape } from '../../../src/engine/cpu/kernels/depthwise-shape.js';
import { maxPoolKernel, poolPlacesKernel } from '../../../src/engine/cpu/kernels/pool.js';
import { interpret } from './interpreter.js';
import { noise } from './layers.js';

const PLAIN: Features = { simd: true, relaxed: false, keepsOrder: false, arm: false };
const REGIMES: readonly Features[] = [
  PLAIN,
  { ...PLAIN, relaxed: true },
  { ...PLAIN, relaxed: true, keepsOrder: true },
  { ...PLAIN, keepsOrder: true },
  { ...PLAIN, relaxed: true, keepsOrder: true, arm: true },
  { ...PLAIN, arm: true },
];

/** 3×3 on rows of fourteen: a strip at each edge, the last one overlapping, and two between. */
const DEPTHWISE: DepthwiseShape = {
  height: 4,
  width: 14,
  outHeight: 4,
  outWidth: 14,
  kernel: [1, 3, 3],
  strideH: 1,
  strideW: 1,
  dilation: 1,
  paddingH: 1,
  padding: 1,
  inPlane: 56,
  outPlane: 56,
  fused: false,
};
const DEPTHWISE_3: DepthwiseShape = { ...DEPTHWISE, strideH: 2, strideW: 2, outHeight: 2, outWidth: 7, outPlane: 14 };
const DEPTHWISE_5: DepthwiseShape = {
  ...DEPTHWISE,
  kernel: [1, 5, 5],
  strideH: 2,
  strideW: 2,
  paddingH: 2,
  padding: 2,
  outHeight: 2,
  outWidth: 7,
  outPlane: 14,
};

/** One row of thirteen taps: with an input and its gradient they would leave no register for the zeros at an edge. */
const LONG: DepthwiseShape = { ...DEPTHWISE, kernel: [1, 1, 13], paddingH: 0, padding: 6 };

/** Two slices of 3×3 with stride 2 along rows that are long enough for several strips at a time. */
const VOLUME: DepthwiseShape = { ...DEPTHWISE, kernel: [2, 3, 3], strideW: 2, width: 40, outWidth: 20 };

const MAP_KINDS: readonly MapKind[] = ['copied', 'averaged', 'weighted'];
const DESCENTS: readonly DescentKind[] = [true, false].flatMap((decays) => [
  { decays, momentum: 'none' as const, nesterov: false },
  ...(['fresh', 'kept'] as const).flatMap((momentum) =>
    [true, false].map((nesterov) => ({ decays, momentum, nesterov })),
  ),
]);

/** The gradients of inputs of 3×3, 5×5 and 7×7, of stride 2. */
const SPREADS: readonly SpreadShape[] = [3, 5, 7].map((size) => ({
  height: 2,
  width: 7,
  outHeight: 4,
  outWidth: 13,
  kernel: [1, size, size],
  strideH: 2,
  dilationH: 1,
  dilation: 1,
  paddingH: size >> 1,
  padding: size >> 1,
  fused: false,
}));

const ADAPTATIONS: readonly AdaptationKind[] = [true, false].flatMap((decays) =>
  [true, false].flatMap((fromOld) => [true, false].map((amsgrad) => ({ decays, shrinks: !decays, fromOld, amsgrad }))),
);

const gradientOf = (shape: DepthwiseShape, { relaxed, keepsOrder }: Features): GradientShape => ({
  ...shape,
  fused: relaxed,
  dilationH: 1,
  multiplier: 1,
  keepsOrder,
});

const WINOGRAD_TILES = [
  [F43, F43],
  [F43, F23],
  [F34, F25],
  [F23, F34],
] as const;

/** The dense kernels of a set of tiles, and those of single pixels beside them. */
const denseKernels = (set: TileSet, keepsOrder: boolean): Program[] =>
  set.tiles.flatMap(({ rows, fused }) => [
    singlesKernel({ rows, panels: panelsAtOnce(rows, keepsOrder), fused }),
    denseKernel(tileFor(set, rows, false), 'table'),
    ...(rows >= set.gathering.rows
      ? (['gathering', 'gathered'] as const).map((source) => denseKernel(tileFor(set, rows, true), source))
      : []),
  ]);

const kernelsOf = (features: Features): Program[] => [
  ...candidatesOf(features, false).flatMap((set) => denseKernels(set, features.keepsOrder)),
  gatherKernel(2),
  ...[
    DEPTHWISE,
    DEPTHWISE_3,
    DEPTHWISE_5,
    { ...DEPTHWISE, kernel: [1, 7, 7] as const, paddingH: 3, padding: 3 },
    VOLUME,
  ].map((shape) => depthwiseKernel('depthwise', { ...shape, fused: features.relaxed })),
  ...[
    DEPTHWISE,
    DEPTHWISE_3,
    DEPTHWISE_5,
    { ...DEPTHWISE, kernel: [1, 7, 7] as const, paddingH: 3, padding: 3 },
    LONG,
  ].map((shape) => depthwiseGradientKernel('depthwiseGradient', gradientOf(shape, features))),
  ...SPREADS.map((shape) => depthwiseSpreadKernel('depthwiseSpread', { ...shape, fused: features.relaxed })),
  ...([null, 1, 2] as const).map(copyKernel),
  interleaveKernel(),
  gemvKernel(features.arm || features.keepsOrder ? 8 : 6, 640, features.relaxed),
  maxPoolKernel(),
  poolPlacesKernel(),
  ...FUNCTIONS.map(elementwiseKernel),
  ...MAP_KINDS.flatMap((kind) => [
    columnsKernel(kind, features.relaxed, []),
    rowsKernel(kind, 1, features.relaxed, []),
    rowsKernel(kind, ROWS, features.relaxed, []),
  ]),
  runSumsKernel('moments'),
  runSumsKernel('products'),
  affineKernel('scale', features.relaxed),
  affineKernel('combine', features.relaxed),
  ...tilesOf(features).tiles.flatMap(({ rows }) => [dotsKernel(rows, features.relaxed), gradientTapsKernel(rows)]),
  foldKernel(),
  smallInputKernel(),
  smallGradientKernel(),
  smallOutputKernel(),
  ...[F23, F43].flatMap((tile) =>
    ([1, 2, 4] as const).flatMap((neighbours) =>
      (['input', 'output', 'weight'] as const).map((kind) => lineKernel(kind, tile, neighbours)),
    ),
  ),
  ...WINOGRAD_TILES.flatMap((tile) =>
    (['input', 'output', 'apart', 'weight'] as const).map((kind) => winogradKernel(kind, tile)),
  ),
  winogradKernel('gradient', [F23, F23]),
  ...(['softmax', 'logSoftmax', 'softmaxGradient', 'logSoftmaxGradient'] as const).map(softmaxKernel),
  ...DESCENTS.map((kind) => descentKernel(kind, features.relaxed)),
  ...ADAPTATIONS.map((kind) => adaptationKernel(kind, features.relaxed)),
];

test('numbers are written as LEB128 that reads back', () => {
  const read = (bytes: readonly number[]): bigint =>
    bytes.reduce((sum, byte, i) => sum | (BigInt(byte & 0x7f) << BigInt(7 * i)), 0n);
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.integer(), (natural, integer) => {
      expect(read(unsigned(natural))).toBe(BigInt(natural));
      const bytes = signed(integer);
      expect(BigInt.asIntN(7 * bytes.length, read(bytes))).toBe(BigInt(integer));
      expect(Math.max(bytes.length, unsigned(natural).length)).toBeLessThanOrEqual(5);
    }),
  );
});

test('every kernel of every engine is a valid module with one function of its name', () => {
  for (const features of REGIMES)
    for (const kernel of kernelsOf(features)) {
      const bytes = encode([kernel]);
      if (features.relaxed && !detectFeatures().relaxed) continue;
      expect([kernel.name, WebAssembly.validate(bytes)]).toEqual([kernel.name, true]);
      const module = new WebAssembly.Module(bytes);
      expect(WebAssembly.Module.exports(module)).toMatchObject([{ name: kernel.name, kind: 'function' }]);
      expect(WebAssembly.Module.customSections(module, 'name')).toHaveLength(1);
    }
});

test('a module for threads imports a shared memory', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(encode([copyKernel(1)], true));
  expect(() => new WebAssembly.Instance(module, { m: { m: memory } })).not.toThrow();
});

const process = Object.getOwnPropertyDescriptor(globalThis, 'process');

test.skipIf(process === undefined)('the sign of a NaN tells a page which processor Node says that it has', () => {
  const told = detectFeatures();
  Object.defineProperty(globalThis, 'process', { value: undefined, configurable: true });
  try {
    expect(detectFeatures()).toEqual(told);
  } finally {
    Object.defineProperty(globalThis, 'process', process!);
  }
});

test('no kernel keeps more vectors alive than there are registers', () => {
  for (const features of REGIMES)
    for (const kernel of kernelsOf(features))
      expect([kernel.name, vectorPressure(kernel) <= (features.arm ? ARM_REGISTERS : VECTOR_REGISTERS)]).toEqual([
        kernel.name,
        true,
      ]);
});

test('a re-vectoriser has the registers for what it makes pairs of', () => {
  const sets = candidatesOf(REGIMES[2]!, true).filter(({ paired }) => paired);
  expect(sets.map(({ name }) => name)).toEqual(['6x16', '5x16', '4x16']);
  for (const set of sets)
    for (const kernel of denseKernels(set, true)) {
      expect(WebAssembly.validate(encode([kernel])) || !detectFeatures().relaxed).toBe(true);
      expect(vectorPressure(kernel)).toBeLessThanOrEqual(2 * VECTOR_REGISTERS);
    }
});

test('the pressure of the tiles is what the sums, inputs and factors add up to', () => {
  const pressure = (rows: number, vectors: number, fused: boolean): number =>
    vectorPressure(denseKernel({ rows, vectors, fused, paired: false }, 'gathered'));
  expect(pressure(6, 2, true)).toBe(15);
  // An unfused product waits in a register of its own before it is added.
  expect(pressure(6, 2, false)).toBe(16);
  expect(pressure(4, 2, false)).toBe(12);
  expect(pressure(1, 8, true)).toBe(10);
});

test('a value that a loop reads in its next turn is alive at its end', () => {
  const vectors = program('loop', ['n'], (w, { n }) => {
    const kept = w.let('kept', loadVector(n));
    w.loop(() => {
      const a = w.let('a', loadVector(n, 16));
      const b = w.let('b', loadVector(n, 32));
      w.store(n, op('f32x4.add', op('f32x4.add', kept, a), b));
      return below(n, n);
    });
  });
  expect(vectorPressure(vectors)).toBe(4);
});

test('operands of the wrong type are refused when a kernel is written', () => {
  const number = i32(1) as unknown as Expr<'v128'>;
  expect(() => op('f32x4.add', number, number)).toThrow('kernel language: f32x4.add takes (v128, v128)');
  expect(() => loadVector(i32(0), -4)).toThrow('kernel language: displacement -4');
  const vector = loadVector(i32(0));
  expect(() => shuffle(vector, vector, [0, 1, 2, 8])).toThrow('kernel language: shuffle takes four lanes from 0 to 7');
});

/** The memory after a program, run by wasm and by the interpreter, from the same beginning. */
function bothWays(
  kernel: Program,
  args: readonly number[],
  start: (memory: ArrayBuffer) => void,
): [Float32Array, Float32Array] {
  const memory = new WebAssembly.Memory({ initial: 1 });
  start(memory.buffer);
  const copy = memory.buffer.slice(0);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(encode([kernel])), { m: { m: memory } });
  (instance.exports[kernel.name] as (...args: number[]) => void)(...args);
  interpret(kernel, copy, args);
  return [new Float32Array(memory.buffer), new Float32Array(copy)];
}

test('the interpreter and wasm agree on the dense kernels', () => {
  const start = (memory: ArrayBuffer): void => {
    new Float32Array(memory).set(noise(1, 8192));
    // Two tiles of pixels at 1024, three taps at 2048.
    new Int32Array(memory, 1024, 32).set(Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? 8 : 16) * (i >> 1)));
    new Int32Array(memory, 2048, 3).set([0, 4, 40]);
  };
  const gathered = (paired: boolean): Tile => ({ rows: 3, vectors: 4, fused: false, paired });
  const cases = [
    ...tilesOf(PLAIN).tiles.map((tile) => [tile, 'table'] as const),
    ...tilesOf(PLAIN).tiles.map((tile) => [tile, 'gathering'] as const),
    ...tilesOf(PLAIN).tiles.map((tile) => [tile, 'gathered'] as const),
    [gathered(false), 'gathered'] as const,
    [gathered(true), 'gathered'] as const,
  ];
  for (const [tile, source] of cases)
    for (const [resume, pause, piece] of [
      [0, 0, 12],
      [0, 1, 12],
      [1, 0, 12],
      [1, 1, 8],
      [0, 0, 4],
    ] as const) {
      const end = 1024 + 16 * tile.vectors;
      const places = [4096, 6000, 1024, end, 2048, 2060, 8192, 16384];
      const inputs = source === 'gathered' ? 8192 : 49152;
      const args = [...places, 1024, 2, 72, 256, piece, 32768, 512, resume, pause, inputs];
      const [wasm, interpreted] = bothWays(denseKernel(tile, source), args, start);
      expect(wasm).toEqual(interpreted);
      expect(wasm.subarray(4096)).not.toEqual(noise(1, 8192).subarray(4096));
    }
});

test('the interpreter and wasm agree on single pixels, whose sums have the bits of those in vectors', () => {
  const start = (memory: ArrayBuffer): void => {
    new Float32Array(memory).set(noise(4, 8192));
    // Four neighbouring pixels, each for itself at 1024 and as a vector at 1088; three taps at 2048.
    new Int32Array(memory, 1024, 8).set([0, 0, 4, 4, 8, 8, 12, 12]);
    new Int32Array(memory, 1088, 2).set([0, 0]);
    new Int32Array(memory, 2048, 3).set([0, 4, 40]);
  };
  for (const rows of [3, 4, 5, 6])
    for (const [resume, pause, piece] of [
      [0, 0, 12],
      [0, 1, 8],
      [1, 0, 12],
      [0, 0, 4],
    ] as const) {
      const [weight, bias, taps, x, y] = [4096, 6000, [2048, 2060], 8192, 16384] as const;
      const rest = [piece, 32768, 512, resume, pause];
      const args = [weight, bias, 1024, 1056, ...taps, x, y, 256, 2, 12 * rows, ...rest];
      const [wasm, interpreted] = bothWays(singlesKernel({ rows, panels: 2, fused: false }), args, start);
      expect(wasm).toEqual(interpreted);
      if (resume || pause) continue;
      const tile = { rows, vectors: 1, fused: false, paired: false };
      const whole = [weight, bias, 1088, 1096, ...taps, x, y, 256, 4, 12 * rows, 0, ...rest, 0];
      const [inVectors] = bothWays(denseKernel(tile, 'table'), whole, start);
      const outputs = (memory: Float32Array): Float32Array =>
        Float32Array.from({ length: 16 * rows }, (_, i) => memory[4096 + 64 * (i >> 2) + (i & 3)]!);
      expect(outputs(wasm)).toEqual(outputs(inVectors));
    }
});

test('the interpreter and wasm agree on copies, pools and depthwise kernels', () => {
  const start = (memory: ArrayBuffer): void => {
    new Float32Array(memory).set(noise(2, 8192));
    new Int32Array(memory, 1024, 8).set([0, 0, 16, 16, 32, 32, 48, 48]);
    new Int32Array(memory, 2048, 3).set([0, 4, 40]);
    // The one slice of inputs of the one slice of outputs.
    new Int32Array(memory, 3072, 2).set([-1, 0]);
  };
  const copy = [32768, 4096, 2, 600, 400, 2, 300, 200, 2, 100, 80];
  const cases: [Program, number[]][] = [
    ...[1, 3, 4, 7, 16, 23].map((n): [Program, number[]] => [copyKernel(1), [...copy, n, 4, 4]]),
    ...[1, 3, 4, 7, 16, 23].map((n): [Program, number[]] => [copyKernel(2), [...copy, n, 4, 8]]),
    [copyKernel(null), [...copy, 7, 12, 8]],
    [maxPoolKernel(), [1024, 1056, 2048, 2060, 8192, 32768, 3, 256, 64]],
    ...[1, 3, 4, 7, 16, 23].map((n): [Program, number[]] => [
      interleaveKernel(),
      [32768, 4096, 6000, 2, 600, 300, 3, 200, 100, n],
    ]),
    [depthwiseKernel('depthwise', DEPTHWISE), [8192, 32768, 4096, 6000, 3072, 3080, 3, 7168]],
    [depthwiseKernel('depthwise', DEPTHWISE_3), [8192, 32768, 4096, 6000, 3072, 3080, 3, 7168]],
    [depthwiseKernel('depthwise', DEPTHWISE_5), [8192, 32768, 4096, 6000, 3072, 3080, 3, 7168]],
    ...SPREADS.map((shape): [Program, number[]] => [
      depthwiseSpreadKernel('depthwiseSpread', shape),
      [8192, 32768, 4096, 6000, 3, 7168],
    ]),
    ...[DEPTHWISE, DEPTHWISE_3, DEPTHWISE_5].map((shape): [Program, number[]] => [
      depthwiseGradientKernel('depthwiseGradient', gradientOf(shape, REGIMES[0]!)),
      [8192, 16384, 32768, 1024, 1032, 3],
    ]),
    [gemvKernel(2, 3, false), [8192, 8220, 4096, 6000, 32768, 3]],
    [gatherKernel(2), [1024, 1056, 2048, 2060, 8192, 32768]],
    [poolPlacesKernel(), [1024, 1056, 2048, 2060, 2048, 8192, 32768, 4096, 4160, 4224, 33280, 3, 256, 1024]],
  ];
  for (const [kernel, args] of cases) {
    const [wasm, interpreted] = bothWays(kernel, args, start);
    expect([kernel.name, wasm]).toEqual([kernel.name, interpreted]);
    expect([kernel.name, wasm.subarray(8192, 8300).some((value) => value !== 0)]).toEqual([kernel.name, true]);
  }
});

test('the interpreter and wasm agree on maps along rows and columns', () => {
  // Six cells to seven, each from two that need not be neighbours.
  const map = {
    size: 6,
    count: 7,
    offsets: Int32Array.from({ length: 8 }, (_, o) => 2 * o),
    indices: Int32Array.of(0, 1, 0, 5, 2, 3, 3, 2, 4, 1, 5, 4, 0, 5),
    weights: Float64Array.from({ length: 14 }, (_, tap) => 0.125 * (tap - 4)),
    divisors: [1, 2, 3, 4, 5, 6, 7],
  };
  const [x, y, entries, taps, rowBytes] = [8192, 32_768, 1024, 2048, 4 * 9];
  for (const kind of MAP_KINDS) {
    const agree = (kernel: Program, tables: Tables, args: (end: number) => number[]): void => {
      const start = (memory: ArrayBuffer): void => {
        new Float32Array(memory).set(noise(5, 8192));
        new Int32Array(memory).set(tables.entries, entries / 4);
        new Int32Array(memory).set(tables.taps, taps / 4);
      };
      const [wasm, interpreted] = bothWays(kernel, args(entries + 4 * tables.entries.length), start);
      expect([kernel.name, wasm]).toEqual([kernel.name, interpreted]);
      expect([kernel.name, wasm.subarray(y / 4, y / 4 + 63).every((value) => value !== 0)]).toEqual([
        kernel.name,
        true,
      ]);
    };
    const columns = columnTables(map, rowBytes);
    agree(columnsKernel(kind, false, []), columns, (end) => [x, y, entries, end, taps, 2, 216, 252, rowBytes]);
    for (const rows of [1, ROWS])
      agree(rowsKernel(kind, rows, false, []), rowTables(map), (end) => [x, y, entries, end, taps, 12 / rows, 24, 28]);
  }
});

test('the interpreter and wasm agree on functions of elements and of runs', () => {
  const special = [NaN, Infinity, -Infinity, 0, -0, 3, -3, 6, 88.5, -88.5, 110, -110];
  const start = (memory: ArrayBuffer): void => {
    const floats = new Float32Array(memory);
    floats.set(noise(3, 8192));
    floats.set(special, 2048);
    floats.set([-0.5, 0.75, 0.5, ...FIXED], 256);
    new Int32Array(memory).set(BITS, 256 + MAX_CONSTANTS + FIXED.length);
    new Float64Array(memory, 512, 3).set([0.1, -0.2, 0]);
    new Int32Array(memory, 768, 8).set([0, 0, 0, 0, 0, 0, -1, -1]);
    floats.set([0.25, -1, 0.5, 0.75, -0.125, 0.25, 0.5, 0.75, 0.125], 224);
    // Where three vectors of tiles begin, and go.
    new Int32Array(memory, 832, 6).set([0, 0, 16, 64, 32, 128]);
  };
  const [x, g, y] = [8192, 12_000, 32_768];
  const cases: [Program, number[]][] = [
    ...FUNCTIONS.map((name): [Program, number[]] => [elementwiseKernel(name), [x, g, y, 1024, 256]]),
    // Runs of 21 numbers: a rest of one.
    ...(['moments', 'products'] as const).map((kind): [Program, number[]] => [
      runSumsKernel(kind),
      [x + 64, g, 512, 768, y, 3, 84],
    ]),
    ...(['scale', 'combine'] as const).map((kind): [Program, number[]] => [
      affineKernel(kind, false),
      [x, g, y, 2048, 3, 84],
    ]),
    [dotsKernel(3, false), [x, g, y, 48, 64, 80, 96, 2]],
    [foldKernel(), [x, y, 7]],
    ...DESCENTS.map((kind): [Program, number[]] => [descentKernel(kind, false), [y, g, x, 896, 64]]),
    ...ADAPTATIONS.map((kind): [Program, number[]] => [
      adaptationKernel(kind, false),
      [y, g, x, x + 4096, g + 4096, 896, 64],
    ]),
    [smallInputKernel(), [832, 856, x, y, 2, 400, 64, 128, 96, 48]],
    [smallOutputKernel(), [832, 856, x, y, 2, 400, 64, 128, 32, 12_000]],
  ];
  for (const [kernel, args] of cases) {
    const [wasm, interpreted] = bothWays(kernel, args, start);
    expect([kernel.name, wasm]).toEqual([kernel.name, interpreted]);
    expect([kernel.name, wasm.subarray(y / 4, y / 4 + 24).some((value) => value !== 0)]).toEqual([kernel.name, true]);
  }
});
