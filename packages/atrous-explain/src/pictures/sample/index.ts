/** @file The picture that comes with the command: drawn by the code below, the same on every machine. */

import type { Picture } from '../picture.js';
import { LAND } from './land.js';
import { render } from './paint.js';
import { SKY } from './sky.js';

export const SAMPLE_HEIGHT = 304;
export const SAMPLE_WIDTH = 228;

/**
 * The sample, 304 × 228 (height × width): an evening landscape whose parts each wake other filters. Edges in every
 * direction (flower, roof, mountains), stripes and checks at every scale (fields, river, chequered floor), noise (tree,
 * meadow), gradients (sky, ball), round shapes (sun, balloon), thin lines and text, pure colours and a grey ramp.
 */
export function samplePicture(): Picture {
  return render([...LAND, ...SKY], SAMPLE_HEIGHT, SAMPLE_WIDTH);
}
