/** @file The bench without its rivals: shapes, options, data, and the ONNX bytes where onnxruntime is installed. */

import { existsSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { theEngine } from '../packages/atrous/src/engine/cpu/engine.js';
import * as cpu from '../packages/atrous/src/engine/cpu/index.js';
import { convGeometry } from '../packages/atrous/src/geometry/conv.js';
import { clock } from '../bench/src/clock.mjs';
import { maxError } from '../bench/src/data.mjs';
import { modesOf, modeTitle, PASSES } from '../bench/src/modes.mjs';
import { noise } from '../bench/src/noise.mjs';
import { prepare } from '../bench/src/libraries/atrous.mjs';
import { prepareSession } from '../bench/src/libraries/onnxruntime.mjs';
import { recordKernels } from '../bench/src/libraries/resident.mjs';
import { onnxModel } from '../bench/src/onnx.mjs';
import { HELP, parseOptions } from '../bench/src/options.mjs';
import {
  flops,
  inputShape,
  outputShape,
  QUICK,
  readShapes,
  select,
  STANDARD,
  weightShape,
} from '../bench/src/shapes.mjs';
import { geometricMean, median, onFullClock } from '../bench/src/statistics.mjs';
import { summary, tableRow } from '../bench/src/table.mjs';

const BENCH = fileURLToPath(new URL('../bench', import.meta.url));
const OTHER = join(BENCH, 'shapes-other.json');
type Layer = ReturnType<typeof readShapes>[number];

const count = (shape: number[]): number => shape.reduce((a, b) => a * b, 1);
const weightOf = (layer: Layer): Float32Array | null => {
  const shape = weightShape(layer);
  return shape && noise(99, count(shape), 0.1);
};
const layerOf = (entry: object): Layer => {
  const folder = mkdtempSync(join(tmpdir(), 'atrous-shapes-'));
  try {
    writeFileSync(join(folder, 'shapes.json'), JSON.stringify([entry]));
    return readShapes(join(folder, 'shapes.json'))[0]!;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('shapes', () => {
  const layers = readShapes(STANDARD);

  test('the standard ones have ids of their own and output sizes', () => {
    expect(layers).toHaveLength(52);
    expect(new Set(layers.map(({ id }) => id)).size).toBe(layers.length);
  });

  test('the dozen of --quick is among them', () => {
    expect(select(layers, QUICK)).toHaveLength(12);
  });

  test('sizes and work are those of the networks they come from', () => {
    const [stem] = select(layers, ['A1']);
    expect(outputShape(stem!)).toEqual([1, 64, 112, 112]);
    expect(flops(stem!)).toBe(2 * 64 * 112 * 112 * 3 * 7 * 7);
    const [up] = select(layers, ['D3']);
    expect(outputShape(up!)).toEqual([1, 512, 56, 56]);
    expect(flops(up!)).toBe(2 * 28 * 28 * 1024 * 512 * 2 * 2);
  });

  test('a letter names all shapes that begin with it, and an unknown name is refused', () => {
    expect(select(layers, ['C', 'A1']).map(({ id }) => id)).toEqual(['A1', 'C1', 'C2', 'C3']);
    expect(() => select(layers, ['A1', 'Z9'])).toThrow('no shape is called Z9');
  });

  test('a misspelt key, an unknown op, a missing axis and an empty output are refused by name', () => {
    const entry = { id: 'T', op: 'conv', input: [3, 8, 8], outChannels: 4, kernel: [3, 3] };
    expect(() => layerOf({ ...entry, strides: [2, 2] })).toThrow('shape T: unknown key strides');
    expect(() => layerOf({ ...entry, op: 'pool' })).toThrow(
      'shape T: op is one of conv, convTranspose, linear, maxPool, not pool',
    );
    expect(() => layerOf({ ...entry, kernel: [3] })).toThrow('shape T: kernel has one number per axis, here 2');
    expect(() => layerOf({ ...entry, kernel: [9, 9] })).toThrow('shape T: its output would be 1×4×0×0');
  });
});

describe('options', () => {
  const DEFAULTS = {
    shapes: STANDARD,
    only: null,
    passes: ['forward'],
    levels: ['api'],
    threads: [1],
    ours: ['strict', 'default'],
    rivals: null,
    batch: 1,
    cold: false,
    rounds: 5,
    milliseconds: 60,
    time: 'wall',
    json: null,
    help: false,
  };

  test('every word is read, and what is left out has a default', () => {
    expect(parseOptions([])).toEqual(DEFAULTS);
    const words = '--quick --time cpu --batch 8 --json out.json --rivals none --pass input,weight --level resident,api';
    expect(parseOptions(words.split(' '))).toEqual({
      ...DEFAULTS,
      only: QUICK,
      rivals: [],
      batch: 8,
      time: 'cpu',
      json: 'out.json',
      passes: ['input', 'weight'],
      levels: ['resident', 'api'],
    });
    expect(parseOptions(['--only', 'A,B3']).only).toEqual(['A', 'B3']);
    expect(parseOptions(['--ours', 'strict', '--cold', '--rounds', '2'])).toEqual({
      ...DEFAULTS,
      ours: ['strict'],
      cold: true,
      rounds: 2,
    });
    expect(parseOptions(['--threads', '1,N']).threads).toEqual([1, availableParallelism()]);
  });

  test.each([
    [['--fast'], '--fast is not known; --help lists what is'],
    [['--rounds', '0'], '--rounds takes a positive integer, not 0'],
    [['--threads', '1,x'], '--threads takes a positive integer, not x'],
    [['--only', '--quick'], '--only takes a value'],
    [['--json'], '--json takes a value'],
    [['--time', 'sun'], '--time takes wall or cpu, not sun'],
    [['--pass', 'forward,back'], '--pass takes forward, input or weight, not back'],
    [['--level', 'kernel'], '--level takes api or resident, not kernel'],
    [['--ours', 'fast'], '--ours takes strict, default, tune, relaxed-simd or revectorize, not fast'],
    [['--cold', '--batch', '8'], '--cold takes --ours, --rivals, --rounds, --json, not --batch'],
    [
      ['--time', 'cpu', '--threads', '2'],
      '--time cpu adds up the time of all threads; several of them are measured with --time wall',
    ],
  ])('%j is refused', (words, text) => {
    expect(() => parseOptions(words)).toThrow(text);
  });

  test('--help names every word', () => {
    for (const word of HELP.matchAll(/^ {2}(--[a-z]+)(?: (\S+))?/gm)) {
      const words = word[2] === undefined ? [word[1]!] : [word[1]!, '?'];
      const unknown = ((): string => {
        try {
          parseOptions(words);
          return '';
        } catch (error) {
          return (error as Error).message;
        }
      })();
      expect(unknown).not.toContain('is not known');
    }
    expect(HELP.match(/^ {2}--/gm)).toHaveLength(14);
  });

  test('modes are all that was asked for: levels and passes on each number of threads', () => {
    const modes = modesOf(parseOptions(['--threads', '1,2', '--level', 'api,resident', '--pass', 'forward,weight']));
    expect(modes.map(modeTitle)).toEqual([
      'forward, a user’s call, one thread',
      'gradient of the weight, a user’s call, one thread',
      'forward, resident: kernels alone, one thread',
      'gradient of the weight, resident: kernels alone, one thread',
      'forward, a user’s call, 2 threads',
      'gradient of the weight, a user’s call, 2 threads',
      'forward, resident: kernels alone, 2 threads',
      'gradient of the weight, resident: kernels alone, 2 threads',
    ]);
  });
});

describe('numbers', () => {
  test('medians, geometric means, and turns on a slower clock', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(geometricMean([2, 8])).toBeCloseTo(4, 12);
    expect(onFullClock([{ ghz: 4 }, { ghz: 3.7 }, { ghz: 3.9 }])).toEqual([{ ghz: 4 }, { ghz: 3.9 }]);
  });

  test('an error is the largest difference, and NaN when one result has another length or is NaN', () => {
    expect(maxError(Float32Array.of(1, 2), Float32Array.of(1, 2.5))).toBe(0.5);
    expect(maxError(Float32Array.of(1), Float32Array.of(1, 2))).toBeNaN();
    expect(maxError(Float32Array.of(NaN, 1), Float32Array.of(1, 2))).toBeNaN();
  });

  test('the clock that is probed is a possible one', () => {
    const ghz = clock(1);
    // Far more than any processor has means that the compiler shortened the chain.
    expect(ghz).toBeGreaterThan(0);
    expect(ghz).toBeLessThan(10);
  });

  test('a table gives ratios to the engine, a dash to what failed, and says why', () => {
    const result = (minimum: number, error: number) => ({
      minimum,
      median: minimum,
      first: 1,
      gflops: 50,
      peak: 0.5,
      error,
    });
    const results = {
      reference: result(100, 0),
      strict: result(4, 1e-7),
      default: result(2, 2e-7),
      'onnxruntime-web': result(5, 1e-7),
      tfjs: { failed: 'no grouped convolution' },
    };
    const row = { layer: select(readShapes(STANDARD), ['A2'])[0]!, ghz: 4, results };
    const columns = { ours: ['strict', 'default'], rivals: ['onnxruntime-web', 'tfjs'] };
    expect(tableRow(row, columns)).toBe(
      '| A2 | 64@56×56 → 64, 3×3 | 100 | 4.000 | 2.000 | 50.0 | 50 | 5.000 (2.50×) | – |',
    );
    expect(summary([row], columns)).toContain('| onnxruntime-web | 1 | 2.50× | 2.50× (A2) | 2.50× (A2) |');
    expect(summary([row], columns)).toContain('- tfjs: no grouped convolution (A2)');
  });
});

const SMALL = [
  {
    id: 'conv',
    op: 'conv',
    input: [4, 7, 6],
    outChannels: 6,
    kernel: [3, 2],
    stride: [2, 1],
    padding: [1, 0],
    dilation: [1, 2],
    groups: 2,
  },
  {
    id: 'convTranspose',
    op: 'convTranspose',
    input: [4, 5],
    outChannels: 6,
    kernel: [3],
    stride: [2],
    padding: [1],
    outputPadding: [1],
    groups: 2,
  },
  { id: 'linear', op: 'linear', input: [300], outChannels: 5 },
  { id: 'maxPool', op: 'maxPool', input: [3, 8, 9], kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
];

/** A layer with everything that a pass reads, one turn of it. */
function jobOf(entry: object, pass: 'forward' | 'input' | 'weight') {
  const layer = layerOf(entry);
  const turn = { x: noise(1, count(inputShape(layer))), g: noise(2, count(outputShape(layer))) };
  return { layer, pass, level: 'api' as const, weight: weightOf(layer), turns: [turn] };
}

const VOLUME = { id: '3d', op: 'conv', input: [2, 4, 5, 6], outChannels: 3, kernel: [2, 3, 3] };

test('our side computes what the shapes say, gradients included', async () => {
  for (const pass of ['forward', 'input', 'weight'] as const)
    for (const entry of [...SMALL, VOLUME]) {
      const job = jobOf(entry, pass);
      if (!PASSES[pass].of(job.layer)) continue;
      const { run } = await prepare(job);
      expect((run(0) as Float32Array).length, `${entry.id} ${pass}`).toBe(count(PASSES[pass].result(job.layer)));
    }
  expect(readShapes(OTHER).map(({ op }) => op)).toEqual(['linear', 'maxPool', 'maxPool', 'conv']);
});

test('kernels alone are repeated on the same memory, without the copies round them', () => {
  cpu.configureEngine({ threads: 1 });
  const { machine } = theEngine()!;
  const g = convGeometry(2, [1, 8, 9, 9], [16, 8, 3, 3], null, { padding: 1 });
  const key = { version: 0 };
  const names = new Set<string>();
  const kernel = machine.kernel.bind(machine);
  machine.kernel = (name, make) => {
    const run = kernel(name, make);
    return (...args) => {
      names.add(name);
      run(...args);
    };
  };
  const { run, read } = recordKernels(machine, () => cpu.conv(g, noise(1, 648), noise(2, 1152), null, key)!);
  expect([...names].some((name) => name.startsWith('copy'))).toBe(true);
  run(0);
  const before = machine.floats.slice();
  names.clear();
  run(0);
  expect([...names].filter((name) => name.startsWith('dense'))).not.toEqual([]);
  expect([...names].filter((name) => name.startsWith('copy'))).toEqual([]);
  // Repeated on the same numbers, they give the same numbers.
  expect(machine.floats).toEqual(before);
  expect((read!(null) as Float32Array).length).toBe(16 * 81);
  expect(() => recordKernels(machine, () => new Float32Array(1))).toThrow('the reference computes it');
});

test('an ONNX model is the bytes that protobuf asks for', () => {
  const [layer] = [layerOf({ id: 'l', op: 'linear', input: [2], outChannels: 1 })];
  const bytes = Buffer.from(onnxModel(layer, Float32Array.of(1, 2))).toString('latin1');
  // The IR version, the graph, and at the end operator set 17 of the domain ''.
  expect(bytes.startsWith('\x08\x08\x3a')).toBe(true);
  expect(bytes.endsWith('\x42\x04\x0a\x00\x10\x11')).toBe(true);
  expect(bytes).toContain('\x0a\x01x\x0a\x01w\x12\x01y\x22\x04Gemm');
  expect(bytes).toContain('\x2a\x13\x08\x01\x08\x02\x10\x01\x42\x01w\x4a\x08\x00\x00\x80\x3f\x00\x00\x00\x40');
});

const ONNXRUNTIME = join(BENCH, 'node_modules', 'onnxruntime-node', 'package.json');

test
  .skipIf(!existsSync(ONNXRUNTIME))
  .each(SMALL.flatMap((entry) => (['forward', 'input'] as const).map((pass) => ({ id: entry.id, entry, pass }))))(
  'onnxruntime agrees on $id $pass',
  async ({ entry, pass }) => {
    const ort = createRequire(ONNXRUNTIME)('onnxruntime-node') as object;
    const job = jobOf(entry, pass);
    if (!PASSES[pass].of(job.layer)) return;
    const session = await prepareSession({ ...ort, executionProvider: 'cpu', threads: 1 }, job);
    const ours = await prepare(job);
    // Sums of at most 300 products below 0.1, in another order: 300 roundings of at most 30 · 2⁻²⁴.
    expect(maxError(await session.run(0), ours.run(0) as Float32Array)).toBeLessThan(300 * 30 * 2 ** -24);
    const resident = await prepareSession(
      { ...ort, executionProvider: 'cpu', threads: 1 },
      { ...job, level: 'resident' },
    );
    expect(resident.read!(await resident.run(0))).toEqual(await session.run(0));
  },
);
