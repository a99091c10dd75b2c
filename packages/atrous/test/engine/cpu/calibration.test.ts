import { afterEach, describe, expect, test } from 'vitest';
import { type Calibration, verified } from '../../../src/engine/cpu/tuning/calibration.js';
import { configureEngine, conv, convWeightGradient, explain, linear } from '../../../src/engine/cpu/index.js';
import { exportCalibration, importCalibration } from '../../../src/engine/calibrate.js';
import { detectFeatures } from '../../../src/engine/cpu/features.js';
import { isRight, sampleOf } from '../../../src/engine/cpu/tuning/sample.js';
import { candidatesOf, tilesOf } from '../../../src/engine/cpu/tiles.js';
import { convGeometry } from '../../../src/geometry/conv.js';
import { numel } from '../../../src/tensor/tensor.js';
import { noise } from './layers.js';

afterEach(() => {
  importCalibration(null);
  configureEngine({ tune: false, deterministic: false });
});

/** Results of layers that use every way through the dense kernel: gathered and not, cut into pieces, of few channels, of single pixels. */
function results(): Float32Array[] {
  const wide = convGeometry(2, [2, 90, 9, 11], [50, 90, 3, 3], null, { padding: 1 });
  const few = convGeometry(2, [1, 5, 17, 13], [7, 5, 3, 3], null, { stride: 2 });
  const small = convGeometry(2, [1, 90, 7, 7], [50, 90, 3, 3], null, { padding: 1 });
  const x = noise(1, 2 * 90 * 99);
  return [
    conv(wide, x, noise(2, 50 * 810), null)!,
    conv(small, x.subarray(0, 90 * 49), noise(2, 50 * 810), null)!,
    conv(few, noise(3, 5 * 17 * 13), noise(4, 7 * 45), noise(5, 7))!,
    convWeightGradient(wide, x, noise(6, numel(wide.shape)))!,
    linear({ rows: 9, inFeatures: 800, outFeatures: 33 }, noise(7, 7200), noise(8, 26_400), null)!,
  ];
}

/** The calibration of this machine, made once. */
function calibration(): Calibration {
  configureEngine({ tune: true });
  return exportCalibration()!;
}

test('every set of tiles gives the bits of the one that the table names', () => {
  const made = calibration();
  configureEngine({ tune: false });
  const want = results();
  for (const { name } of candidatesOf(detectFeatures(), false)) {
    importCalibration({ ...made, tiles: name });
    expect(results(), name).toEqual(want);
    expect(exportCalibration()!.tiles).toBe(name);
  }
});

test('the tiles of ARM processors, of which there are more registers, give the same bits', () => {
  const features = { ...detectFeatures(), arm: true };
  for (const keepsOrder of [false, true]) {
    const sets = candidatesOf({ ...features, keepsOrder }, false);
    expect(sets.map(({ tiles }) => tiles.length)).toContain(8);
    expect(verified(features, sets)).toEqual(sets);
  }
});

test('a calibration holds the speed of every set, and the fastest is used', () => {
  const { gflops, tiles, format } = calibration();
  expect(format).toBe('atrous calibration 1');
  expect(Object.keys(gflops).toSorted()).toEqual(
    candidatesOf(detectFeatures(), false)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(gflops[tiles]).toBe(Math.max(...Object.values(gflops)));
  const wide = convGeometry(2, [1, 100, 9, 9], [60, 100, 3, 3], null, {});
  expect(explain('conv', wide).kernel).toContain(`dense${tiles}`);
});

test('what was exported is imported from its JSON, and not measured again', () => {
  const made = { ...calibration(), gflops: { '4x8': 12345 } };
  configureEngine({ tune: true });
  importCalibration(JSON.stringify(made));
  expect(exportCalibration()).toEqual(made);
  importCalibration(null);
  expect(exportCalibration()!.gflops).not.toEqual(made.gflops);
});

test('without tuning there is no calibration to export', () => {
  configureEngine({ tune: false });
  expect(exportCalibration()).toBeNull();
});

test('tiles that give other bits are not used, whoever names them', () => {
  const features = detectFeatures();
  const usual = tilesOf(features);
  const broken = { ...usual, tiles: usual.tiles.map((tile) => ({ ...tile, rows: Math.min(tile.rows, 2) })) };
  expect(verified(features, [usual, broken])).toEqual([usual]);
});

test('a sample knows wrong sums, and NaN among them', () => {
  const sample = sampleOf({ channels: 3, taps: 5, vectors: 2 });
  const sums = Float32Array.from({ length: 24 }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < 5; k++) sum += sample.weight[Math.floor(i / 8) * 5 + k]! * sample.x[k * 8 + (i % 8)]!;
    return sum;
  });
  expect(isRight(sample, sums)).toBe(true);
  for (const wrong of [sums[7]! + 1e-5, NaN]) expect(isRight(sample, sums.with(7, wrong))).toBe(false);
});

describe('a calibration is refused', () => {
  const made = calibration();

  test.each<[string, unknown, string]>([
    ['that is no JSON', '{', 'importCalibration: what exportCalibration() gave is expected, or its JSON'],
    ['that is nothing', undefined, 'importCalibration: what exportCalibration() gave is expected, or its JSON'],
    ['of another format', { ...made, format: 2 }, "importCalibration: format is 'atrous calibration 1', not 2"],
    ['with tiles that are not known', { ...made, tiles: '7x7' }, 'importCalibration: tiles is one of '],
    ['without speeds', { ...made, gflops: { '4x8': 'fast' } }, 'importCalibration: gflops has a speed for each set'],
    ['that does not say', { ...made, revectorized: 1 }, 'importCalibration: revectorized is true or false'],
  ])('%s', (_, json, text) => {
    expect(() => importCalibration(json)).toThrow(text);
  });

  test('of another engine or processor, with both named', () => {
    const { engine, cpu } = made;
    expect(() => importCalibration({ ...made, engine: 'v8 1.0' })).toThrow(
      `importCalibration: it was made by v8 1.0 on ${cpu}, and this is ${engine} on ${cpu}\nCalibrate here: \`configureEngine({ tune: true })\`.`,
    );
    expect(() => importCalibration({ ...made, cpu: 'arm M9' })).toThrow(`it was made by ${engine} on arm M9`);
  });
});

test('options are checked', () => {
  expect(() => configureEngine({ tunes: true } as object)).toThrow(
    "configureEngine() got an unexpected keyword argument 'tunes'\nDid you mean `tune`?",
  );
  expect(() => configureEngine({ tune: 'yes' as unknown as boolean })).toThrow(
    'configureEngine: tune is true or false, not yes',
  );
});
