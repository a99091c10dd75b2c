/** @file Small noisy pictures of four shapes, drawn anew for every batch. */

import { type Generator, rand, randint, randn, type Tensor } from 'atrous';
import { CLASSES, SIDE } from './sizes.js';

export interface Shapes {
  /** [N, 1, SIDE, SIDE] */
  readonly images: Tensor;
  /** [N], places in `CLASSES`. */
  readonly labels: Tensor;
}

/** Whether a shape about the origin, one unit large, holds a point. */
const HOLDS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => Math.hypot(x, y) < 0.9,
  (x, y) => Math.abs(Math.hypot(x, y) - 0.75) < 0.25,
  (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.25 && Math.max(Math.abs(x), Math.abs(y)) < 1,
  (x, y) => (Math.abs(x + 0.75) < 0.25 && Math.abs(y) < 1) || (Math.abs(y + 0.75) < 0.25 && Math.abs(x) < 1),
];

/** Of each pixel so many points a side are asked, so that edges are soft. */
const POINTS = 3;

/** How much of a pixel the shape covers, from 0 to 1. */
function cover(holds: (x: number, y: number) => boolean, left: number, top: number, size: number): number {
  let hits = 0;
  for (let j = 0; j < POINTS; j++)
    for (let i = 0; i < POINTS; i++)
      if (holds((left + (i + 0.5) / POINTS) / size, (top + (j + 0.5) / POINTS) / size)) hits++;
  return hits / POINTS ** 2;
}

/** @param noise  standard deviation of what is added to every pixel */
export function drawShapes(count: number, noise: number, generator: Generator): Shapes {
  const labels = randint(CLASSES.length, [count], { generator });
  const kinds = labels.dataAs('int32');
  const places = rand([count, 3], { generator }).dataAs('float32');
  const images = randn([count, 1, SIDE, SIDE], { generator }).mul(noise);
  const pixels = images.dataAs('float32');
  for (let n = 0; n < count; n++) {
    const size = 2.6 + 2 * places[3 * n]!;
    const room = SIDE - 2 * size;
    const x = size + room * places[3 * n + 1]!;
    const y = size + room * places[3 * n + 2]!;
    for (let row = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++)
        pixels[(n * SIDE + row) * SIDE + column]! += cover(HOLDS[kinds[n]!]!, column - x, row - y, size);
  }
  return { images, labels };
}
