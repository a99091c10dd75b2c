/** @file One layer, all libraries: data, check, and turns that go round. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clock } from './clock.mjs';
import { writeData } from './data.mjs';
import { flops } from './shapes.mjs';
import { median, onFullClock } from './statistics.mjs';

/** Results are near 1; float32 sums of 20,000 terms in any order stay below, a wrong tap does not. */
const WRONG = 1e-3;

/** Seconds that a library has; the reference has all the time it needs. */
const PATIENCE = 20;

/** Multiplications and additions in a cycle: two fused multiply-adds of four numbers, what wasm can name. */
const FLOPS_PER_CYCLE = 16;

/**
 * @typedef {{ minimum: number, median: number, error: number, first: number, gflops: number, peak: number }} Result
 *   times in milliseconds; `peak`: share of 16 operations per cycle of the probed clock
 * @typedef {{ layer: import('./shapes.mjs').Layer, ghz: number, results: Record<string, Result | { failed: string }> }} Row
 */

/** Why a result is not accepted; `''` where it is. NaN arrives as null from other processes. */
function wrong(/** @type {number | null | undefined} */ error) {
  if (typeof error !== 'number') return 'another number of results, or NaN among them';
  return error <= WRONG ? '' : `wrong by ${error.toExponential(1)}`;
}

/**
 * Measures a layer. The first library is the reference, whose result the others are held to.
 *
 * @param {import('./shapes.mjs').Layer} layer
 * @param {import('./modes.mjs').Mode} mode
 * @param {import('./process.mjs').LibraryProcess[]} libraries
 * @param {{ rounds: number, milliseconds: number }} options
 * @returns {Promise<Row>}
 */
export async function measure(layer, mode, libraries, { rounds, milliseconds }) {
  const folder = mkdtempSync(join(tmpdir(), 'atrous-bench-'));
  try {
    writeData(folder, layer, mode.pass);
    /** @type {Row['results']} */
    const results = {};
    const ready = [];
    for (const library of libraries) {
      const answer = await library.ask(
        { prepare: layer, mode, folder },
        library === libraries[0] ? Infinity : PATIENCE,
      );
      const { failed = wrong(answer.error) } = answer;
      if (failed) results[library.name] = { failed };
      else ready.push({ library, answer, turns: /** @type {{ ghz: number, times: number[] }[]} */ ([]) });
    }
    for (let round = 0; round < rounds; round++)
      for (const { library, turns } of ready) {
        const ghz = clock();
        const { times } = await library.ask({ milliseconds }, PATIENCE);
        if (times) turns.push({ ghz, times });
      }
    const ghz = Math.max(...ready.flatMap(({ turns }) => turns.map((turn) => turn.ghz)));
    for (const { library, answer, turns } of ready)
      results[library.name] = turns.length > 0 ? result(layer, answer, turns, ghz) : { failed: 'no turn was finished' };
    return { layer, ghz, results };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {import('./shapes.mjs').Layer} layer
 * @param {import('./process.mjs').Answer} answer
 * @param {{ ghz: number, times: number[] }[]} turns
 * @param {number} ghz
 * @returns {Result}
 */
function result(layer, { error, first }, turns, ghz) {
  const times = onFullClock(turns).flatMap((turn) => turn.times);
  const minimum = times.reduce((a, b) => Math.min(a, b));
  const gflops = flops(layer) / minimum / 1e6;
  return { minimum, median: median(times), error, first, gflops, peak: gflops / (FLOPS_PER_CYCLE * ghz) };
}
