/** @file A small product of matrices, by which sets of tiles are compared: its reference, and its sums by the dense kernel. */

import { PIXEL_BYTES } from '../kernels/dense.js';
import type { Machine } from '../machine.js';
import { packWeights } from '../packing.js';
import { SPARE_PIXELS, runDense, schedule } from '../sums.js';

/** Output channels, products of each output, and vectors of four pixels. */
export interface SampleSizes {
  readonly channels: number;
  readonly taps: number;
  readonly vectors: number;
}

/** The numbers of a sample: weights [channels, taps] and inputs [taps, pixels]. */
export interface Sample extends SampleSizes {
  readonly weight: Float32Array;
  readonly x: Float32Array;
}

/** Numbers between −1 and 1 that hardly repeat. */
function spread(length: number, step: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * step) % 1) * 2 - 1);
}

export function sampleOf({ channels, taps, vectors }: SampleSizes): Sample {
  const [golden, silver] = [0.6180339887, 0.4142135623];
  return { channels, taps, vectors, weight: spread(channels * taps, golden), x: spread(4 * vectors * taps, silver) };
}

/** A sample in the memory of a machine. */
export interface LoadedSample {
  readonly run: () => void;
  /** [channels, pixels] */
  readonly result: () => Float32Array;
}

export function loadSample(machine: Machine, { channels, taps, vectors, weight, x }: Sample): LoadedSample {
  const pixels = 4 * vectors;
  const plan = schedule(machine, { channels, tapCount: taps, vectors, footprint: 4 * taps });
  const place = (values: Float32Array): number => {
    const at = machine.take(4 * values.length);
    machine.write(at, values);
    return at;
  };
  const table = (values: Int32Array): number => {
    const at = machine.take(4 * values.length);
    machine.writeInts(at, values);
    return at;
  };
  const packed = machine.take(4 * weight.length);
  const y = machine.take(4 * channels * pixels);
  packWeights(
    machine,
    { groups: 1, channels, inChannels: taps },
    { group: 0, out: taps, in: 1 },
    [0],
    place(weight),
    packed,
  );
  const column = (i: number): number => 16 * Math.min(i >> 1, vectors - 1);
  const run = {
    groups: 1,
    channels,
    weight: packed,
    bias: place(new Float32Array(channels)),
    pixels: table(Int32Array.from({ length: (PIXEL_BYTES / 4) * (vectors + SPARE_PIXELS) }, (_, i) => column(i))),
    vectors,
    taps: table(Int32Array.from({ length: taps }, (_, k) => 4 * pixels * k)),
    tapCount: taps,
    x: place(x),
    xGroup: 0,
    y,
    yGroup: 0,
    plane: 4 * pixels,
    ascending: false,
  };
  return {
    run: () => runDense(machine, run, plan),
    result: () => machine.floats.slice(y / 4, y / 4 + channels * pixels),
  };
}

/**
 * Whether sums are what they should be: a float32 sum of `taps` products is off by at most `(taps + 1) · 2⁻²⁴ · Σ|products|`
 * to first order, in any order, fused or not.
 */
export function isRight({ channels, taps, vectors, weight, x }: Sample, sums: Float32Array): boolean {
  const pixels = 4 * vectors;
  for (let c = 0; c < channels; c++)
    for (let p = 0; p < pixels; p++) {
      let sum = 0;
      let magnitude = 0;
      for (let k = 0; k < taps; k++) {
        const product = weight[c * taps + k]! * x[k * pixels + p]!;
        sum += product;
        magnitude += Math.abs(product);
      }
      if (!(Math.abs(sums[c * pixels + p]! - sum) <= (taps + 2) * 2 ** -24 * magnitude)) return false;
    }
  return true;
}
