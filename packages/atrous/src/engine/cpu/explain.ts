/** @file Which kernel runs a layer, and why. */

import type { ConvGeometry } from '../../geometry/conv.js';
import type { ConvTransposeGeometry } from '../../geometry/conv-transpose.js';
import { type DenseJob, asLinear, convJob, convTransposeJob, engineFor } from './conv.js';
import { theEngine, type Engine } from './engine.js';
import { HELD_WEIGHTS } from './kernels/depthwise.js';
import { panelsOf } from './panels.js';
import type { WinogradJob } from './winograd.js';

export interface Explanation {
  /** Name of the kernel, with the channels × pixels of its tiles; `reference` where plain loops do it. */
  readonly kernel: string;
  readonly why: string;
}

const NO_ENGINE: Explanation = { kernel: 'reference', why: 'this JavaScript engine has no WebAssembly with SIMD' };
const EMPTY: Explanation = { kernel: 'reference', why: 'there is nothing to compute' };

/** The kernel of a layer of float32; other types run the reference. */
export function explain(kind: 'conv', geometry: ConvGeometry): Explanation;
export function explain(kind: 'convTranspose', geometry: ConvTransposeGeometry): Explanation;
export function explain(kind: 'conv' | 'convTranspose', geometry: ConvGeometry | ConvTransposeGeometry): Explanation {
  if (theEngine() === null) return NO_ENGINE;
  const engine = engineFor(geometry);
  if (engine === null) return EMPTY;
  if (kind === 'convTranspose')
    return explainDense(engine, convTransposeJob(engine, geometry as ConvTransposeGeometry));
  if (asLinear(geometry) !== null)
    return { kernel: 'linear', why: 'the kernel covers the whole input: one row per image' };
  const job = convJob(engine, geometry);
  if (job.kind === 'dense') return explainDense(engine, job);
  if (job.kind === 'winograd') return explainWinograd(engine, job);
  const { rows, vectors, taps } = job.shape;
  const held = taps.length <= HELD_WEIGHTS ? 'all weights stay in registers' : 'each weight is loaded once per tile';
  return {
    kernel: `depthwise${rows}x${4 * vectors}`,
    why: `every channel is a group of its own with ${taps.length} taps: ${held}`,
  };
}

function explainWinograd({ machine }: Engine, { rows, columns, geometry }: WinogradJob): Explanation {
  const { rows: tall } = panelsOf(geometry.outChannels, machine.tiles.length)[0]!;
  return {
    kernel: `winograd4x4+dense${tall}x${4 * machine.tiles[tall - 1]!.vectors}`,
    why: `3×3 with stride 1: ${rows} × ${columns} tiles of 4×4 outputs need 36 multiplications instead of 144`,
  };
}

function explainDense({ machine }: Engine, job: DenseJob): Explanation {
  const { geometry: g, schedules, taps, parts } = job;
  const channels = g.outChannels / g.groups;
  const panels = panelsOf(channels, machine.tiles.length);
  const kernels = panels.map(({ rows }) => `dense${rows}x${4 * machine.tiles[rows - 1]!.vectors}`);
  const { gathered, chunks } = schedules[0]!;
  const how = [
    parts.length > 1 ? `${parts.length} phases of the stride, ${taps[0]!.length} products in the first` : '',
    `${panels.map(({ count, rows }) => `${count} × ${rows}`).join(' + ')} output channels per group`,
    gathered ? 'inputs gathered once for all of them' : 'inputs read in place',
    chunks > 1 ? `${taps[0]!.length} products summed in ${chunks} pieces` : '',
    machine.features.relaxed ? 'fused multiply-add' : 'multiply and add, no relaxed SIMD',
  ];
  return { kernel: kernels.join('+'), why: how.filter((part) => part !== '').join('; ') };
}
