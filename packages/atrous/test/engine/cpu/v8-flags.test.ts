import { afterEach, expect, test } from 'vitest';
import { exportCalibration, importCalibration } from '../../../src/engine/calibrate.js';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import { configureEngine, conv, explain, type V8Flag } from '../../../src/engine/cpu/index.js';
import { v8Version } from '../../../src/engine/cpu/tuning/identity.js';
import { convGeometry } from '../../../src/geometry/conv.js';
import { noise } from './layers.js';

afterEach(() => {
  importCalibration(null);
  configureEngine({ v8Flags: [], deterministic: false });
});

const g = convGeometry(2, [1, 70, 9, 11], [61, 70, 3, 3], null, { padding: 1 });
const run = (): Float32Array => conv(g, noise(1, 70 * 99), noise(2, 61 * 630), null)!;

test('what is no flag is refused, and the nearest one named', () => {
  expect(() => configureEngine({ v8Flags: ['revectorise' as V8Flag] })).toThrow(
    "v8Flags has no flag 'revectorise'\nDid you mean `revectorize`?",
  );
  expect(() => configureEngine({ v8Flags: 'revectorize' as unknown as V8Flag[] })).toThrow(
    'v8Flags is a list of relaxed-simd, revectorize, not revectorize',
  );
});

test('outside of Node flags are refused, and none are no flags', () => {
  const { process } = globalThis;
  try {
    globalThis.process = undefined as unknown as typeof process;
    expect(() => configureEngine({ v8Flags: ['relaxed-simd'] })).toThrow('v8Flags are set in Node only');
    expect(() => configureEngine({ v8Flags: [] })).not.toThrow();
  } finally {
    globalThis.process = process;
  }
});

test('relaxed-simd gives fused multiply-add, and takes it back', () => {
  const before = detectFeatures().relaxed;
  configureEngine({ v8Flags: ['relaxed-simd'] });
  expect(detectFeatures().relaxed).toBe(true);
  expect(explain('conv', g).why).toContain('fused multiply-add');
  configureEngine({ v8Flags: [] });
  expect(detectFeatures().relaxed).toBe(before);
});

test.skipIf(v8Version()! < 12)('revectorize gives the same bits, and is timed before it is used', () => {
  const want = run();
  configureEngine({ v8Flags: ['revectorize'] });
  expect(run()).toEqual(want);
  const made = exportCalibration()!;
  expect(made.revectorized).toBe(true);
  expect(Object.keys(made.gflops)).toContain('6x16');
  // Every set of tiles for pairs, whichever is the fastest here.
  for (const tiles of ['6x16', '5x16', '4x16']) {
    importCalibration({ ...made, tiles });
    expect(run(), tiles).toEqual(want);
    expect(explain('conv', g).kernel).toMatch(/\bdense\dx16\b/);
  }
  // Imported tiles for pairs are no use without the flag.
  configureEngine({ v8Flags: [] });
  expect(run()).toEqual(want);
  expect(exportCalibration()).toBeNull();
});

test.skipIf(v8Version()! >= 12)('revectorize is refused where V8 does not have it', () => {
  expect(() => configureEngine({ v8Flags: ['revectorize'] })).toThrow(
    `V8 ${v8Version()} has no revectorize\nUse Node 24 or later.`,
  );
});

test('a deterministic engine keeps its bits with any flag', () => {
  configureEngine({ deterministic: true });
  const want = run();
  configureEngine({ v8Flags: v8Version()! < 12 ? ['relaxed-simd'] : ['revectorize'] });
  expect(run()).toEqual(want);
});
