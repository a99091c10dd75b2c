/** @file Our own: the calls of a user, on whichever engine was chosen before, and the kernels of such a call alone. */

import { inputShape, outputShape, weightShape } from '../shapes.mjs';
import { THREADS } from '../threads.mjs';
import { recordKernels } from './resident.mjs';

/** @typedef {typeof import('atrous') & typeof import('atrous/engine') & { theEngine?: () => { machine: any } | null }} Library */

/** @type {import('atrous/engine').EngineOptions} */
let options = { threads: THREADS };

/** For variants of the engine: what theirs is configured with. */
export function configure(/** @type {import('atrous/engine').EngineOptions} */ changes) {
  options = { ...options, ...changes };
}

const DIST = '../../../packages/atrous/dist';

/** @type {Map<boolean, Promise<Library>>} */
const loaded = new Map();

/**
 * The library as its users get it; where it is asked for its kernels, the modules that it is made of, into which one can reach.
 *
 * @param {boolean} apart
 */
function library(apart) {
  const paths = apart
    ? ['node/index.js', 'node/engine.js', 'engine/cpu/engine.js'].map((path) => `${DIST}/${path}`)
    : ['atrous', 'atrous/engine'];
  const load = async () => {
    const all = Object.assign({}, ...(await Promise.all(paths.map((path) => import(path)))));
    all.configureEngine(options);
    return all;
  };
  if (!loaded.has(apart)) loaded.set(apart, load());
  return /** @type {Promise<Library>} */ (loaded.get(apart));
}

/**
 * @param {Library} library
 * @param {import('../shapes.mjs').Layer} layer
 */
function call({ F }, layer) {
  const { op, kernel, stride, padding, dilation, outputPadding, groups } = layer;
  const rank = kernel.length;
  if (op === 'linear') return F.linear;
  if (op === 'maxPool') {
    const pool = [F.maxPool1d, F.maxPool2d, F.maxPool3d][rank - 1];
    return (/** @type {any} */ x) => pool(x, kernel, { stride, padding, dilation });
  }
  if (op === 'conv') {
    const conv = [F.conv1d, F.conv2d, F.conv3d][rank - 1];
    return (/** @type {any} */ x, /** @type {any} */ w) => conv(x, w, { stride, padding, dilation, groups });
  }
  const conv = [F.convTranspose1d, F.convTranspose2d, F.convTranspose3d][rank - 1];
  const options = { stride, padding, dilation, outputPadding, groups };
  return (/** @type {any} */ x, /** @type {any} */ w) => conv(x, w, options);
}

/**
 * A user's call. Gradients are taken on a tape that was recorded before, again and again.
 *
 * @param {Library} library
 * @param {import('../client.mjs').Job} job
 * @returns {(turn: number) => Float32Array}
 */
function userCall(library, { layer, pass, weight, turns }) {
  const { autograd, Tensor } = library;
  const tensor = (/** @type {Float32Array} */ data, /** @type {number[]} */ shape) =>
    new Tensor(data, shape, 'float32');
  const run = call(library, layer);
  const [inputs, outputs] = [inputShape(layer), outputShape(layer)];
  const w = weight && tensor(weight, weightShape(layer));
  if (pass === 'forward') return (i) => run(tensor(turns[i].x, inputs), w).data;
  const gradient = (/** @type {any} */ y, /** @type {any} */ of, /** @type {Float32Array} */ g) =>
    autograd.grad(y, of, { gradOutputs: tensor(g, outputs), retainGraph: true })[0].data;
  if (pass === 'input') {
    const x = tensor(new Float32Array(inputs.reduce((a, b) => a * b)), inputs).requiresGrad_(true);
    const y = run(x, w);
    return (i) => gradient(y, x, turns[i].g);
  }
  w.requiresGrad_(true);
  const tapes = turns.map(({ x }) => run(tensor(x, inputs), w));
  return (i) => gradient(tapes[i], w, turns[i].g);
}

/**
 * Waits for the engine's workers, which large layers start; small ones never do.
 *
 * @param {Library} library
 * @param {(turn: number) => Float32Array} run
 */
async function started({ engineMemory }, run) {
  for (const end = Date.now() + 1000; engineMemory().threads < THREADS && Date.now() < end;) {
    run(0);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/**
 * @param {import('../client.mjs').Job} job
 * @returns {Promise<import('../client.mjs').Prepared>}
 */
export async function prepare(job) {
  const ours = await library(job.level !== 'api');
  const run = userCall(ours, job);
  await started(ours, run);
  if (job.level === 'api') return { run };
  const engine = ours.theEngine?.() ?? null;
  if (engine === null) throw new Error('there is no engine here');
  return recordKernels(engine.machine, run);
}
