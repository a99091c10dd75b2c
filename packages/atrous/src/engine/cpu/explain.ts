/** @file Which kernel runs a layer, and why. */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import type { PoolGeometry } from '../../geometry/pool.js';
import { product } from './conv-plan.js';
import type { LinearSizes } from './linear.js';
import { LEAST_OUTPUTS } from './pool.js';
import { type DenseJob, asLinear, convJob, convTransposeJob, engineFor } from './conv.js';
import { theEngine, type Engine } from './engine.js';
import { registersOf } from './kernels/depthwise.js';
import type { Machine } from './machine.js';
import { panelsOf } from './panels.js';
import { gathers } from './sums.js';
import { tileFor } from './tiles.js';
import type { WinogradJob } from './winograd-job.js';

export interface Explanation {
  /** Name of the kernel, with the channels × pixels of its tiles; `reference` where plain loops do it. */
  readonly kernel: string;
  readonly why: string;
}

const NO_ENGINE: Explanation = { kernel: 'reference', why: 'WebAssembly with SIMD is missing here, or forbidden' };
const EMPTY: Explanation = { kernel: 'reference', why: 'there is nothing to compute' };

/** The layers that the engine knows, and the sizes that it takes them by. */
export interface LayerGeometries {
  readonly conv: ConvGeometry;
  readonly convTranspose: ConvTransposeGeometry;
  readonly linear: LinearSizes;
  readonly maxPool: PoolGeometry;
  readonly avgPool: PoolGeometry;
}

const EXPLAIN: {
  readonly [K in keyof LayerGeometries]: (
    engine: Engine,
    geometry: LayerGeometries[K],
    trained: boolean,
  ) => Explanation;
} = {
  conv: explainConv,
  convTranspose: explainConvTranspose,
  linear: explainLinear,
  maxPool: (_, geometry) => explainPool('maxPool', geometry),
  avgPool: (_, geometry) => explainPool('avgPool', geometry),
};

/**
 * The kernel of a layer of float32; other types run the reference.
 *
 * @param options.trained  whether gradients are recorded; default false
 */
export function explain<K extends keyof LayerGeometries>(
  kind: K,
  geometry: LayerGeometries[K],
  { trained = false }: { readonly trained?: boolean } = {},
): Explanation {
  const engine = theEngine();
  return engine === null ? NO_ENGINE : EXPLAIN[kind](engine, geometry, trained);
}

function explainConvTranspose(engine: Engine, geometry: ConvTransposeGeometry, trained: boolean): Explanation {
  if (engineFor(geometry) === null) return EMPTY;
  const job = convTransposeJob(engine, geometry, trained);
  return job.kind === 'dense' ? explainDense(engine, job) : explainWinograd(engine, job);
}

function explainConv(engine: Engine, geometry: ConvGeometry, trained: boolean): Explanation {
  if (engineFor(geometry) === null) return EMPTY;
  const whole = asLinear(geometry);
  if (whole !== null) return explainLinear(engine, whole);
  const job = convJob(engine, geometry, trained);
  if (job.kind === 'dense') return explainDense(engine, job);
  if (job.kind === 'winograd') return explainWinograd(engine, job);
  const taps = product(job.shape.kernel);
  const held = registersOf(job.shape)!.held
    ? 'all weights stay in registers'
    : 'a weight is loaded for every vector of inputs';
  return {
    kernel: 'depthwise',
    why: `every channel is a group of its own with ${taps} taps, read as it comes, row by row: ${held}`,
  };
}

const wayOfAdding = ({ features }: Machine): string =>
  features.relaxed ? 'fused multiply-add' : 'multiply and add, no relaxed SIMD';

/** The kernel of a panel of so many of the channels. */
function denseName(machine: Machine, channels: number, rows: number): string {
  return `dense${rows}x${4 * tileFor(machine.tileSet, rows, gathers(machine, channels)).vectors}`;
}

function explainLinear({ machine }: Engine, { rows, inFeatures, outFeatures }: LinearSizes): Explanation {
  if (Math.min(rows, inFeatures, outFeatures) < 1) return EMPTY;
  const { rows: tall } = panelsOf(rows, machine.tallest)[0]!;
  return {
    kernel: denseName(machine, rows, tall),
    why: `a product of matrices: ${tall} ${tall === 1 ? 'row' : 'rows'} of inputs at a time meet strips of packed weights`,
  };
}

function explainPool(kernel: string, { output, planes }: PoolGeometry): Explanation {
  const outputs = product(output);
  if (outputs === 0 || planes === 0) return EMPTY;
  return outputs < LEAST_OUTPUTS
    ? { kernel: 'reference', why: `planes of fewer than ${LEAST_OUTPUTS} outputs do not fill a vector` }
    : { kernel, why: 'four neighbouring windows to a vector, the taps from a table' };
}

function explainWinograd(
  { machine }: Engine,
  { tile, points, dilations, rows, columns, geometry }: WinogradJob,
): Explanation {
  const channels = geometry.outChannels / geometry.groups;
  const { rows: tall } = panelsOf(channels, machine.tallest)[0]!;
  const phases = product(dilations);
  const why = [
    `3×3 with stride 1: ${rows} × ${columns} tiles of ${tile}×${tile} outputs need ${points} multiplications instead of ${9 * tile ** 2}`,
    phases > 1 ? `${phases} tiles of the dilation lie between each other` : '',
    tile === 2 ? 'fewer roundings than the direct sum' : '',
    wayOfAdding(machine),
  ];
  return {
    kernel: `winograd${tile}x${tile}+${denseName(machine, channels, tall)}`,
    why: why.filter((part) => part !== '').join('; '),
  };
}

function explainDense({ machine }: Engine, job: DenseJob): Explanation {
  const { geometry: g, schedules, taps, parts } = job;
  const channels = g.outChannels / g.groups;
  const panels = panelsOf(channels, machine.tallest);
  const kernels = panels.map(({ rows }) => denseName(machine, channels, rows));
  const { gathered, chunks } = schedules[0]!;
  const how = [
    parts.length > 1 ? `${parts.length} phases of the stride, ${taps[0]!.length} products in the first` : '',
    `${panels.map(({ count, rows }) => `${count} × ${rows}`).join(' + ')} output channels per group`,
    gathered ? 'inputs gathered once for all of them' : 'inputs read in place',
    chunks > 1 ? `${taps[0]!.length} products summed in ${chunks} pieces` : '',
    wayOfAdding(machine),
  ];
  return { kernel: kernels.join('+'), why: how.filter((part) => part !== '').join('; ') };
}
