/** @file Taps of whole layers, as closed forms. */

import { tapsOfInputAt, tapsOfOutputAt, tapsOfTapAt } from './taps.js';

export { type TapsLayer, hasTaps } from './layer.js';
export type { Line } from './line.js';
export { type TapPair, type Taps, eachPair } from './taps.js';

/** `taps.ofOutput(spec, shape, [c, y, x])`, `taps.ofInput(…)`, `taps.ofTap(spec, shape, [out, in, ky, kx])`. */
export const taps: {
  readonly ofOutput: typeof tapsOfOutputAt;
  readonly ofInput: typeof tapsOfInputAt;
  readonly ofTap: typeof tapsOfTapAt;
} = { ofOutput: tapsOfOutputAt, ofInput: tapsOfInputAt, ofTap: tapsOfTapAt };
