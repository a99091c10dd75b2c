/**
 * @file The process of one library: gets a layer ready, checks it, and times it when its turn comes.
 *
 * Messages in: `{ prepare: layer, mode, folder }`, `{ milliseconds }`. Out: `{ ready, error, first }` or `{ failed }`,
 * and `{ times }`.
 */

import { join } from 'node:path';
import { maxError, readArray, readData, TURNS, writeArray } from './data.mjs';

const [name, time] = process.argv.slice(2);

/** Milliseconds of the wall, or of the processor: what others do on the same machine is not in those. */
const now = time === 'cpu' ? processorTime : () => performance.now();

function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A first call of more than this is timing enough. */
const SLOW_MS = 1500;
const WARM_UP = { calls: 5, milliseconds: 50, limit: 1500 };
/** Calls are timed in groups of at least so many milliseconds: clocks tick in microseconds. */
const LEAST_MS = 0.25;

/**
 * A layer as a library runs it.
 *
 * @typedef {object} Job
 * @property {import('./shapes.mjs').Layer} layer
 * @property {import('./modes.mjs').Pass} pass
 * @property {import('./modes.mjs').Level} level
 * @property {Float32Array | null} weight
 * @property {{ x: Float32Array, g: Float32Array }[]} turns
 */

/**
 * What a library makes of a job: `run(i)` is what is timed, on the arrays of turn `i`. Of a user's call its result is
 * a Float32Array; otherwise `read` brings what is checked.
 *
 * @typedef {{ run: (turn: number) => any, read?: (result: any) => any }} Prepared
 */

/** @type {{ run: (turn: number) => any, next: number, group: number, slow: number } | null} */
let state = null;

/** Milliseconds per call of a group of calls. */
async function timed(/** @type {NonNullable<typeof state>} */ job) {
  const start = now();
  for (let i = 0; i < job.group; i++) {
    const result = job.run(job.next++ % TURNS);
    // Awaiting what is there already would cost more than a small layer.
    if (typeof result?.then === 'function') await result;
  }
  return (now() - start) / job.group;
}

/** Until two groups in a row take the same time to 3 %: compilers have done what they will. */
async function warmUp(/** @type {NonNullable<typeof state>} */ job) {
  const start = performance.now();
  let last = Infinity;
  for (let calls = 1; performance.now() - start < WARM_UP.limit; calls += job.group) {
    const time = await timed(job);
    const enough = calls >= WARM_UP.calls && performance.now() - start > WARM_UP.milliseconds;
    if (enough && Math.abs(time - last) < 0.03 * last) break;
    job.group = Math.max(job.group, Math.min(1000, Math.ceil(LEAST_MS / Math.max(time, 1e-4))));
    last = time;
  }
}

/**
 * @param {import('./shapes.mjs').Layer} layer
 * @param {import('./modes.mjs').Mode} mode
 * @param {string} folder
 */
async function prepare(layer, { pass, level }, folder) {
  state = null;
  const library = await import(`./libraries/${name}.mjs`);
  /** @type {Prepared} */
  const { run, read } = await library.prepare({ layer, pass, level, ...readData(folder, layer, pass) });
  const start = now();
  const result = await run(0);
  const first = now() - start;
  const output = Float32Array.from(await (read?.(result) ?? result));
  const wanted = join(folder, 'wanted.f32');
  if (name === 'reference') writeArray(wanted, output);
  const error = maxError(output, readArray(wanted));
  state = { run, next: 1, group: 1, slow: first > SLOW_MS ? first : 0 };
  if (!state.slow) await warmUp(state);
  return { ready: true, error, first };
}

/** Calls for so long, at least three times; of a slow library the one call that was made already. */
async function turn(/** @type {number} */ milliseconds) {
  if (state === null) throw new Error('not ready');
  if (state.slow) return { times: [state.slow] };
  const times = [];
  const start = performance.now();
  while (times.length < 3 || performance.now() - start < milliseconds) times.push(await timed(state));
  return { times };
}

process.on('message', async (/** @type {any} */ message) => {
  try {
    const { prepare: layer, mode, folder, milliseconds } = message;
    process.send(layer ? await prepare(layer, mode, folder) : await turn(milliseconds));
  } catch (error) {
    process.send({ failed: String(error instanceof Error ? error.message : error).split('\n')[0] });
  }
});
process.on('disconnect', () => process.exit(0));
