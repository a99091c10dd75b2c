/**
 * @file Tiles chosen by timing, told to the engine: `import 'atrous/engine/calibrate'` makes `configureEngine` take `tune` and
 * `v8Flags`. Under Node it is there with the engine.
 */

import { featuresHere, renewEngine, theEngine, useTuner } from './cpu/engine.js';
import { type Calibration, checkedCalibration, chooseTiles } from './cpu/tuning/calibration.js';
import { applyV8Flags, checkV8Flags } from './cpu/tuning/v8-flags.js';

let imported: Calibration | null = null;
let current: Calibration | null = null;

useTuner({
  configure({ v8Flags }) {
    if (v8Flags === undefined) return;
    checkV8Flags(v8Flags);
    applyV8Flags(v8Flags);
  },
  choose(features, { tune = false, v8Flags = [] }) {
    const revectorized = v8Flags.includes('revectorize');
    // It was set back where it did not pay.
    if (revectorized) applyV8Flags(v8Flags);
    const { set, calibration } = chooseTiles(features, { tune, revectorized, imported });
    // Code for pairs that are not there would only be slower.
    if (revectorized && !set.paired) applyV8Flags(v8Flags.filter((flag) => flag !== 'revectorize'));
    current = calibration;
    return set;
  },
});

/** How the engine's tiles were chosen, to be stored as JSON and imported by the next process; null where by the table. */
export function exportCalibration(): Calibration | null {
  return theEngine() === null ? null : current;
}

/**
 * Takes the tiles of a calibration instead of timing them again. They have to give the right bits once more before they
 * are used; otherwise it is as if nothing had been imported.
 *
 * @param json  what `exportCalibration` gave, or its JSON text; null forgets what was imported
 * @throws ArgumentError for what is none, and for one of another engine or processor
 */
export function importCalibration(json: unknown): void {
  imported = json === null ? null : checkedCalibration(json, featuresHere());
  renewEngine();
}

export type { Calibration };
