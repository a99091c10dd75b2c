/** @file Our own: the calls of a user, on whichever engine was chosen before, and the kernels of such a call alone. */

import { autograd, Tensor } from 'atrous';
import { configureEngine, engineMemory } from 'atrous/engine';
import * as F from 'atrous/functional';
import { inputShape, outputShape, weightShape } from '../shapes.mjs';
import { THREADS } from '../threads.mjs';
import { recordKernels } from './resident.mjs';

configureEngine({ threads: THREADS });

/** @param {import('../shapes.mjs').Layer} layer */
function call(layer) {
  const { op, kernel, stride, padding, dilation, outputPadding, groups } = layer;
  const rank = kernel.length;
  if (op === 'linear') return F.linear;
  if (op === 'maxPool') {
    const pool = [F.maxPool1d, F.maxPool2d, F.maxPool3d][rank - 1];
    return (/** @type {Tensor} */ x) => pool(x, kernel, { stride, padding, dilation });
  }
  if (op === 'conv') {
    const conv = [F.conv1d, F.conv2d, F.conv3d][rank - 1];
    return (/** @type {Tensor} */ x, /** @type {Tensor} */ w) => conv(x, w, { stride, padding, dilation, groups });
  }
  const conv = [F.convTranspose1d, F.convTranspose2d, F.convTranspose3d][rank - 1];
  const options = { stride, padding, dilation, outputPadding, groups };
  return (/** @type {Tensor} */ x, /** @type {Tensor} */ w) => conv(x, w, options);
}

const tensor = (/** @type {Float32Array} */ data, /** @type {number[]} */ shape) => new Tensor(data, shape, 'float32');

/**
 * A user's call. Gradients are taken on a tape that was recorded before, again and again.
 *
 * @param {import('../client.mjs').Job} job
 * @returns {(turn: number) => Float32Array}
 */
function userCall({ layer, pass, weight, turns }) {
  const run = call(layer);
  const [inputs, outputs] = [inputShape(layer), outputShape(layer)];
  const w = weight && tensor(weight, weightShape(layer));
  if (pass === 'forward') return (i) => run(tensor(turns[i].x, inputs), w).data;
  const gradient = (/** @type {Tensor} */ y, /** @type {Tensor} */ of, /** @type {Float32Array} */ g) =>
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
 * @param {(turn: number) => Float32Array} run
 */
async function started(run) {
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
  const run = userCall(job);
  await started(run);
  if (job.level === 'api') return { run };
  const { theEngine } = await import('../../../packages/atrous/dist/engine/cpu/engine.js');
  const engine = theEngine();
  if (engine === null) throw new Error('there is no engine here');
  return recordKernels(engine.machine, run);
}
