/**
 * @file The process of one library: gets a layer ready, checks it, and times it when its turn comes.
 *
 * Messages in: `{ prepare: layer, folder }`, `{ milliseconds }`. Out: `{ ready, error, first }` or `{ failed }`, and
 * `{ times }`.
 */

import { join } from 'node:path';
import { maxError, readArray, readData, writeArray } from './data.mjs';

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

/** @type {{ run: (x: Float32Array) => any, inputs: Float32Array[], next: number, slow: number } | null} */
let state = null;

async function timed(/** @type {NonNullable<typeof state>} */ job) {
  const input = job.inputs[job.next++ % job.inputs.length];
  const start = now();
  await job.run(input);
  return now() - start;
}

/** Until two calls in a row take the same time to 3 %: compilers have done what they will. */
async function warmUp(/** @type {NonNullable<typeof state>} */ job) {
  const start = performance.now();
  let last = Infinity;
  for (let calls = 1; performance.now() - start < WARM_UP.limit; calls++) {
    const time = await timed(job);
    const enough = calls >= WARM_UP.calls && performance.now() - start > WARM_UP.milliseconds;
    if (enough && Math.abs(time - last) < 0.03 * last) return;
    last = time;
  }
}

async function prepare(/** @type {import('./shapes.mjs').Layer} */ layer, /** @type {string} */ folder) {
  state = null;
  const library = await import(`./libraries/${name}.mjs`);
  const { inputs, weight } = readData(folder, layer);
  const run = await library.prepare(layer, weight);
  const start = now();
  const result = await run(inputs[0]);
  const first = now() - start;
  const output = Float32Array.from(result);
  const wanted = join(folder, 'y0.f32');
  if (name === 'reference') writeArray(wanted, output);
  const error = maxError(output, readArray(wanted));
  state = { run, inputs, next: 1, slow: first > SLOW_MS ? first : 0 };
  if (!state.slow) await warmUp(state);
  return { ready: true, error, first };
}

/** Calls for so long, at least three; of a slow library the one call that was made already. */
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
    process.send(message.prepare ? await prepare(message.prepare, message.folder) : await turn(message.milliseconds));
  } catch (error) {
    process.send({ failed: String(error instanceof Error ? error.message : error).split('\n')[0] });
  }
});
process.on('disconnect', () => process.exit(0));
