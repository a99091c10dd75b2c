/** @file A scale and a shift for every channel, with or without ReLU. */

import { theEngine } from './engine.js';
import { affineKernel } from './kernels/affine.js';

/** Bytes that pass through wasm memory at a time: they stay in the second-level cache. */
const PIECE_BYTES = 256 * 1024;

/** The sizes of [batch, channels, plane]. */
export interface ChannelSizes {
  readonly batch: number;
  readonly channels: number;
  readonly plane: number;
}

/**
 * `y[n, c, i] = x[n, c, i] · scale[c] + shift[c]` in float32, then `max(y, 0)` with `relu`.
 *
 * @returns [batch, channels, plane], or undefined where the engine cannot
 */
export function affine(
  { batch, channels, plane }: ChannelSizes,
  input: Float32Array,
  scale: Float32Array,
  shift: Float32Array,
  relu: boolean = false,
): Float32Array<ArrayBuffer> | undefined {
  const engine = input.length === 0 ? null : theEngine();
  if (engine === null) return undefined;
  const { machine } = engine;
  const kernel = machine.kernel(relu ? 'affineRelu' : 'affine', () => affineKernel(machine.features.relaxed, relu));
  const piece = Math.min(channels, Math.max(1, Math.floor(PIECE_BYTES / (4 * plane))));
  const out = new Float32Array(input.length);
  machine.borrow((take) => {
    const [x, y] = [take(4 * piece * plane), take(4 * piece * plane)];
    const [scales, shifts] = [take(4 * channels), take(4 * channels)];
    machine.write(scales, scale);
    machine.write(shifts, shift);
    for (let first = 0; first < batch * channels;) {
      const channel = first % channels;
      const count = Math.min(piece, channels - channel);
      machine.write(x, input.subarray(first * plane, (first + count) * plane));
      kernel(x, y, scales + 4 * channel, shifts + 4 * channel, count, 4 * plane, 4 * plane);
      out.set(machine.floats.subarray(y / 4, y / 4 + count * plane), first * plane);
      first += count;
    }
  });
  return out;
}
